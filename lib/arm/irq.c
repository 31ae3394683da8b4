/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts: the masks of this CPU, and the way from the GIC to handlers.
 */
#include <bits.h>
#include <case.h>
#include <clock.h>
#include <irq.h>
#include <smp.h>
#include <trap.h>
#include "gic.h"
#include "gic_impl.h"
#include "interrupt.h"
#include "psci.h"
#include "sysreg.h"

#define DAIF_IRQ BIT(7)

/* SError, IRQ and FIQ together; debug exceptions are a matter of the tests that want them. */
void irq_enable(void)
{
	__asm__ volatile("msr daifclr, #7" : : : "memory");
}

void irq_disable(void)
{
	__asm__ volatile("msr daifset, #7" : : : "memory");
}

bool irq_save(void)
{
	bool enabled = !(sysreg_read(daif) & DAIF_IRQ);

	irq_disable();
	return enabled;
}

void irq_restore(bool enabled)
{
	if (enabled)
		irq_enable();
	else
		irq_disable();
}

/* WFI ends for a pending interrupt although it is masked: it cannot slip through between. */
void irq_idle(void)
{
	__asm__ volatile("dsb sy\n"
			 "	wfi\n"
			 "	msr daifclr, #7\n"
			 "	isb\n"
			 "	msr daifset, #7\n"
			 :
			 :
			 : "memory");
}

bool irq_setup(void)
{
	irq_disable();
	gic_setup_cpu(this_cpu(), clock_intid());
	return true;
}

static bool is_of_gic(unsigned int source)
{
	unsigned int class = source & IRQ_CLASS_MASK;

	return class == IRQ_CLASS_IRQ || class == IRQ_CLASS_FIQ;
}

bool irq_open(unsigned int source)
{
	if (!is_of_gic(source))
		return true;
	return gic_enable(IRQ_NUMBER(source), (source & IRQ_CLASS_MASK) == IRQ_CLASS_FIQ);
}

bool irq_close(unsigned int source)
{
	return !is_of_gic(source) || gic_disable(IRQ_NUMBER(source));
}

/* The controller hears of the end first, so that handlers can be interrupted again. */
void interrupt_taken(struct frame *frame, bool fiq)
{
	struct gic_taken taken = gic_take(fiq);
	unsigned int intid = taken.intid;

	if (intid >= GIC_SPECIAL && intid <= GIC_SPURIOUS)
		return;
	if (intid == clock_intid())
		clock_disarm();
	gic_end(taken);

	if (intid == clock_intid())
		timer_interrupt(frame);
	else if (intid == SGI_KICK)
		case_end_if_crashed();
	else if (intid == SGI_STOP)
		psci_cpu_off();
	else if (!irq_dispatch(taken.fiq ? IRQ_FIQ_INTID(intid) : IRQ_INTID(intid), taken.sender,
			       frame))
		trap_fatal(frame, "unexpected interrupt: INTID %u as %s", intid,
			   taken.fiq ? "FIQ" : "IRQ");
}
