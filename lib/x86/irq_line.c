/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wires are global system interrupts, pins of the IOAPICs. */
#include <irq_line.h>
#include <smp.h>
#include "ioapic.h"
#include "vectors.h"

bool irq_line_connect(const struct irq_line *line, irq_handler *handler, void *context)
{
	unsigned int vector = VECTOR_LINE + line->number, flags = 0;

	if (line->number >= VECTOR_LINES)
		return false;
	if (!line->edge)
		flags |= IOAPIC_LEVEL;
	if (line->active_low)
		flags |= IOAPIC_LOW;
	irq_unregister(IRQ_VECTOR(vector), handler, context);
	irq_register(IRQ_VECTOR(vector), handler, context);
	return ioapic_route(line->number, vector, smp_id(), flags);
}
