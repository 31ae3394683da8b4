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

/* Some hosts look for interrupts only now and then. */
#define DRAIN_TRIES 1000

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

static void handle(struct frame *frame)
{
	unsigned int vector = frame->vector;
	bool handled;

	if (vector == IRQ_TIMER)
		timer_interrupt(frame);
	if (vector == IRQ_KICK)
		case_end_if_crashed();
	handled = irq_dispatch(vector, 0, frame);
	if (!handled && vector != IRQ_TIMER && vector != IRQ_KICK && vector != IRQ_SPURIOUS)
		trap_fatal(frame, "unexpected interrupt on vector %u at %pS", vector,
			   (void *)frame->rip);
}

/* See <irq_source.h>. What INT n brings, and a spurious interrupt, are not in service. */
static void maskable(struct frame *frame)
{
	struct arch_cpu *cpu = &this_cpu()->arch;
	bool in_service = apic_is_in_service(frame->vector);
	bool is_level = in_service && apic_is_level(frame->vector);

	if (in_service && !is_level)
		apic_end();
	cpu->levels += is_level;
	if (!cpu->drains)
		handle(frame);
	cpu->levels -= is_level;
	if (is_level)
		apic_end();
}

void interrupt(struct frame *frame)
{
	if (frame->vector == VECTOR_NMI)
		nmi(frame);
	else
		maskable(frame);
}

/*
 * What a case has left in this CPU's APIC: handlers that it did not return from, and
 * what is pending, which goes where no handler sees it.
 */
static void drain(void)
{
	for (; this_cpu()->arch.levels; this_cpu()->arch.levels--)
		apic_end();
	this_cpu()->arch.drains = true;
	for (unsigned int i = 0; i == 0 || (apic_requests() && i < DRAIN_TRIES); i++)
		__asm__ volatile("sti; nop; cli" : : : "memory");
	this_cpu()->arch.drains = false;
}

bool irq_setup(void)
{
	if (!this_cpu()->id) {
		out8(PIC_MASTER_MASK, PIC_ALL);
		out8(PIC_SLAVE_MASK, PIC_ALL);
		ioapic_reset();
	}
	apic_setup();
	if (apic_is_on())
		drain();
	return apic_is_on();
}
