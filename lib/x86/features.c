/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words that a case may name in NEEDS().
 */
#include <acpi.h>
#include <fw_cfg.h>
#include <machine.h>
#include <stdio.h>
#include <string.h>
#include <util.h>
#include "cpu.h"
#include "cpu_regs.h"
#include "ioapic.h"
#include "pit.h"

enum { EAX, EBX, ECX, EDX };

/* Features of the CPU: one bit of CPUID. */
static const struct cpu_feature {
	const char *name;
	uint32_t leaf, subleaf;
	unsigned int reg, bit;
} cpu_features[] = {
	{ "vmx", 1, 0, ECX, 5 },
	{ "pcid", 1, 0, ECX, 17 },
	{ "x2apic", 1, 0, ECX, 21 },
	{ "tsc-deadline", 1, 0, ECX, 24 },
	{ "xsave", 1, 0, ECX, 26 },
	{ "avx", 1, 0, ECX, 28 },
	{ "hypervisor", 1, 0, ECX, 31 },
	{ "mce", 1, 0, EDX, 7 },
	{ "fsgsbase", 7, 0, EBX, 0 },
	{ "avx2", 7, 0, EBX, 5 },
	{ "smep", 7, 0, EBX, 7 },
	{ "avx512f", 7, 0, EBX, 16 },
	{ "smap", 7, 0, EBX, 20 },
	{ "umip", 7, 0, ECX, 2 },
	{ "pku", 7, 0, ECX, 3 },
	{ "la57", 7, 0, ECX, 16 },
	{ "svm", CPUID_EXTENDED, 0, ECX, 2 },
	{ "syscall", CPUID_EXTENDED, 0, EDX, 11 },
	{ "no-execute", CPUID_EXTENDED, 0, EDX, 20 },
	{ "gbpages", CPUID_EXTENDED, 0, EDX, 26 },
	{ "rdtscp", CPUID_EXTENDED, 0, EDX, 27 },
};

static bool has_acpi(void)
{
	return acpi_root();
}

static bool has_ioapic(void)
{
	return ioapic_mask(0);
}

static const struct device {
	const char *name;
	bool (*present)(void);
} devices[] = {
	{ "acpi", has_acpi },
	{ "fw-cfg", fw_cfg_present },
	{ "ioapic", has_ioapic },
	{ "pit", pit_run },
};

/* Of no use where the library leaves XSAVE alone. */
static bool goes_by_xsave(const char *name)
{
	return !strcmp(name, "xsave") || !strncmp(name, "avx", 3);
}

static bool cpu_has(const struct cpu_feature *feature)
{
	uint32_t group = feature->leaf & CPUID_EXTENDED_MAX;
	struct cpuid id;

	if (cpuid(group, 0).eax < feature->leaf ||
	    (goes_by_xsave(feature->name) && !xstate_by_xsave))
		return false;
	id = cpuid(feature->leaf, feature->subleaf);
	return (&id.eax)[feature->reg] >> feature->bit & 1;
}

const char *machine_lacks(const char *need)
{
	static char reason[64];

	for (unsigned int i = 0; i < ARRAY_SIZE(cpu_features); i++) {
		if (strcmp(cpu_features[i].name, need))
			continue;
		snprintf(reason, sizeof(reason), "needs a CPU with %s (CPUID leaf %#x)", need,
			 cpu_features[i].leaf);
		return cpu_has(&cpu_features[i]) ? NULL : reason;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(devices); i++) {
		if (strcmp(devices[i].name, need))
			continue;
		snprintf(reason, sizeof(reason), "needs %s in the machine", need);
		return devices[i].present() ? NULL : reason;
	}
	snprintf(reason, sizeof(reason), "needs %s, which x86 does not have", need);
	return reason;
}
