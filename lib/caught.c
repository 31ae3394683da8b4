/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <caught.h>
#include <irq.h>

struct caught caught;

static void keep(const struct irq *irq, void *context)
{
	caught.count++;
	caught.code = (uintptr_t)context;
	caught.parameter = irq->parameter;
	caught.frame = *irq->frame;
	catch_leave(irq->frame);
}

void catch_trap(unsigned int code)
{
	void *context = (void *)(uintptr_t)code;

	caught = (struct caught){ 0 };
	irq_unregister(IRQ_TRAP(code), keep, context);
	irq_register(IRQ_TRAP(code), keep, context);
}
