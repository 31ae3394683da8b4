/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Factors with 32 bits before and 32 behind the point.
 */
#ifndef FIXED_POINT_H
#define FIXED_POINT_H

#include <stdint.h>

#define FIXED_ONE (1ull << 32)

static inline uint64_t fixed_scale(uint64_t value, uint64_t factor)
{
	return (unsigned __int128)value * factor >> 32;
}

#endif
