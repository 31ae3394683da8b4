/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A copy of pages of the area, kept as the destination of a migration is: by what the log
 * names. There is one at a time.
 */
#ifndef MIRROR_H
#define MIRROR_H

#include <stdint.h>

#include "dirty.h"

/* Of these pages; they are copied when they are named for the first time. */
void mirror_begin(uint64_t first, uint64_t count);
/* Copies what the log names of these pages, or all of them. */
void mirror_take(const struct bitmap *dirty, uint64_t first, uint64_t count);
void mirror_take_all(void);
/* The guest has stopped writing, and the last log is taken: is all as the guest has it? */
void mirror_check(void);

#endif
