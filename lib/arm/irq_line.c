/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wires are shared peripheral interrupts. The GIC takes active high and rising
 * edges only.
 */
#include <irq_line.h>
#include <smp.h>
#include "gic.h"

bool irq_line_connect(const struct irq_line *line, irq_handler *handler, void *context)
{
	if (line->number >= gic_intids() || line->active_low)
		return false;
	irq_unregister(IRQ_INTID(line->number), handler, context);
	irq_register(IRQ_INTID(line->number), handler, context);
	gic_set_edge(line->number, line->edge);
	irq_open(IRQ_INTID(line->number));
	gic_route(line->number, this_cpu());
	return true;
}
