/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <acpi.h>
#include <acpi_load.h>
#include <machine.h>
#include <mmu.h>
#include "boot_info.h"
#include "chipset.h"
#include "cpu.h"
#include "cpu_regs.h"

#define LOW_END	   0x100000 /* below is firmware's, and where application processors start */
#define END_OF_1G  (512ull << 30)
#define END_OF_2M  (4ull << 30)
#define LEVEL_1G   2
#define MAX_RANGES 32

const char machine_arch[] = "x86";

const char *machine_command_line(void)
{
	return boot_command_line();
}

const void *acpi_root(void)
{
	static const void *root;
	static bool looked;

	if (!looked)
		root = boot_rsdp();
	if (!looked && !root) {
		chipset_setup();
		root = acpi_load();
	}
	looked = true;
	return root;
}

/* Into ranges, which are ascending, if there is room. */
static unsigned int insert(struct memory_range *ranges, unsigned int count, unsigned int max,
			   uint64_t start, uint64_t end)
{
	unsigned int at = count;

	if (start >= end || count == max)
		return count;
	for (; at && ranges[at - 1].start > start; at--)
		ranges[at] = ranges[at - 1];
	ranges[at] = (struct memory_range){ start, end - start };
	return count + 1;
}

/* The part that the identity map covers, without what the loader has to say. */
unsigned int machine_memory(struct memory_range *ranges, unsigned int max)
{
	struct memory_range told[MAX_RANGES], keep = boot_info_place();
	uint64_t last = mmu_has_leaf(LEVEL_1G) ? END_OF_1G : END_OF_2M;
	unsigned int n = boot_memory(told, MAX_RANGES), count = 0;

	for (unsigned int i = 0; i < n; i++) {
		uint64_t start = told[i].start, end = start + told[i].size;

		start = start < LOW_END ? LOW_END : start;
		end = end > last ? last : end;
		if (keep.start >= start && keep.start < end) {
			count = insert(ranges, count, max, start, keep.start);
			start = keep.start + keep.size;
		}
		count = insert(ranges, count, max, start, end);
	}
	return count;
}

void machine_reset(void)
{
	cpu_restore();
}
