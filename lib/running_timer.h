/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers that run while the guest moves to another host, for tests of migration: they must
 * fire there, in their time, each as often as it should.
 */
#ifndef RUNNING_TIMER_H
#define RUNNING_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct running_timer {
	unsigned int source;	    /* of its interrupt */
	bool (*start)(uint64_t ns); /* on this CPU; false if there is no such timer */
	void (*serve)(void);	    /* what its handler has to do; may be NULL */
	void (*stop)(void);	    /* of a periodic one */
	unsigned int permille;	    /* how much its rate and that of the clock may differ */
	uint64_t coarse_ns;	    /* how much later than asked for it may be meant */
};

/*
 * On the CPUs 0 to cpus - 1: starts it, migrates while it runs, waits. It is a failed check if
 * it does not fire, fires twice, before its deadline or much later. The case is skipped where
 * the host needs so long that no timer would be still running, or has none.
 */
void running_timer_move(const struct running_timer *timer, unsigned int cpus);

/* A periodic one, on the first CPU: it goes on, and not more often than it should. */
void running_timer_move_periodic(const struct running_timer *timer, uint64_t period_ns);

#endif
