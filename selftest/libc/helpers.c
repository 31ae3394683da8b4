/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The helpers that C does not have: bits, byte order, lists, random numbers,
 * atomics. Compared with slower ways to the same result.
 */
#include <err.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include "atomic.h"
#include "bits.h"
#include "compare.h"
#include "endian.h"
#include "list.h"
#include "spinlock.h"
#include "util.h"

/* Any length of a word is as probable as any other. */
static uint64_t any_word(struct random *random)
{
	return random_u64(random) >> random_below(random, 64);
}

static bool try_bit_search(struct random *random)
{
	uint64_t word = any_word(random);
	unsigned int first = BITS_PER_LONG, last = 0, count = 0;

	for (unsigned int n = 0; n < BITS_PER_LONG; n++) {
		if (!(word & BIT(n)))
			continue;
		first = min(first, n);
		last = n;
		count++;
	}
	if (bit_count(word) != count)
		return differs("bit_count(%#lx) is not %u", word, count);
	return !word || (bit_first(word) == first && bit_last(word) == last) ||
	       differs("first and last bit of %#lx are not %u and %u", word, first, last);
}

static bool try_field(struct random *random)
{
	unsigned int low = random_below(random, 64), high = low + random_below(random, 64 - low);
	uint64_t word = any_word(random), value = any_word(random), mask = 0, put;

	for (unsigned int n = low; n <= high; n++)
		mask |= BIT(n);
	if (BIT_RANGE(high, low) != mask)
		return differs("BIT_RANGE(%u, %u) is %#lx", high, low, BIT_RANGE(high, low));
	put = field_put(mask, word, value);
	return (field_get(mask, put) == (value & mask >> low) && (put & ~mask) == (word & ~mask) &&
		field_get(mask, word) == (word & mask) >> low) ||
	       differs("%#lx put into field %#lx of %#lx is %#lx", value, mask, word, put);
}

static bool try_align(struct random *random)
{
	uint64_t step = BIT(random_below(random, 40)), value = any_word(random) >> 8;
	uint64_t down = value - value % step, up = down == value ? value : down + step;

	return (align_down(value, step) == down && align_up(value, step) == up &&
		is_aligned(value, step) == (down == value)) ||
	       differs("%#lx is not between %#lx and %#lx", value, align_down(value, step),
		       align_up(value, step));
}

/* Beside an array with one bool for each bit. */
static bool try_bitmap(struct random *random)
{
	enum { BITS = 200 };
	static unsigned long map[BITMAP_LONGS(BITS)];
	static bool shadow[BITS];
	size_t n = random_below(random, BITS);
	bool on = one_in(random, 2);

	if (on)
		set_bit(map, n);
	else
		clear_bit(map, n);
	shadow[n] = on;
	for (n = 0; n < BITS; n++) {
		if (test_bit(map, n) != shadow[n])
			return differs("bit %zu of the map is %d", n, !shadow[n]);
	}
	return true;
}

/* `size` bytes as a number, the first one the most or the least significant. */
static uint64_t number_of(const unsigned char *bytes, size_t size, bool big)
{
	uint64_t number = 0;

	for (size_t n = 0; n < size; n++)
		number = number << 8 | bytes[big ? n : size - 1 - n];
	return number;
}

#define SAME_ORDER(order, bits, big, bytes)                                                \
	({                                                                                 \
		uint64_t number = number_of(bytes, bits / 8, big);                         \
		unsigned char stored[bits / 8];                                            \
		uint##bits##_t raw;                                                        \
                                                                                           \
		memcpy(&raw, bytes, sizeof(raw));                                          \
		store_##order##bits(stored, number);                                       \
		load_##order##bits(bytes) == number && !memcmp(stored, bytes, bits / 8) && \
			order##bits##_to_cpu(raw) == number &&                             \
			cpu_to_##order##bits(number) == raw;                               \
	})

static bool try_endian(struct random *random)
{
	unsigned char bytes[16], *at = bytes + random_below(random, 8);

	random_fill(random, bytes, sizeof(bytes));
	return (SAME_ORDER(be, 16, true, at) && SAME_ORDER(be, 32, true, at) &&
		SAME_ORDER(be, 64, true, at) && SAME_ORDER(le, 16, false, at) &&
		SAME_ORDER(le, 32, false, at) && SAME_ORDER(le, 64, false, at)) ||
	       differs("the bytes of a number are in another order");
}

struct item {
	unsigned int value;
	struct list link;
};

/* Both ways round the ring, beside the values in an array. */
static bool same_list(struct list *head, const unsigned int *values, size_t count)
{
	struct list *back = head->prev;
	size_t n = 0;

	list_for_each (link, head) {
		if (n == count || container_of(link, struct item, link)->value != values[n++])
			return differs("element %zu of the list is another one", n);
	}
	while (n > 0 && container_of(back, struct item, link)->value == values[n - 1]) {
		back = back->prev;
		n--;
	}
	return (n == 0 && back == head && list_is_empty(head) == !count) ||
	       differs("the list of %zu elements is another one from its end", count);
}

/* Inserts at both ends, then removes some in one walk. */
static bool try_list(struct random *random)
{
	struct item items[12];
	struct list head = LIST_EMPTY(head);
	unsigned int values[ARRAY_SIZE(items)];
	size_t count = random_below(random, ARRAY_SIZE(items) + 1), kept = 0;

	for (size_t n = 0; n < count; n++) {
		bool first = one_in(random, 2);

		items[n].value = random_below(random, 6);
		memmove(values + first, values, first * n * sizeof(*values));
		values[first ? 0 : n] = items[n].value;
		if (first)
			list_insert_after(&head, &items[n].link);
		else
			list_append(&head, &items[n].link);
	}
	if (!same_list(&head, values, count))
		return false;

	list_for_each_safe (link, &head) {
		struct item *item = container_of(link, struct item, link);

		if (item->value % 2) {
			list_remove(link);
			memset(item, 0xff, sizeof(*item));
		}
	}
	for (size_t n = 0; n < count; n++) {
		if (values[n] % 2 == 0)
			values[kept++] = values[n];
	}
	return same_list(&head, values, kept);
}

/* First results for seed 1234567, as published for SplitMix64. */
static bool try_known_sequence(struct random *unused)
{
	static const uint64_t known[] = { 6457827717110365317u, 3203168211198807973u,
					  9817491932198370423u, 4593380528125082431u,
					  16408922859458223821u };
	struct random random;

	(void)unused;
	random_seed(&random, 1234567);
	for (size_t n = 0; n < ARRAY_SIZE(known); n++) {
		if (random_u64(&random) != known[n])
			return differs("result %zu of seed 1234567 is another one", n);
	}
	return true;
}

/* Chi-square over as many cells as the bound; far beyond what chance allows is an error. */
static bool try_random_below(struct random *random)
{
	enum { CELLS_MAX = 40, DRAWS_PER_CELL = 50 };
	uint64_t bound = 1 + random_below(random, CELLS_MAX);
	unsigned int drawn[CELLS_MAX] = { 0 };
	double chi = 0;

	for (uint64_t n = 0; n < bound * DRAWS_PER_CELL; n++) {
		uint64_t draw = random_below(random, bound);

		if (draw >= bound)
			return differs("random_below(%lu) is %lu", bound, draw);
		drawn[draw]++;
	}
	for (uint64_t n = 0; n < bound; n++)
		chi += ((double)drawn[n] - DRAWS_PER_CELL) * ((double)drawn[n] - DRAWS_PER_CELL) /
		       DRAWS_PER_CELL;
	return chi < 3.0 * bound + 60 || differs("random_below(%lu) is not even", bound);
}

/* Bounds at which rejected draws are frequent. */
static bool try_random_below_large(struct random *random)
{
	uint64_t bound = BIT(63) + any_word(random) / 2;
	uint64_t draw = random_below(random, bound);

	return draw < bound || differs("random_below(%lu) is %lu", bound, draw);
}

static bool try_random_fill(struct random *random)
{
	unsigned char got[64], want[64], *end = got + sizeof(got);
	size_t len = random_below(random, sizeof(got));
	struct random twin = *random;

	memset(got, 0xee, sizeof(got));
	memset(want, 0xee, sizeof(want));
	random_fill(random, end - len, len);
	for (size_t n = 0; n < len; n += sizeof(uint64_t)) {
		uint64_t bytes = random_u64(&twin);

		for (size_t byte = n; byte < min(len, n + sizeof(bytes)); byte++)
			want[sizeof(want) - len + byte] = bytes >> 8 * (byte - n);
	}
	return !memcmp(got, want, sizeof(got)) || differs("random_fill of %zu bytes differs", len);
}

/* What the operations leave and what they return, in a type narrower than a register. */
static bool try_atomic(struct random *random)
{
	uint16_t old = random_u64(random), operand = random_u64(random), word = old;
	uint16_t expected = one_in(random, 2) ? old : operand;

#define AGREES(call, left) (atomic_store(&word, old), (call) == old && atomic_load(&word) == (left))
	return (AGREES(atomic_add(&word, operand), (uint16_t)(old + operand)) &&
		AGREES(atomic_sub(&word, operand), (uint16_t)(old - operand)) &&
		AGREES(atomic_or(&word, operand), (old | operand)) &&
		AGREES(atomic_and(&word, operand), (old & operand)) &&
		AGREES(atomic_xchg(&word, operand), operand) &&
		AGREES(atomic_cmpxchg(&word, expected, 1), expected == old ? 1 : old)) ||
	       differs("an atomic operation on %#x with %#x has another result", old, operand);
#undef AGREES
}

enum { THREADS = 4, ROUNDS = 20000 };

static struct spinlock lock;
static unsigned long locked_sum, atomic_sum, exchanged_sum;

static void *contend(void *unused)
{
	(void)unused;
	for (unsigned int n = 0; n < ROUNDS; n++) {
		unsigned long seen = atomic_load_relaxed(&exchanged_sum), before;

		spin_lock(&lock);
		locked_sum++;
		spin_unlock(&lock);
		atomic_add(&atomic_sum, 1);
		while ((before = atomic_cmpxchg(&exchanged_sum, seen, seen + 1)) != seen)
			seen = before;
	}
	return NULL;
}

/* No increment is lost by several threads. */
static bool try_contention(struct random *random)
{
	pthread_t threads[THREADS];

	(void)random;
	for (size_t n = 0; n < THREADS; n++) {
		if (pthread_create(&threads[n], NULL, contend, NULL))
			errx(2, "cannot start a thread");
	}
	for (size_t n = 0; n < THREADS; n++)
		pthread_join(threads[n], NULL);
	if (spin_try_lock(&lock) == spin_try_lock(&lock))
		return differs("a lock is not taken once");
	return (locked_sum == THREADS * ROUNDS && atomic_sum == locked_sum &&
		exchanged_sum == locked_sum) ||
	       differs("increments were lost: %lu under the lock, %lu and %lu atomic", locked_sum,
		       atomic_sum, exchanged_sum);
}

const struct test helper_tests[] = {
	{ .name = "bit_first, bit_last, bit_count", .trial = try_bit_search },
	{ .name = "field_get, field_put", .trial = try_field },
	{ .name = "align_up, align_down", .trial = try_align },
	{ .name = "bitmap", .trial = try_bitmap },
	{ .name = "byte order", .trial = try_endian },
	{ .name = "list", .trial = try_list },
	{ .name = "known random sequence", .trial = try_known_sequence, .slower = UINT32_MAX },
	{ .name = "random_below", .trial = try_random_below, .slower = 1000 },
	{ .name = "random_below of large bounds", .trial = try_random_below_large },
	{ .name = "random_fill", .trial = try_random_fill },
	{ .name = "atomic operations", .trial = try_atomic },
	{ .name = "contention", .trial = try_contention, .slower = UINT32_MAX },
	{ .name = NULL },
};
