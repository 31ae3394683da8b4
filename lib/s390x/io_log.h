/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interruptions in the order in which they were taken, for tests that ask who
 * came first, and how often.
 */
#ifndef IO_LOG_H
#define IO_LOG_H

#include <stdbool.h>
#include <stdint.h>

#define IO_LOG_MAX 64

extern struct io_log {
	volatile unsigned int count;
	struct {
		unsigned int source; /* IRQ_IO() or another, as it was registered */
		uint32_t word, sid, parameter;
		unsigned int cpu, depth;
	} of[IO_LOG_MAX];
} io_log;

/*
 * From an empty log on, keeps all I/O interruptions, until the case ends; closes all
 * subclasses on this CPU. A subchannel whose status somebody else has taken is left out.
 */
void io_log_begin(void);

/* Interruptions of this source as well. */
void io_log_add(unsigned int source);

/* Waits until there are so many; false if they do not come. */
bool io_log_wait(unsigned int count);

#endif
