/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which job when: the longest first, as many at a time as there is room for their CPUs. */
#ifndef SCHED_H
#define SCHED_H

#include "options.h"
#include "plan.h"

typedef void sched_meanwhile(void *context);

/*
 * Runs the whole plan; returns the signal that cut it short, or 0. meanwhile() is called once, when
 * the first guests have been started.
 */
int sched_run(struct plan *plan, const struct options *options, sched_meanwhile *meanwhile,
	      void *context);

#endif
