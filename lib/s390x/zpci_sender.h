/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PCI function that sends a message when it is asked to, for tests of what
 * becomes of messages: the virtio entropy device, whose queue is the sender.
 *
 *	zpci_sender_open(ISC);
 *	zpci_sender_register(&fib);
 *	zpci_sender_send();
 *	CHECK(zpci_sender_sent());
 *
 * Nothing is registered at first, so that a message goes nowhere. There is one
 * sender; it ends with the case.
 */
#ifndef ZPCI_SENDER_H
#define ZPCI_SENDER_H

#include <stdbool.h>
#include <stdint.h>
#include <zpci.h>

#define ZPCI_SENDER_MESSAGES 64

struct zpci_sender {
	struct zpci *zpci;
	unsigned int message;	 /* the number that it sends */
	unsigned int vector_bit; /* that it is to set */

	/* Storage for its bits. Bit 0 of each is the leftmost. */
	volatile uint64_t vector[4], summary[2];

	volatile unsigned int
		interrupts;	/* adapter interruptions on the subclass it was opened for */
	volatile uint32_t word; /* the interruption-identification word of the last */
};

extern struct zpci_sender zpci_sender;

/* Skips the case if there is no such function. */
void zpci_sender_open(unsigned int isc);

/* Counts interruptions on one more subclass than that of zpci_sender_open(). */
void zpci_sender_listen(unsigned int isc);

/* Its vector and summary, with bits that begin at these places. The vector bit is kept. */
struct zpci_fib zpci_sender_fib(unsigned int isc, unsigned int messages, unsigned int vector_bit,
				unsigned int summary_bit);

unsigned int zpci_sender_modify(enum zpci_operation operation, const struct zpci_fib *fib,
				uint8_t *status);

/* With all its messages, and bits that begin leftmost. */
void zpci_sender_register(unsigned int isc);
void zpci_sender_unregister(void);
void zpci_sender_clear(void); /* the bits */

/* Returns some time after the device has done what it sends a message for. */
void zpci_sender_send(void);

/* The same, but clears the bit of the vector, and waits until it is set. */
bool zpci_sender_sent(void);

/* Interruptions, after giving them the time to come, and those too many to come as well. */
unsigned int zpci_sender_interrupts(unsigned int wanted);

static inline uint64_t zpci_bit(unsigned int n)
{
	return 1ul << 63 >> n;
}

#endif
