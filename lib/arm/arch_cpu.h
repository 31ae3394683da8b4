/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include <stdbool.h>
#include <stdint.h>

struct cpu;

struct arch_cpu {
	uint64_t kernel_sp;	 /* where a trap from EL0 finds its stack */
	uintptr_t emergency_top; /* end of the stack for traps that find none */
	uintptr_t redistributor; /* GICv3: this CPU's part of it */
	unsigned int gic_target; /* GICv2: this CPU's bit in the target masks */
	bool gic_ready;		 /* has been set up since the machine started */
	bool gic_touched;	 /* a case has changed this CPU's own interrupts */
};

static inline struct cpu *this_cpu(void)
{
	struct cpu *cpu;

	__asm__("mrs %0, tpidr_el1" : "=r"(cpu));
	return cpu;
}

static inline void cpu_relax(void)
{
	__asm__ volatile("yield" : : : "memory");
}

#endif
