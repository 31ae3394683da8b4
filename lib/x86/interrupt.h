/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of this directory that have to do with traps, interrupts and
 * CPUs.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdbool.h>
#include <stdint.h>

struct cpu;
struct frame;

/* The 256 entries of trap.S, TRAP_STUB_SIZE apart, and what they call. */
extern const char trap_stubs[];
void trap_dispatch(struct frame *frame);

/* Whatever came on vectors 32 and up, and the NMI. */
void interrupt(struct frame *frame);

/*
 * Translations are forgotten on all CPUs that have arrived and run. It is asked
 * for by an NMI, which comes through even where interrupts are disabled: true if
 * that is why this one came.
 */
void mmu_cpu_arrives(struct cpu *cpu);
bool mmu_forget_wanted(void);

#endif
