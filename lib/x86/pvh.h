/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PVH boot protocol: what a loader hands to the entry that the ELF note
 * PHYS32_ENTRY names, in 32-bit protected mode without paging. EBX holds the
 * address of struct pvh_start_info.
 */
#ifndef PVH_H
#define PVH_H

#include <stdint.h>

#define PVH_MAGIC	 0x336ec578
#define PVH_MEMORY_RAM	 1
#define PVH_NOTE_PHYS32	 18
#define PVH_VERSION_MMAP 1 /* the first version with a memory map */

struct pvh_start_info {
	uint32_t magic;
	uint32_t version;
	uint32_t flags;
	uint32_t module_count;
	uint64_t modules;
	uint64_t command_line;
	uint64_t rsdp;
	uint64_t memory_map;
	uint32_t memory_map_entries;
	uint32_t reserved;
};

struct pvh_memory {
	uint64_t address;
	uint64_t size;
	uint32_t type;
	uint32_t reserved;
};

#endif
