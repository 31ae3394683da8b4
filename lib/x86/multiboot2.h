/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a multiboot2 loader passes: a list of tags, each aligned to 8 bytes.
 */
#ifndef MULTIBOOT2_H
#define MULTIBOOT2_H

#include <stdint.h>

#define MB2_LOADED 0x36d76289 /* in EAX at entry */

#define MB2_ALIGN 8

enum {
	MB2_TAG_END = 0,
	MB2_TAG_COMMAND_LINE = 1,
	MB2_TAG_MEMORY_MAP = 6,
	MB2_TAG_RSDP_1 = 14,
	MB2_TAG_RSDP_2 = 15,
};

#define MB2_MEMORY_RAM 1

struct mb2_info {
	uint32_t size;
	uint32_t reserved;
};

struct mb2_tag {
	uint32_t type;
	uint32_t size; /* with these two words */
	char data[];
};

struct mb2_memory_map {
	uint32_t entry_size;
	uint32_t version;
	char entries[];
};

struct mb2_memory {
	uint64_t address;
	uint64_t size;
	uint32_t type;
	uint32_t reserved;
};

#endif
