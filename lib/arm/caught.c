/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bits.h>
#include <caught.h>
#include <irq.h>
#include "sysreg.h"

/* SPSR_EL1 */
#define PSTATE_IL BIT(20)
#define PSTATE_SS BIT(21)

#define MDSCR_SS BIT(0)

struct caught caught;

/* What would trap again at once is taken out of the state that is returned to. */
static void keep(const struct irq *irq, void *context)
{
	(void)context;
	caught.count++;
	caught.code = IRQ_NUMBER(irq->source);
	caught.parameter = irq->parameter;
	caught.frame = *irq->frame;
	irq->frame->pstate &= ~(PSTATE_IL | PSTATE_SS);
	sysreg_write(mdscr_el1, sysreg_read(mdscr_el1) & ~MDSCR_SS);
	frame_set_pc(irq->frame, irq->frame->x[16]);
}

void catch_trap(unsigned int code)
{
	caught = (struct caught){ 0 };
	irq_unregister(IRQ_TRAP(code), keep, NULL);
	irq_register(IRQ_TRAP(code), keep, NULL);
}

bool caught_at(unsigned int distance)
{
	return caught.count == 1 && caught.frame.pc == caught.frame.x[17] + distance;
}
