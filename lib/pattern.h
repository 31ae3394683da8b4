/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages of an area whose content is told by their place in it and a generation, so that
 * nothing has to be kept to know again what must be in them.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <arch_page.h> /* PAGE_SIZE */
#include <stdbool.h>
#include <stdint.h>

static inline void *pattern_page(void *area, unsigned int page)
{
	return (uint8_t *)area + page * PAGE_SIZE;
}

void pattern_fill(void *area, unsigned int page, unsigned int generation);
bool pattern_holds(void *area, unsigned int page, unsigned int generation);
bool pattern_is_zero(void *area, unsigned int page);

#endif
