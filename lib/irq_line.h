/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wires: interrupts that a device raises at a pin of the interrupt controller.
 */
#ifndef IRQ_LINE_H
#define IRQ_LINE_H

#include <irq.h>
#include <stdbool.h>

struct irq_line {
	unsigned int number; /* INTID on arm, global system interrupt on x86 */
	bool edge;	     /* else it interrupts as long as it is raised */
	bool active_low;
};

/*
 * From lib/ARCH/irq_line.c. Registers the handler, once however often it is asked
 * for, and lets the line interrupt this CPU, until the case ends; false if the
 * machine has no such pin. Of functions that share a line each registers a
 * handler, which must see whether its own device asks. A handler may be called
 * once more when its device has stopped asking.
 */
bool irq_line_connect(const struct irq_line *line, irq_handler *handler, void *context);

#endif
