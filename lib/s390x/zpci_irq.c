/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <atomic.h>
#include <bits.h>
#include <case.h>
#include <frame.h>
#include <irq.h>
#include <smp.h>
#include <string.h>
#include <trap.h>
#include <zpci_irq.h>

#define FUNCTIONS 32
#define MESSAGES  64 /* of a function: the bits of its vector */

/* Subclasses for this: the last is that of the channel subsystem. */
#define FIRST_ISC 3
#define ISCS	  4

static struct user {
	struct zpci *function; /* NULL: does not interrupt */
	unsigned int isc;
	unsigned int used;
	uint16_t numbers[MESSAGES]; /* of sources */
} users[FUNCTIONS];

/* Written by the functions. Bit 0 of each is the leftmost. */
static uint64_t vectors[FUNCTIONS], summaries[ISCS];

#define LEFTMOST BIT(63)

static void take_vector(unsigned int index, struct frame *frame)
{
	uint64_t bits = atomic_xchg(&vectors[index], 0);

	while (bits) {
		unsigned int n = BITS_PER_LONG - 1 - bit_last(bits);

		bits &= ~(LEFTMOST >> n);
		if (n >= users[index].used ||
		    !irq_dispatch(IRQ_MESSAGE(users[index].numbers[n]), n, frame))
			trap_fatal(frame, "unexpected message %u of PCI function %u", n, index);
	}
}

/* What comes after a bit of the summary was cleared sets it again, and interrupts again. */
static void take(const struct irq *irq, void *context)
{
	uint64_t bits = atomic_xchg((uint64_t *)context, 0);

	while (bits) {
		unsigned int index = BITS_PER_LONG - 1 - bit_last(bits);

		bits &= ~(LEFTMOST >> index);
		take_vector(index, irq->frame);
	}
}

static void withdraw(struct user *user)
{
	const struct zpci_fib none = { 0 };

	zpci_modify(zpci_operand(user->function->handle, 0, ZPCI_UNREGISTER_INTERRUPTS), &none,
		    NULL);
	user->function = NULL;
}

static void forget(struct case_undo *self)
{
	(void)self;
	for (unsigned int i = 0; i < FUNCTIONS; i++) {
		if (users[i].function)
			withdraw(&users[i]);
		users[i].used = 0;
	}
	memset(vectors, 0, sizeof(vectors));
	memset(summaries, 0, sizeof(summaries));
}

static unsigned int messages_of(const struct zpci *function)
{
	unsigned int most = function->group.interrupts & CLP_MOST_INTERRUPTS;

	return most < MESSAGES ? most : MESSAGES;
}

static bool interrupt_here(struct zpci *function, unsigned int index, unsigned int isc)
{
	struct user *user = &users[index];
	struct zpci_fib fib = {
		.interrupts = field_put(ZPCI_FIB_ISC, 0, isc) |
			      field_put(ZPCI_FIB_MESSAGES, 0, messages_of(function)) |
			      field_put(ZPCI_FIB_SUMMARY_BIT, 0, index) | ZPCI_FIB_SUMMARIZE,
		.vector = (uintptr_t)&vectors[index],
		.summary = (uintptr_t)&summaries[isc - FIRST_ISC],
	};

	if (user->function && user->isc == isc)
		return true;
	if (user->function)
		withdraw(user);
	if (zpci_modify(zpci_operand(function->handle, 0, ZPCI_REGISTER_INTERRUPTS), &fib, NULL) !=
	    ZPCI_DONE)
		return false;
	user->function = function;
	user->isc = isc;
	return true;
}

int zpci_irq_message(struct zpci *function, unsigned int index, unsigned int n)
{
	static struct case_undo undo = { .undo = forget };
	unsigned int isc = FIRST_ISC + smp_id();
	struct user *user = &users[index];

	if (index >= FUNCTIONS || smp_id() >= ISCS || user->used >= messages_of(function))
		return -1;
	case_at_end(&undo);
	if (!interrupt_here(function, index, isc))
		return -1;
	irq_unregister(IRQ_IO(isc), take, &summaries[isc - FIRST_ISC]);
	irq_register(IRQ_IO(isc), take, &summaries[isc - FIRST_ISC]);
	irq_open(IRQ_IO(isc));
	user->numbers[user->used] = n;
	return user->used++;
}
