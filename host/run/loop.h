/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one event loop: descriptors that become ready, timers that expire.
 * Handlers may add and remove watches and timers, their own included.
 */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

#define NS_PER_S  1000000000ull
#define NS_PER_MS 1000000ull

struct watch {
	int fd;
	void (*ready)(struct watch *watch, uint32_t events);
};

struct timer {
	void (*expired)(struct timer *timer);
	uint64_t when; /* 0: not running */
	struct timer *next;
};

void loop_init(void);
void loop_exit(void);
void loop_add(struct watch *watch, uint32_t events);
bool loop_can_add(int fd);	       /* for input */
void loop_remove(struct watch *watch); /* keeps the descriptor open */

void timer_start(struct timer *timer, uint64_t ns);
void timer_stop(struct timer *timer);

/* Waits for one thing to happen and handles it. */
void loop_step(void);

uint64_t now_ns(void);

#endif
