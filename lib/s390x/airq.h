/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adapter interruptions: I/O interruptions that belong to no subchannel, from
 * virtio devices and PCI functions that have been told to interrupt that way.
 *
 * The interruption says no more than its subclass. What has happened stands in
 * storage, in two stages: an adapter sets a bit in a vector of indicators, then
 * a summary byte, and interrupts if the summary was zero before. So whoever is
 * interrupted takes the summary away first and looks at the bits afterwards:
 * a bit that is set behind his back comes with a summary, and an interruption,
 * of its own.
 *
 * VIRTIO 1.1, 4.3.2.6 and 4.3.3.1.
 */
#ifndef AIRQ_H
#define AIRQ_H

#include <irq.h>
#include <stdbool.h>
#include <stdint.h>

/* The I/O-interruption-identification word, behind the parameter in the lowcore. */
#define IO_WORD_ADAPTER	  0x80000000u
#define IO_WORD_ISC	  0x38000000u
#define IO_WORD_ISC_SHIFT 27

#define ISCS 8

struct airq;
typedef void airq_handler(struct airq *airq, const struct irq *irq);

/* The caller keeps the structure until the case ends. */
struct airq {
	unsigned int isc;
	airq_handler *handler; /* or NULL */
	void *context;
	volatile uint8_t *summary; /* taken away before the call; NULL: called in any case */
	volatile unsigned int interruptions;
	volatile unsigned int in_vain; /* of these, with a summary of zero */
};

/*
 * Several may be registered for a subclass, and subchannels may interrupt on it
 * too. A handler may open the subclass again. Opening it is the caller's
 * business: irq_open(IRQ_IO(isc)). All registrations end with the case:
 * what was made after the first one is undone before what is still pending then is
 * taken away.
 */
void airq_register(struct airq *airq);
void airq_unregister(struct airq *airq);

bool airq_is_adapter(const struct irq *irq);

/* What the identification word says of one on this subclass. */
static inline uint32_t airq_word(unsigned int isc)
{
	return IO_WORD_ADAPTER | isc << IO_WORD_ISC_SHIFT;
}

/* Bit 0 is the leftmost bit of the first byte. Taking is one step for CPUs and devices. */
bool airq_bit(const volatile uint8_t *vector, unsigned int bit);
bool airq_take_bit(volatile uint8_t *vector, unsigned int bit);

#endif
