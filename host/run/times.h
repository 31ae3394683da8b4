/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long each run took the last time, by HOST/ARCH/NAME: for the order of
 * jobs, the time that is left, and shards of equal size.
 *
 * A shard leaves the records alone, or the next one would be cut in another
 * way; its times travel in its results and are recorded when these are merged.
 */
#ifndef TIMES_H
#define TIMES_H

#include <jansson.h>

#include "options.h"
#include "plan.h"

/* Fills in what is expected of each run; a run without a record gets a guess. */
void times_load(struct plan *plan, const struct options *options);
/* What was measured, of runs that were complete. */
json_t *times_measured(const struct plan *plan);
/* Adds that to the records, which others may have changed meanwhile. */
void times_save(const json_t *measured, const struct options *options);

#endif
