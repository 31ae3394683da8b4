/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shards: the plan is cut into parts of about the same time. Every machine
 * makes the same cut, if it has the same records of times; the fingerprint
 * tells whether it had.
 */
#ifndef SHARD_H
#define SHARD_H

#include "plan.h"

/* Drops all runs that are not of the shard. */
void shard_plan(struct plan *plan, unsigned int shard, unsigned int shards);
/* Of a plan, before it is cut: its runs, cases and expected times. The caller frees it. */
char *shard_fingerprint(const struct plan *plan);

#endif
