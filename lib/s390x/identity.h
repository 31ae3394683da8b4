/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The identity map. Only its first megabyte is there from the beginning: where
 * the machine has no large pages, the rest is a table for each megabyte, and
 * most guests would make it for nothing.
 */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

/* Makes the rest; true if that was still to be done. */
bool identity_complete(void);

/* Storage that is left for everything else: that and below. Neither makes the map. */
uint64_t identity_storage(void);

/* The tables are made at the top of storage below this. */
#define IDENTITY_LIMIT (2ull << 30)
uint64_t identity_tables(void);

#endif
