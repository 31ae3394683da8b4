/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits of a word and bits in memory.
 *
 * Bit 0 is the one of value 1, on every architecture. Manuals that count from
 * the other end need BIT(63 - n).
 */
#ifndef BITS_H
#define BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITS_PER_LONG 64
_Static_assert(sizeof(long) * 8 == BITS_PER_LONG, "guests are LP64");

/* These four are plain numbers for the preprocessor's and the assembler's sake as well. */
#ifdef __ASSEMBLER__
#define BIT(n) (1 << (n))
#else
#define BIT(n) (1UL << (n))
#endif

/* Bits high to low, both included. */
#define BIT_RANGE(high, low) ((~0UL >> (BITS_PER_LONG - 1 - (high))) & (~0UL << (low)))

#endif
