/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What belongs to one CPU alone.
 */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include <stdbool.h>
#include <stdint.h>

struct cpu;
struct user_result;

struct task_state {
	uint32_t reserved0;
	uint64_t rsp[3]; /* stack when an interrupt comes from user mode */
	uint64_t reserved1;
	uint64_t ist[7]; /* IST 1 to 7 */
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t io_map;
} __attribute__((packed));

#define GDT_ENTRIES 8 /* the last one is for tests */

struct arch_cpu {
	/* The CPU never reads the first descriptor: it holds the address of struct cpu. */
	uint64_t gdt[GDT_ENTRIES];
	struct task_state tss;
	bool x2apic;		  /* its interrupt controller is in that mode */
	bool drains;		  /* throws interrupts away, see irq.c */
	unsigned int levels;	  /* level-triggered interrupts that have not ended */
	bool forget;		  /* translations; asked for by another CPU */
	uint64_t fatal_stack;	  /* upper end of the one for double faults */
	struct cpu *next;	  /* of those that have ever run, see mmu.c */
	struct user_result *user; /* of the code in user mode, see user.c */
	/* Used only as long as it takes to change to the interrupted stack, see trap.S. */
	uint64_t nmi_stack[32] __attribute__((aligned(16)));
	uint64_t mc_stack[32] __attribute__((aligned(16)));
};

static inline struct cpu *this_cpu(void)
{
	struct cpu *cpu;

	__asm__("mov %%gs:0, %0" : "=r"(cpu)); /* its first member is its own address */
	return cpu;
}

static inline void cpu_relax(void)
{
	__builtin_ia32_pause();
}

#endif
