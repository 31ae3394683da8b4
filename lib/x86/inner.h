/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest of this guest can be given to do, and whether it went as it has to. Each
 * function is one round, and returns what was wrong with it, or NULL.
 */
#ifndef INNER_H
#define INNER_H

#include <stdint.h>

/* Before the first round of a kind. */
void inner_begin_counting(uint64_t seed);
void inner_begin_taking(void);
void inner_begin_waiting(void);

/* It counts with values in all its registers, tells the time, and calls. */
const char *inner_count(void);

/* It counts until the timer of this CPU interrupts. */
const char *inner_be_interrupted(void);

/* It is interrupted when it is entered, once, and calls. */
const char *inner_take_interrupt(void);

/* It waits until the preemption timer of VMX expires; tells when by the TSC that has to be. */
const char *inner_expire(uint64_t ns, volatile uint64_t *deadline);

#endif
