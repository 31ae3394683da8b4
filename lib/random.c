/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SplitMix64: a counter in steps of the golden ratio, and a bijection that
 * scrambles it (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
 * Generators, 2014; constants of the variant 13 of David Stafford).
 */
#include "endian.h"
#include "random.h"
#include "string.h"
#include "util.h"

#define GOLDEN_RATIO 0x9e3779b97f4a7c15u

void random_seed(struct random *random, uint64_t seed)
{
	random->state = seed;
}

uint64_t random_u64(struct random *random)
{
	uint64_t z = random->state += GOLDEN_RATIO;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* Draws from an incomplete last multiple of the bound would favour small results. */
uint64_t random_below(struct random *random, uint64_t bound)
{
	uint64_t reject = -bound % bound;
	uint64_t draw;

	do {
		draw = random_u64(random);
	} while (draw < reject);
	return draw % bound;
}

void random_fill(struct random *random, void *to, size_t len)
{
	unsigned char *at = to;

	while (len) {
		uint64_t bytes = cpu_to_le64(random_u64(random));
		size_t part = min(len, sizeof(bytes));

		memcpy(at, &bytes, part);
		at += part;
		len -= part;
	}
}
