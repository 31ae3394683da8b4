/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "loop.h"

static int epoll_fd = -1;
static struct timer *timers; /* the earliest first */

static void fatal(const char *what)
{
	fprintf(stderr, "hostproof: %s: %s\n", what, strerror(errno));
	exit(2);
}

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

void loop_init(void)
{
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (epoll_fd < 0)
		fatal("epoll");
}

void loop_exit(void)
{
	close(epoll_fd);
	epoll_fd = -1;
}

static void control(int operation, struct watch *watch, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = watch };

	if (epoll_ctl(epoll_fd, operation, watch->fd, &event))
		fatal("epoll");
}

void loop_add(struct watch *watch, uint32_t events)
{
	control(EPOLL_CTL_ADD, watch, events);
}

/* There is nothing to wait for in a regular file, or in /dev/null. */
bool loop_can_add(int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event))
		return errno != EPERM;
	epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	return true;
}

void loop_remove(struct watch *watch)
{
	control(EPOLL_CTL_DEL, watch, 0);
}

void timer_start(struct timer *timer, uint64_t ns)
{
	struct timer **place = &timers;

	timer_stop(timer);
	timer->when = now_ns() + ns;
	while (*place && (*place)->when <= timer->when)
		place = &(*place)->next;
	timer->next = *place;
	*place = timer;
}

void timer_stop(struct timer *timer)
{
	struct timer **place = &timers;

	while (*place && *place != timer)
		place = &(*place)->next;
	if (*place)
		*place = timer->next;
	timer->when = 0;
}

static int wait_ms(void)
{
	uint64_t now = now_ns();

	if (!timers)
		return -1;
	if (timers->when <= now)
		return 0;
	return (timers->when - now + NS_PER_MS - 1) / NS_PER_MS;
}

void loop_step(void)
{
	struct epoll_event event;
	int ready;

	/* One event at a time: the handler may free the watch of another. */
	ready = epoll_wait(epoll_fd, &event, 1, wait_ms());
	if (ready < 0 && errno != EINTR)
		fatal("epoll");
	if (ready > 0) {
		struct watch *watch = event.data.ptr;

		watch->ready(watch, event.events);
	}
	if (timers && timers->when <= now_ns()) {
		struct timer *timer = timers;

		timer_stop(timer);
		timer->expired(timer);
	}
}
