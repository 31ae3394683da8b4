/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_PAGE_H
#define ARCH_PAGE_H

#include <stdint.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1ul << PAGE_SHIFT)

/*
 * Four levels of 512 entries: pages, 2 MiB, 1 GiB, 512 GiB. The manual counts
 * from the other end: its level is 3 minus ours.
 */
typedef uint64_t mmu_entry_t;

#define MMU_LEVELS     4
#define MMU_LEAF_LEVEL 0

#define PTE_ADDRESS 0x0000fffffffff000ul

#endif
