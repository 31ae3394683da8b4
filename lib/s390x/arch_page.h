/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages and the entries of translation tables: region-third table (level 2,
 * leaves of 2 GB with EDAT2), segment tables (level 1, leaves of 1 MB), page
 * tables (level 0).
 */
#ifndef ARCH_PAGE_H
#define ARCH_PAGE_H

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1ul << PAGE_SHIFT)

#define MMU_LEVELS     3
#define MMU_LEAF_LEVEL 0

#define SEGMENT_SHIFT 20
#define REGION_SHIFT  31

#define PAGE_ENTRIES	    256
#define SEGMENT_ENTRIES	    2048
#define PART_OF_SEGMENTS    512 /* without TABLE_FULL_LENGTH */
#define ROOT_REGION_ENTRIES 512 /* one page of them: 1 TB */

#define PAGE_INVALID	0x400
#define PAGE_PROTECTED	0x200
#define PAGE_NO_EXECUTE 0x100

/* Of region and segment table entries. */
#define TABLE_LEAF	   0x400
#define TABLE_PROTECTED	   0x200
#define TABLE_NO_EXECUTE   0x100
#define TABLE_INVALID	   0x020
#define TABLE_REGION_THIRD 0x004
#define TABLE_FULL_LENGTH  0x003

#ifndef __ASSEMBLER__
#include <stdint.h>

typedef uint64_t mmu_entry_t;
#endif

#endif
