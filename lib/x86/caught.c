/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <caught.h>
#include <irq.h>
#include "cpu_regs.h"

struct caught caught;
uintptr_t catch_instruction, catch_landing;

/* Single steps would go on, so they end here. */
static void keep(const struct irq *irq, void *context)
{
	(void)context;
	caught.count++;
	caught.vector = irq->source;
	caught.frame = *irq->frame;
	irq->frame->rflags &= ~(uint64_t)(RFLAGS_TF | RFLAGS_NT);
	frame_set_pc(irq->frame, catch_landing);
}

void catch_trap(unsigned int code)
{
	unsigned int source = IRQ_VECTOR(VECTOR_OF_TRAP(code));

	caught = (struct caught){ 0 };
	irq_unregister(source, keep, NULL);
	irq_register(source, keep, NULL);
}

static bool caught_with(uint64_t error, uintptr_t rip)
{
	return caught.count == 1 && caught.frame.error == error && caught.frame.rip == rip;
}

bool caught_fault(uint64_t error)
{
	return caught_with(error, catch_instruction);
}

bool caught_trap(uint64_t error)
{
	return caught_with(error, catch_landing);
}
