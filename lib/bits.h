/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits of a word, fields of a register, and bits in memory.
 *
 * Bit 0 has the value 1 on every architecture. Where a manual counts from the
 * other end, its bit n of a doubleword is BIT(63 - n).
 */
#ifndef BITS_H
#define BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITS_PER_LONG 64
_Static_assert(sizeof(long) * 8 == BITS_PER_LONG, "a guest is LP64");

#define BIT(n) (1UL << (n))

/* All bits from `high` down to `low`, both included. */
#define BIT_RANGE(high, low) (~0UL >> (BITS_PER_LONG - 1 - (high)) & ~0UL << (low))

/* Number of the lowest and the highest bit that is set. There must be one. */
static inline unsigned int bit_first(uint64_t value)
{
	return __builtin_ctzl(value);
}

static inline unsigned int bit_last(uint64_t value)
{
	return BITS_PER_LONG - 1 - __builtin_clzl(value);
}

/* The compiler's own would be a call of libgcc where the machine has no such instruction. */
static inline unsigned int bit_count(uint64_t value)
{
	unsigned int count = 0;

	for (; value; value &= value - 1)
		count++;
	return count;
}

/* A field is named by its mask, whose bits are contiguous; its value is right-aligned. */
static inline uint64_t field_get(uint64_t mask, uint64_t word)
{
	return (word & mask) >> bit_first(mask);
}

static inline uint64_t field_put(uint64_t mask, uint64_t word, uint64_t value)
{
	return (word & ~mask) | (value << bit_first(mask) & mask);
}

/* `step` is a power of two. */
static inline uint64_t align_down(uint64_t value, uint64_t step)
{
	return value & ~(step - 1);
}

static inline uint64_t align_up(uint64_t value, uint64_t step)
{
	return align_down(value + step - 1, step);
}

static inline bool is_aligned(uint64_t value, uint64_t step)
{
	return !(value & (step - 1));
}

/*
 * A bitmap is an array of longs. Nothing here is atomic: a bitmap that
 * several CPUs change needs a lock, or atomic_or() on its words.
 */
#define BITMAP_LONGS(bits) (((bits) + BITS_PER_LONG - 1) / BITS_PER_LONG)

static inline bool test_bit(const unsigned long *map, size_t n)
{
	return map[n / BITS_PER_LONG] >> n % BITS_PER_LONG & 1;
}

static inline void set_bit(unsigned long *map, size_t n)
{
	map[n / BITS_PER_LONG] |= BIT(n % BITS_PER_LONG);
}

static inline void clear_bit(unsigned long *map, size_t n)
{
	map[n / BITS_PER_LONG] &= ~BIT(n % BITS_PER_LONG);
}

#endif
