/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page tables of four levels: 4 KiB, 2 MiB and 1 GiB pages, and a root whose
 * entries only lead to tables.
 */
#ifndef ARCH_PAGE_H
#define ARCH_PAGE_H

#include <stdint.h>

#define PAGE_SHIFT     12
#define PAGE_SIZE      4096ul
#define MMU_LEVELS     4
#define MMU_LEAF_LEVEL 0

typedef uint64_t mmu_entry_t;

#define PTE_PRESENT  0x001ul
#define PTE_WRITE    0x002ul
#define PTE_USER     0x004ul
#define PTE_PWT	     0x008ul
#define PTE_PCD	     0x010ul
#define PTE_ACCESSED 0x020ul
#define PTE_DIRTY    0x040ul
#define PTE_LARGE    0x080ul /* in levels 1 and 2 */
#define PTE_GLOBAL   0x100ul
#define PTE_NX	     0x8000000000000000ul
#define PTE_ADDRESS  0x000ffffffffff000ul

#endif
