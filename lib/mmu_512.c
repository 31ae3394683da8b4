/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tables of arm and x86 have in common: each fills a page, with 512
 * entries on every level, and of an entry the bits PTE_ADDRESS are an address.
 */
#include <mmu_512.h>

_Static_assert(MMU_512_ENTRIES == 1 << MMU_512_INDEX_BITS, "each level takes so many bits");

unsigned int mmu_table_entries(unsigned int level)
{
	(void)level;
	return MMU_512_ENTRIES;
}

unsigned int mmu_level_shift(unsigned int level)
{
	return mmu_512_shift(level);
}

uint64_t mmu_leaf_address(mmu_entry_t entry, unsigned int level)
{
	return entry & PTE_ADDRESS & -(1ull << mmu_512_shift(level));
}

mmu_entry_t *mmu_table_of(mmu_entry_t entry, unsigned int level)
{
	(void)level;
	return mmu_512_table(entry);
}

mmu_entry_t mmu_invalid(unsigned int level)
{
	(void)level;
	return 0;
}
