/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bits.h>
#include <mmu.h>
#include "boot_info.h"
#include "multiboot2.h"
#include "pvh.h"

extern const uint32_t boot_magic, boot_info; /* from boot.S: EAX and EBX at entry */
extern const char boot_low_page[];

/* Page 0 is left out of the identity map, and has another address. */
static const void *reach(uint64_t physical)
{
	return physical < PAGE_SIZE ? boot_low_page + physical : (const void *)physical;
}

static bool by_multiboot2(void)
{
	return boot_magic == MB2_LOADED;
}

static const struct pvh_start_info *pvh_info(void)
{
	return reach(boot_info);
}

static const struct mb2_info *mb2_info(void)
{
	return reach(boot_info);
}

static const struct mb2_tag *mb2_find(unsigned int type)
{
	const char *at = (const char *)(mb2_info() + 1);
	const char *end = (const char *)mb2_info() + mb2_info()->size;

	while (at < end) {
		const struct mb2_tag *tag = (const void *)at;

		if (tag->type == type)
			return tag;
		if (tag->type == MB2_TAG_END)
			break;
		at += align_up(tag->size, MB2_ALIGN);
	}
	return NULL;
}

const char *boot_command_line(void)
{
	const struct mb2_tag *tag;

	if (!by_multiboot2())
		return pvh_info()->command_line ? reach(pvh_info()->command_line) : "";
	tag = mb2_find(MB2_TAG_COMMAND_LINE);
	return tag ? tag->data : "";
}

const void *boot_rsdp(void)
{
	const struct mb2_tag *tag;

	if (!by_multiboot2())
		return pvh_info()->rsdp ? mmu_device(pvh_info()->rsdp, PAGE_SIZE) : NULL;
	tag = mb2_find(MB2_TAG_RSDP_2);
	if (!tag)
		tag = mb2_find(MB2_TAG_RSDP_1);
	return tag ? tag->data : NULL;
}

static unsigned int mb2_memory(struct memory_range *ranges, unsigned int max)
{
	const struct mb2_tag *tag = mb2_find(MB2_TAG_MEMORY_MAP);
	const struct mb2_memory_map *map = (const void *)tag->data;
	const char *end = (const char *)tag + tag->size;
	unsigned int count = 0;

	for (const char *at = map->entries; at < end; at += map->entry_size) {
		const struct mb2_memory *entry = (const void *)at;

		if (entry->type == MB2_MEMORY_RAM && count < max)
			ranges[count++] = (struct memory_range){ entry->address, entry->size };
	}
	return count;
}

static unsigned int pvh_memory(struct memory_range *ranges, unsigned int max)
{
	const struct pvh_memory *map = reach(pvh_info()->memory_map);
	unsigned int count = 0;

	if (pvh_info()->version < PVH_VERSION_MMAP)
		return 0;
	for (unsigned int i = 0; i < pvh_info()->memory_map_entries; i++) {
		if (map[i].type == PVH_MEMORY_RAM && count < max)
			ranges[count++] = (struct memory_range){ map[i].address, map[i].size };
	}
	return count;
}

unsigned int boot_memory(struct memory_range *ranges, unsigned int max)
{
	return by_multiboot2() ? mb2_memory(ranges, max) : pvh_memory(ranges, max);
}

struct memory_range boot_info_place(void)
{
	if (by_multiboot2())
		return (struct memory_range){ boot_info, mb2_info()->size };
	return (struct memory_range){ boot_info, sizeof(struct pvh_start_info) };
}
