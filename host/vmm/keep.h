/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPUs that keep pages: they count up in them and check them all along, so that a scenario
 * can do something to the memory meanwhile and learn at the end whether anything was lost.
 */
#ifndef KEEP_H
#define KEEP_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "scenario.h"

/* Of the area: two large pages, in the second of which some are not kept by anybody. */
#define KEEP_PAGES  768u
#define KEEP_SHARED 768u /* all CPUs count here */
#define KEEP_SPARE  769u
#define KEEP_AREA   1024u
#define KEEP_CPUS   2u
#define KEEP_IDLE   2u /* this CPU is free for other commands */

/* Boots the guest, and lets its first CPUs keep the pages in turn; shared: and count there. */
void keep_boot(void);
void keep_start(bool shared);
/* The least number of times that a CPU has been through its pages. */
uint64_t keep_rounds(void);
/* Stops them, and checks what they say and what is in the memory. */
void keep_stop(void);

/* Where a page of the area is in this program. */
uint8_t *keep_at(uint64_t page);

/* COMMAND_WRITE or COMMAND_READ, by a CPU that keeps none, on all pages that are not kept. */
uint64_t keep_touch_spare(unsigned int what, uint64_t value);
/* How many of these do not begin with this value. */
unsigned int keep_spare_without(uint64_t value);

struct pages {
	uint64_t first, count;
	uint8_t *at;
	uint64_t size;
};

/*
 * Does something to pages chosen by chance, again and again, until it was done often enough and
 * the CPUs have been through their pages some times meanwhile.
 */
void keep_through(void (*churn)(const struct pages *pages));

/*
 * Between these two the memory cannot be used. CPUs that try wait, and when KVM gives an
 * access back as if there were no memory, it is done by hand afterwards.
 */
void keep_take_away(void);
void keep_give_back(void);

#endif
