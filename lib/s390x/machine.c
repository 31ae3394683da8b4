/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include <control_register.h>
#include <identity.h>
#include <lowcore.h>
#include <machine.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <util.h>

/* Below are the lowcore and what a loader may have put behind it. */
#define USABLE (64ull << 10)

const char machine_arch[] = "s390x";
extern const char command_line[];

/* What the library keeps for itself comes from the first range, and a prefix must be below 2 GB. */
unsigned int machine_memory(struct memory_range *ranges, unsigned int max)
{
	uint64_t end = identity_storage();

	ranges[0] = (struct memory_range){ USABLE, identity_tables() - USABLE };
	if (end <= IDENTITY_LIMIT || max < 2)
		return 1;
	ranges[1] = (struct memory_range){ IDENTITY_LIMIT, end - IDENTITY_LIMIT };
	return 2;
}

const char *machine_command_line(void)
{
	return command_line;
}

static const struct {
	const char *word;
	unsigned int facility;
	const char *missing;
} words[] = {
	{ "edat1", FACILITY_EDAT1, "needs enhanced-DAT facility 1" },
	{ "edat2", FACILITY_EDAT2, "needs enhanced-DAT facility 2" },
	{ "vector", FACILITY_VECTOR, "needs the vector facility" },
	{ "no-execute", FACILITY_INSTRUCTION_EXECUTION_PROTECTION,
	  "needs the instruction-execution-protection facility" },
};

const char *machine_lacks(const char *need)
{
	static char reason[64];
	unsigned int facility;

	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcmp(words[i].word, need))
			return has_facility(words[i].facility) ? NULL : words[i].missing;
	}
	if (strncmp(need, "facility=", 9)) {
		snprintf(reason, sizeof(reason), "needs %s, which nobody here knows", need);
		return reason;
	}
	facility = strtoul(need + 9, NULL, 10);
	snprintf(reason, sizeof(reason), "needs facility %u", facility);
	return has_facility(facility) ? NULL : reason;
}

/* Asking first whether anything has changed would be dearer than doing it. */
void machine_reset(void)
{
	const uint32_t prefix_of_boot_cpu = 0;

	psw_set_mask(PSW_LIBRARY);
	__asm__ volatile("spx %0" : : "Q"(prefix_of_boot_cpu) : "memory");
	__asm__ volatile("lctlg %%c0,%%c15,%0" : : "Q"(control_library[0]) : "memory");
	__asm__ volatile("sfpc %0" : : "d"(0));
	lowcore()->new_psws = library_new_psws;
	clock_setup();
}
