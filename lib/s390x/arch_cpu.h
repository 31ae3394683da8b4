/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include <lowcore.h>
#include <stdbool.h>
#include <stdint.h>

struct arch_cpu {
	struct lowcore *prefix; /* in absolute storage; of the first CPU 0 */
	bool probes_call;	/* see trap_probe_call() */
	uintptr_t probed_function;
};

static inline struct cpu *this_cpu(void)
{
	return lowcore()->this_cpu;
}

static inline void cpu_relax(void)
{
	__asm__ volatile("" : : : "memory");
}

#endif
