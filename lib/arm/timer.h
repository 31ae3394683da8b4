/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generic timer, for tests of its other timers.
 */
#ifndef ARM_TIMER_H
#define ARM_TIMER_H

#include <stdint.h>

enum clock_timer {
	CLOCK_TIMER_SECURE,
	CLOCK_TIMER_PHYSICAL,
	CLOCK_TIMER_VIRTUAL, /* the library's */
	CLOCK_TIMER_HYPERVISOR,
};

unsigned int clock_timer_intid(enum clock_timer timer);

uint64_t clock_frequency(void); /* ticks in a second */
uint64_t clock_ticks_to_ns(uint64_t ticks);

#endif
