/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A limit of time for a process that computes. On a machine that has more to do than it can, such
 * a process is slow and nothing is wrong with it: as long as it is at work, only the time counts
 * for which it and its children had a CPU.
 */
#ifndef PATIENCE_H
#define PATIENCE_H

#include <stdbool.h>
#include <sys/types.h>

#include "loop.h"

struct patience {
	void (*over)(struct patience *patience);
	struct timer timer;
	pid_t pid;
	uint64_t limit;	   /* in ns */
	uint64_t interval; /* until it is looked at again */
	uint64_t begun_at; /* CPU time of the process when the limit began */
	uint64_t seen_at;  /* and when the timer was set */
	uint64_t sampled;  /* the clock when begun_at was taken */
	bool idle;	   /* when it was looked at last */
};

/* Also to begin again, which costs little. */
void patience_start(struct patience *patience, pid_t pid, unsigned int seconds);
void patience_stop(struct patience *patience);

#endif
