/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that look random and come again with the same seed: what a test
 * does with them can be repeated. Nothing here is secret.
 */
#ifndef RANDOM_H
#define RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* One per user; nothing is locked. Any seed is as good as any other, 0 included. */
struct random {
	uint64_t state;
};

void random_seed(struct random *random, uint64_t seed);
uint64_t random_u64(struct random *random);

/* From 0 to bound - 1, each with the same probability. The bound is not 0. */
uint64_t random_below(struct random *random, uint64_t bound);

/* The bytes are the same on every architecture. */
void random_fill(struct random *random, void *to, size_t len);

#endif
