/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The time, from no particular beginning. */
#ifndef NOW_H
#define NOW_H

#include <stdint.h>
#include <time.h>

static inline uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

#endif
