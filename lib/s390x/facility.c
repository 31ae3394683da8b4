/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <facility.h>
#include <stddef.h>
#include <trap.h>

_Static_assert(offsetof(struct stsi_machine, model) == 100, "as the machine has it");
_Static_assert(offsetof(struct stsi_cpu, address) == 102, "as the machine has it");
_Static_assert(offsetof(struct stsi_cpus, total) == 36, "as the machine has it");
_Static_assert(sizeof(((struct stsi_virtual *)0)->machines[0]) == 64, "as the machine has it");

/* General register 0 has the number of doublewords less one, in its last byte. */
unsigned int facility_stfle(uint64_t *list, unsigned int doublewords, unsigned int *available)
{
	register uint64_t less_one __asm__("r0");
	unsigned int cc;

	trap_probe_begin();
	less_one = doublewords - 1;
	__asm__ volatile(PROBED("stfle 0(%2)") "	ipm	%0\n"
					       "	srl	%0,28"
			 : "=&d"(cc), "+d"(less_one)
			 : "a"(list)
			 : "cc", "memory");
	*available = (less_one & 0xff) + 1;
	return trap_probed() ? FACILITY_TRAPPED : cc;
}

uint32_t facility_stfl(void)
{
	__asm__ volatile("stfl 0" : : : "memory");
	return lowcore()->facility_list;
}

unsigned int facility_stsi(uint32_t *register_0, uint32_t register_1, void *block)
{
	register uint64_t r0 __asm__("r0");
	register uint64_t r1 __asm__("r1");
	unsigned int cc;

	trap_probe_begin();
	r0 = *register_0;
	r1 = register_1;
	__asm__ volatile(PROBED("stsi 0(%3)") "	ipm	%0\n"
					      "	srl	%0,28"
			 : "=&d"(cc), "+d"(r0)
			 : "d"(r1), "a"(block)
			 : "cc", "memory");
	*register_0 = r0;
	return trap_probed() ? STSI_TRAPPED : cc;
}
