/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the vectors and the parts that they call.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdbool.h>
#include <stdint.h>

struct frame;

/* trap.S calls these. */
void trap_entered(struct frame *frame, unsigned int how);
void trap_without_stack(struct frame *frame, unsigned int how) __attribute__((noreturn));
void trap_lost(uint64_t esr, uint64_t pc, uint64_t far) __attribute__((noreturn));
extern const char trap_probe_landing[];

/* An interrupt of the GIC, as FIQ or as IRQ. */
void interrupt_taken(struct frame *frame, bool fiq);

/* INTID of the library's timer. */
unsigned int clock_intid(void);

#endif
