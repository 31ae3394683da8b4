/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <case.h>
#include <clock.h>
#include <frame.h>
#include <irq.h>
#include <smp.h>
#include <trap.h>
#include "apic.h"
#include "cpu_regs.h"
#include "interrupt.h"
#include "io.h"
#include "ioapic.h"

/* Mask registers of the two 8259. */
#define PIC_MASTER_MASK 0x21
#define PIC_SLAVE_MASK	0xa1
#define PIC_ALL		0xff

/* A vector cannot be masked alone: the CPU has one switch for all. */
bool irq_open(unsigned int source)
{
	(void)source;
	return true;
}

bool irq_close(unsigned int source)
{
	(void)source;
	return true;
}

void irq_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}

void irq_disable(void)
{
	__asm__ volatile("cli" : : : "memory");
}

bool irq_save(void)
{
	uint64_t rflags;

	__asm__ volatile("pushfq; popq %0; cli" : "=r"(rflags) : : "memory");
	return rflags & RFLAGS_IF;
}

void irq_restore(bool enabled)
{
	if (enabled)
		irq_enable();
}

/* Interrupts stay shut out until STI's next instruction has begun: none is lost before HLT. */
void irq_idle(void)
{
	__asm__ volatile("sti; hlt; cli" : : : "memory");
}

static void nmi(struct frame *frame)
{
	if (mmu_forget_wanted())
		return;
	if (!irq_dispatch(IRQ_NMI, 0, frame))
		trap_fatal(frame, "unexpected NMI at %pS", (void *)frame->rip);
}

/*
 * The end of interrupt comes first, so that a handler may enable interrupts and
 * be interrupted by its own vector. INT n ends what never began, which does no
 * harm, because no other interrupt is ever left in service. A spurious interrupt is
 * none that the APIC waits to see ended.
 */
static void maskable(struct frame *frame)
{
	unsigned int vector = frame->vector;
	bool handled;

	if (vector == IRQ_SPURIOUS)
		apic_end_if_in_service(vector);
	else
		apic_write(APIC_EOI, 0);
	if (this_cpu()->arch.drains)
		return;
	if (vector == IRQ_TIMER)
		timer_interrupt(frame);
	if (vector == IRQ_KICK)
		case_end_if_crashed();
	handled = irq_dispatch(vector, 0, frame);
	if (!handled && vector != IRQ_TIMER && vector != IRQ_KICK && vector != IRQ_SPURIOUS)
		trap_fatal(frame, "unexpected interrupt on vector %u at %pS", vector,
			   (void *)frame->rip);
}

void interrupt(struct frame *frame)
{
	if (frame->vector == VECTOR_NMI)
		nmi(frame);
	else
		maskable(frame);
}

/* What a case has left pending in this CPU's APIC goes where no handler sees it. */
static void drain(void)
{
	this_cpu()->arch.drains = true;
	__asm__ volatile("sti; nop; cli" : : : "memory");
	this_cpu()->arch.drains = false;
}

void irq_setup(void)
{
	if (!this_cpu()->id) {
		out8(PIC_MASTER_MASK, PIC_ALL);
		out8(PIC_SLAVE_MASK, PIC_ALL);
		ioapic_reset();
	}
	apic_setup();
	drain();
}
