/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translation tables of arm64, for tests that look at the entries, and for the
 * parts of the library that map in large pieces.
 */
#ifndef MMU_ARM_H
#define MMU_ARM_H

#include <bits.h>
#include <mmu.h>
#include <stdint.h>

#define PTE_VALID    BIT(0)
#define PTE_TABLE    BIT(1) /* of level 0: a page */
#define PTE_ATTR     BIT_RANGE(4, 2)
#define PTE_USER     BIT(6)
#define PTE_READONLY BIT(7)
#define PTE_SHARED   BIT_RANGE(9, 8)
#define PTE_ACCESSED BIT(10)
#define PTE_NG	     BIT(11)
#define PTE_PXN	     BIT(53)
#define PTE_UXN	     BIT(54)

/* PTE_ATTR: which field of MAIR_EL1 says what memory this is. */
enum { ATTR_DEVICE = 0, ATTR_NORMAL = 1 };

/* The range as it is, in the largest pieces that fit; for good. */
void mmu_map_identity(uint64_t start, uint64_t end, unsigned int access);

/* Registers of a device, with the 2 MiB around them; returns the address. */
uintptr_t mmu_device_block(uint64_t physical, uint64_t size);

/* mmu_enable.S */
void mmu_replace(mmu_entry_t *place, mmu_entry_t entry);
extern mmu_entry_t mmu_root_table[];

#endif
