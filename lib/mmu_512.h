/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables that fill a page with 512 entries on every level: what is asked of them so often that
 * it is no call.
 */
#ifndef MMU_512_H
#define MMU_512_H

#include <mmu.h>

#define MMU_512_ENTRIES	   (PAGE_SIZE / sizeof(mmu_entry_t))
#define MMU_512_INDEX_BITS 9 /* of an address, by each level */

static inline unsigned int mmu_512_shift(unsigned int level)
{
	return PAGE_SHIFT + MMU_512_INDEX_BITS * level;
}

static inline mmu_entry_t *mmu_512_table(mmu_entry_t entry)
{
	return (mmu_entry_t *)(entry & PTE_ADDRESS);
}

#endif
