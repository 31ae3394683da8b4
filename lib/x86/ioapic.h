/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IOAPICs: device interrupt lines (GSIs) become vectors. All routes end with the
 * case.
 */
#ifndef IOAPIC_H
#define IOAPIC_H

#include <stdbool.h>
#include <stdint.h>

#define IOAPIC_LOW   0x02000 /* active low */
#define IOAPIC_LEVEL 0x08000
#define IOAPIC_MASK  0x10000

/*
 * Interrupts of the line raise the vector on the CPU; flags are 0 for a rising
 * edge. False if there is no such line.
 */
bool ioapic_route(unsigned int gsi, unsigned int vector, unsigned int cpu, unsigned int flags);
bool ioapic_mask(unsigned int gsi); /* false if there is no such line */

/* The GSI that an ISA interrupt arrives on. */
unsigned int ioapic_isa(unsigned int irq);

/* For lib/x86/irq.c. */
void ioapic_reset(void);

#endif
