/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Joins the results.json of several shards or hosts into one set of results. */
#ifndef MERGE_H
#define MERGE_H

#include "options.h"

/* The exit status, as if everything had run here. */
int merge_results(const struct options *options);

#endif
