/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dt.h>
#include <irq.h>
#include <string.h>
#include "psci.h"

/* The way to the firmware. */
enum conduit { UNKNOWN, NONE, HVC, SMC };

static enum conduit find_conduit(void)
{
	const char *method = dt_string(dt_find(DT_START, "arm,psci-0.2"), "method");

	if (method && !strcmp(method, "hvc"))
		return HVC;
	return method && !strcmp(method, "smc") ? SMC : NONE;
}

static enum conduit conduit(void)
{
	static enum conduit known;

	if (known == UNKNOWN)
		known = find_conduit();
	return known;
}

/* What a call may change besides its results, by the SMC calling convention. */
#define CALL_CLOBBERS                                                                        \
	"x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", \
		"x17", "memory"

int32_t psci_call(uint32_t function, uint64_t a, uint64_t b, uint64_t c)
{
	enum conduit way = conduit();
	register uint64_t x0 __asm__("x0") = function;
	register uint64_t x1 __asm__("x1") = a;
	register uint64_t x2 __asm__("x2") = b;
	register uint64_t x3 __asm__("x3") = c;

	if (way == HVC)
		__asm__ volatile("hvc #0"
				 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
				 :
				 : CALL_CLOBBERS);
	else if (way == SMC)
		__asm__ volatile("smc #0"
				 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
				 :
				 : CALL_CLOBBERS);
	return way == NONE ? PSCI_NOT_SUPPORTED : (int32_t)x0;
}

void psci_cpu_off(void)
{
	irq_disable();
	for (;;)
		psci_call(PSCI_CPU_OFF, 0, 0, 0);
}
