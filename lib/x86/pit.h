/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interval timer of a PC, 8254.
 */
#ifndef PIT_H
#define PIT_H

#include <stdbool.h>
#include <stdint.h>

#define PIT_HZ	 1193182
#define PIT_BITS 16

/* Starts to measure so much time, at most 50 ms; false if the machine has no such timer. */
bool pit_begin(uint64_t ns);
void pit_end(void); /* returns when it is over */

/* Lets channel 0 count without end; false if there is none. pit_ticks() has PIT_BITS bits. */
bool pit_run(void);
uint64_t pit_ticks(void);

#endif
