/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts: who is called when a source interrupts this machine.
 *
 * A source is whatever the architecture can tell apart when it interrupts;
 * <irq_source.h> of each architecture makes one from an interruption class and
 * code (s390x), an INTID (arm), a vector (x86), and IRQ_TRAP(code) from a trap.
 * IRQ_IPI is the interrupt that smp_ipi() sends, on each of them.
 *
 * Handlers run on the stack of the interrupted code with interrupts disabled. A
 * handler may enable them again and be interrupted in turn, by its own source
 * too, as deep as the stack allows: everything that describes an interruption
 * is in its frame, nothing stays behind in a place that the next one
 * overwrites. A source that is raised as long as its device wants something
 * interrupts again at once, unless the handler has served the device before it
 * enables interrupts, or the machine holds it back until the handler is done (x86,
 * see <irq_source.h>).
 */
#ifndef IRQ_H
#define IRQ_H

#include <irq_source.h>
#include <stdbool.h>
#include <stdint.h>

struct frame;

struct irq {
	unsigned int source;
	unsigned int depth;  /* 0: no other interrupt was interrupted */
	uint64_t parameter;  /* what the source passed along, if anything */
	struct frame *frame; /* registers of the interrupted code */
};

typedef void irq_handler(const struct irq *irq, void *context);

/*
 * Several handlers may share a source; they are called in the order of their
 * registration. All registrations end with the case that made them.
 */
void irq_register(unsigned int source, irq_handler *handler, void *context);
void irq_unregister(unsigned int source, irq_handler *handler, void *context);

/* One source on this CPU, where the machine can mask it alone; returns whether it was open. */
bool irq_open(unsigned int source);
bool irq_close(unsigned int source);

/* All maskable interrupts on this CPU; the value of irq_save() is for irq_restore(). */
void irq_enable(void);
void irq_disable(void);
bool irq_save(void);
void irq_restore(bool enabled);

/*
 * Sleeps with interrupts enabled until the condition holds, or *event is not
 * zero, or until the time is up (false). Looking and falling asleep are one step:
 * an event whose interrupt comes in between wakes the CPU.
 */
typedef bool irq_condition(const volatile void *context);

bool irq_wait_until(irq_condition *condition, const volatile void *context, uint64_t timeout_ns);
bool irq_wait(const volatile unsigned int *event, uint64_t timeout_ns);

/* For lib/ARCH/irq.c: calls the handlers; false if there is none. */
bool irq_dispatch(unsigned int source, uint64_t parameter, struct frame *frame);

/*
 * From lib/ARCH/irq.c. irq_setup() makes this CPU ready to be interrupted, all
 * sources but IRQ_IPI and the library's timer closed; it is called on each CPU
 * and again after each case, and leaves interrupts disabled. It is false if the machine
 * gives no interrupts any more. Cases and the work of other CPUs begin with interrupts
 * enabled.
 * irq_idle() is called with interrupts disabled: enables them, sleeps until one
 * was taken, disables them.
 */
bool irq_setup(void);
void irq_idle(void);

/* Forgets all registrations; called between cases. */
void irq_reset(void);

#endif
