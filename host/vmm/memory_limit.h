/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes memory short for this program alone: in a control group of its own, of which the
 * kernel takes pages away beyond a limit.
 */
#ifndef MEMORY_LIMIT_H
#define MEMORY_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

/* Memory that is used from now on counts; false if that cannot be done here. */
bool memory_limit_begin(void);
void memory_limit_set(uint64_t bytes);
uint64_t memory_limit_used(void);
/* How many pages had to be read again, up to now. */
uint64_t memory_limit_faults(void);
/* Gives the memory back and leaves no group behind. */
void memory_limit_end(void);

#endif
