/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interrupt controller, version 2 or 3, for tests of the controller itself.
 * An INTID below 32 is meant for this CPU. irq_open() and irq_close() of
 * <irq.h> enable and disable an interrupt, and choose IRQ or FIQ for it.
 */
#ifndef GIC_H
#define GIC_H

#include <stdbool.h>
#include <stdint.h>

struct cpu;

enum { GIC_SGIS = 16, GIC_PRIVATE = 32, GIC_SPECIAL = 1020, GIC_SPURIOUS = 1023 };

/* Of everything that the library opens. Lower numbers come first. */
enum { GIC_PRIORITY = 0x80, GIC_PRIORITY_LOWEST = 0xff };

unsigned int gic_version(void);
bool gic_has_fiq(void);	       /* may this guest use group 0? */
unsigned int gic_intids(void); /* one more than the last SPI */

void gic_set_priority(unsigned int intid, unsigned int priority);
unsigned int gic_priority(unsigned int intid);
void gic_set_edge(unsigned int intid, bool edge);

void gic_set_pending(unsigned int intid, bool pending);
bool gic_is_pending(unsigned int intid);
bool gic_is_active(unsigned int intid);
bool gic_is_enabled(unsigned int intid);

/* An SPI goes to this CPU from now on. */
void gic_route(unsigned int intid, const struct cpu *cpu);

/* An SGI for one CPU, in the group in which that CPU has it. */
void gic_send(const struct cpu *cpu, unsigned int sgi, bool fiq);

/* Only interrupts of a higher priority (a lower number) than the mask are taken. */
void gic_set_mask(unsigned int mask);
unsigned int gic_mask(void);

/* Of what is being handled; GIC_PRIORITY_LOWEST if nothing is. */
unsigned int gic_running_priority(void);

#endif
