/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which runs and cases the user's patterns name. */
#ifndef SELECT_H
#define SELECT_H

#include "options.h"
#include "plan.h"

/*
 * Marks the cases that were asked for and drops the runs without any. Ends the
 * program if a pattern or a group names nothing.
 */
void select_runs(struct plan *plan, const struct options *options);

#endif
