/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time: a clock that never runs backwards, and timers on each CPU.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define NS_PER_US 1000ull
#define NS_PER_MS 1000000ull
#define NS_PER_S  1000000000ull

uint64_t clock_ns(void); /* since some moment before the first case */
void clock_delay(uint64_t ns);

/* How much slower than hardware this host may be: limits on time are multiplied by it. */
unsigned int clock_slowness(void);
/* How often to do what is done so often for chance: less often on such a host. */
unsigned int clock_repeats(unsigned int wanted, unsigned int fewest);

/*
 * A second clock, from another part of the machine; false if it has none. From
 * lib/ARCH/clock.c, for tests that compare the two.
 */
bool clock_reference_ns(uint64_t *ns);

/*
 * Hosts are known that set the clock of a guest wrong if it migrates in its first seconds, see
 * just_begun in common/clock_moves.c: on such a host, sleeps until this guest is older. How much
 * of that time is left is told by lib/ARCH/clock.c.
 */
void clock_grow_old(void);
uint64_t clock_youth_ns(void);

struct frame;
struct timer;
typedef void timer_handler(struct timer *timer, void *context);

struct timer {
	uint64_t deadline; /* on clock_ns() */
	timer_handler *handler;
	void *context;
	struct frame *frame; /* while the handler runs: what the timer interrupted */
	struct timer *next;
	bool armed;
};

/* One-shot, on this CPU; the handler runs in the interrupt, with interrupts disabled. */
void timer_start(struct timer *timer, uint64_t delay_ns, timer_handler *handler, void *context);
void timer_stop(struct timer *timer);

/* For lib/ARCH/irq.c: the clock's interrupt came on this CPU. */
void timer_interrupt(struct frame *frame);

/* Forgets all timers of this CPU. */
void timer_reset(void);

/*
 * From lib/ARCH/clock.c: the one timer that the library keeps for itself.
 * clock_setup() is called on each CPU; clock_arm() asks for an interrupt at or
 * soon after the deadline (it may come early: the list is looked at again).
 */
void clock_setup(void);
void clock_arm(uint64_t deadline_ns);
void clock_disarm(void);

#endif
