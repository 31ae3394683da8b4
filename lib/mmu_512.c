/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tables of arm and x86 have in common: each fills a page, with 512
 * entries on every level, and of an entry the bits PTE_ADDRESS are an address.
 */
#include <mmu.h>

#define ENTRIES	   (PAGE_SIZE / sizeof(mmu_entry_t))
#define INDEX_BITS 9

_Static_assert(ENTRIES == 1 << INDEX_BITS, "each level takes so many bits of an address");

unsigned int mmu_table_entries(unsigned int level)
{
	(void)level;
	return ENTRIES;
}

unsigned int mmu_level_shift(unsigned int level)
{
	return PAGE_SHIFT + INDEX_BITS * level;
}

uint64_t mmu_leaf_address(mmu_entry_t entry, unsigned int level)
{
	return entry & PTE_ADDRESS & -(1ull << mmu_level_shift(level));
}

mmu_entry_t *mmu_table_of(mmu_entry_t entry, unsigned int level)
{
	(void)level;
	return (mmu_entry_t *)(entry & PTE_ADDRESS);
}

mmu_entry_t mmu_invalid(unsigned int level)
{
	(void)level;
	return 0;
}
