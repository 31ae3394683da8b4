/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A firmware for the one thing that guests of hostproof need: to be entered.
 *
 * QEMU has already put the segments of the ELF file into RAM. What is left is to
 * tell the guest about its command line and its memory, as the PVH boot protocol
 * has it, and to jump. No device is looked for and no table is built:
 * where a BIOS takes 50 ms of emulated time, this takes less than one.
 */
#include <pvh.h>
#include "fw_cfg.h"
#include "layout.h"

#define MAX_RANGES ((SCRATCH - MEMORY_MAP) / sizeof(struct pvh_memory))

/* As in QEMU's file; the types are those of PVH. */
struct e820_range {
	uint64_t address;
	uint64_t size;
	uint32_t type;
} __attribute__((packed));

uint32_t firmware(void);

static uint32_t copy_memory_map(struct pvh_memory *to)
{
	const struct e820_range *from = (void *)SCRATCH;
	uint16_t item;
	uint32_t size = fw_cfg_find("etc/e820", &item), count = size / sizeof(*from);

	if (!size)
		return 0;
	if (count > MAX_RANGES)
		count = MAX_RANGES;
	fw_cfg_read(item, (void *)SCRATCH, count * sizeof(*from));
	for (uint32_t i = 0; i < count; i++) {
		to[i].address = from[i].address;
		to[i].size = from[i].size;
		to[i].type = from[i].type;
		to[i].reserved = 0;
	}
	return count;
}

/* Returns the entry of the guest; the start info stands where layout.h says. */
uint32_t firmware(void)
{
	struct pvh_start_info *info = (void *)START_INFO;

	fw_cfg_read(FW_CFG_CMDLINE_DATA, (void *)COMMAND_LINE, fw_cfg_number(FW_CFG_CMDLINE_SIZE));
	*info = (struct pvh_start_info){
		.magic = PVH_MAGIC,
		.version = 1,
		.command_line = COMMAND_LINE,
		.memory_map = MEMORY_MAP,
		.memory_map_entries = copy_memory_map((void *)MEMORY_MAP),
	};
	return fw_cfg_number(FW_CFG_KERNEL_ENTRY);
}
