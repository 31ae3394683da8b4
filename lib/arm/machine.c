/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the machine is, from the device tree; and the registers that a case may
 * have changed.
 */
#include <acpi.h>
#include <bits.h>
#include <dt.h>
#include <machine.h>
#include <smp.h>
#include <stdio.h>
#include <string.h>
#include <util.h>
#include "arm_cpu.h"
#include "el2.h"
#include "gic.h"
#include "layout.h"
#include "mmu_arm.h"
#include "sysreg.h"

#define MAX_RANGES 32

const char machine_arch[] = "arm";

unsigned int entry_el;

const char *machine_command_line(void)
{
	const char *words = dt_string(dt_path("/chosen"), "bootargs");

	return words ? words : "";
}

/* Takes [start, end) out of the ranges, which may make one more of them. */
static unsigned int cut(struct memory_range *ranges, unsigned int count, uint64_t start,
			uint64_t end)
{
	for (unsigned int i = 0; i < count; i++) {
		uint64_t low = ranges[i].start, high = low + ranges[i].size;

		if (end <= low || start >= high)
			continue;
		if (start > low && end < high && count < MAX_RANGES) {
			for (unsigned int j = count; j > i + 1; j--)
				ranges[j] = ranges[j - 1];
			ranges[i + 1] = (struct memory_range){ end, high - end };
			ranges[i++].size = start - low;
			count++;
		} else if (start > low) {
			ranges[i].size = start - low;
		} else {
			end = min(end, high);
			ranges[i] = (struct memory_range){ end, high - end };
		}
	}
	return count;
}

/* All RAM is mapped here, what others have reserved in it too. */
static unsigned int find_memory(struct memory_range *ranges)
{
	unsigned int count = dt_memory(ranges, MAX_RANGES);
	struct memory_range reserved;

	for (unsigned int i = 0; i < count; i++)
		mmu_map_identity(align_up(ranges[i].start, PAGE_SIZE),
				 align_down(ranges[i].start + ranges[i].size, PAGE_SIZE),
				 MMU_READ | MMU_WRITE | MMU_EXECUTE);
	for (unsigned int i = 0; dt_reserved(i, &reserved); i++)
		count = cut(ranges, count, align_down(reserved.start, PAGE_SIZE),
			    align_up(reserved.start + reserved.size, PAGE_SIZE));
	return count;
}

unsigned int machine_memory(struct memory_range *ranges, unsigned int max)
{
	static struct memory_range found[MAX_RANGES + 1];
	static unsigned int count;

	if (!count)
		count = find_memory(found);
	for (unsigned int i = 0; i < count && i < max; i++)
		ranges[i] = found[i];
	return min(count, max);
}

static const char *lacks_gic(unsigned int version)
{
	static char reason[64];

	if (gic_version() == version)
		return NULL;
	snprintf(reason, sizeof(reason), "needs a GICv%u, this machine has a GICv%u", version,
		 gic_version());
	return reason;
}

const char *machine_lacks(const char *need)
{
	static char reason[64];

	if (!strcmp(need, "acpi"))
		return acpi_root() ? NULL : "needs ACPI tables, this machine has none";
	if (!strcmp(need, "el2"))
		return el2_available() ? NULL : "needs EL2 (-M virt,virtualization=on)";
	if (!strcmp(need, "gicv2"))
		return lacks_gic(2);
	if (!strcmp(need, "gicv3"))
		return lacks_gic(3);
	if (!strcmp(need, "fiq"))
		return gic_has_fiq() ? NULL
				     : "needs interrupts of group 0, which are not ours here";
	if (!strcmp(need, "no-execute"))
		return NULL;
	if (!strcmp(need, "pmu"))
		return field_get(BIT_RANGE(11, 8), sysreg_read(id_aa64dfr0_el1))
			       ? NULL
			       : "needs a PMU (-cpu max,pmu=on)";
	snprintf(reason, sizeof(reason), "needs %s, which nothing on arm64 is called", need);
	return reason;
}

/* What a case may change, and what each of them finds there. */
#define RESET_REGISTERS(each, tcr)                      \
	do {                                            \
		each(cpacr_el1, CPACR_FPEN);            \
		each(mdscr_el1, 0);                     \
		each(cntkctl_el1, 0);                   \
		each(contextidr_el1, 0);                \
		each(tpidr_el0, 0);                     \
		each(tpidrro_el0, 0);                   \
		each(fpcr, 0);                          \
		each(fpsr, 0);                          \
		each(mair_el1, MAIR_WORK);              \
		each(tcr_el1, tcr);                     \
		each(ttbr0_el1, (uintptr_t)mmu_root()); \
		each(sctlr_el1, SCTLR_WORK);            \
	} while (0)

#define COMPARE(name, value) (changed |= sysreg_read(name) ^ (value))

/* Reads are cheap; a write may cost the host all that it has translated. */
void machine_reset(void)
{
	uint64_t sizes = sysreg_read(tcr_el1) & BIT_RANGE(TCR_IPS_SHIFT + 2, TCR_IPS_SHIFT);
	uint64_t changed = 0;

	RESET_REGISTERS(COMPARE, TCR_WORK | sizes);
	if (changed) {
		RESET_REGISTERS(sysreg_write, TCR_WORK | sizes);
		isb();
	}
}
