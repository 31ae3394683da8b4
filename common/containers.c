/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What tests keep and order their data with: sorting, random numbers, byte orders,
 * bits, lists, atomic operations. The instructions below them differ on each
 * architecture, and a test that uses one must be able to rely on it.
 */
#include <args.h>
#include <atomic.h>
#include <bits.h>
#include <endian.h>
#include <list.h>
#include <random.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>
#include <util.h>

static int compare_numbers(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

TEST(sorted_and_found, "qsort() puts any array in order, and bsearch() finds each element in it",
     CITE("C11 7.22.5"))
{
	static uint32_t numbers[500];
	uint64_t sum = 0;
	struct random random;

	random_seed(&random, args_number("hp.seed", 1));
	random_fill(&random, numbers, sizeof(numbers));
	for (size_t n = 0; n < ARRAY_SIZE(numbers); n++)
		sum += numbers[n];
	qsort(numbers, ARRAY_SIZE(numbers), sizeof(*numbers), compare_numbers);
	for (size_t n = 0; n < ARRAY_SIZE(numbers); n++) {
		uint32_t *found = bsearch(&numbers[n], numbers, ARRAY_SIZE(numbers),
					  sizeof(*numbers), compare_numbers);

		CHECK(found && *found == numbers[n]);
		CHECK(n == 0 || numbers[n - 1] <= numbers[n]);
		sum -= numbers[n];
	}
	CHECK_EQ(sum, 0);
}

TEST(same_seed_same_numbers, "the random numbers of a seed are the same on every architecture")
{
	static const uint8_t filled[] = { 0x77, 0x7c, 0xf2, 0xa3, 0xe5 };
	uint8_t bytes[sizeof(filled)];
	struct random random;

	random_seed(&random, 1234567);
	CHECK_EQ(random_u64(&random), 6457827717110365317u);
	CHECK_EQ(random_u64(&random), 3203168211198807973u);
	random_fill(&random, bytes, sizeof(bytes));
	CHECK_MEM_EQ(bytes, filled, sizeof(filled));
	for (uint64_t bound = 1; bound < 50; bound++)
		CHECK_LT(random_below(&random, bound), bound);
}

TEST(byte_orders, "numbers of either byte order are read and written at any address")
{
	static const uint8_t bytes[] = { 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 0xff };
	uint8_t copy[sizeof(bytes)];

	CHECK_EQ(load_be16(bytes + 1), 0x0102);
	CHECK_EQ(load_be32(bytes + 1), 0x01020304);
	CHECK_EQ(load_be64(bytes + 1), 0x0102030405060708);
	CHECK_EQ(load_le16(bytes + 1), 0x0201);
	CHECK_EQ(load_le32(bytes + 1), 0x04030201);
	CHECK_EQ(load_le64(bytes + 1), 0x0807060504030201);
	memset(copy, 0xff, sizeof(copy));
	store_be32(copy + 1, 0x01020304);
	store_le32(copy + 5, 0x08070605);
	CHECK_MEM_EQ(copy, bytes, sizeof(bytes));
}

TEST(bits_of_a_word, "bits are found and fields are put where their numbers say")
{
	for (unsigned int high = 0; high < BITS_PER_LONG; high++) {
		for (unsigned int low = 0; low <= high; low++) {
			uint64_t mask = BIT_RANGE(high, low);

			CHECK_EQ(bit_first(mask), low);
			CHECK_EQ(bit_last(mask), high);
			CHECK_EQ(bit_count(mask), high - low + 1);
			CHECK_EQ(field_put(mask, ~0ul, 0), ~mask);
			CHECK_EQ(field_get(mask, field_put(mask, 0, 1)), 1);
		}
	}
}

TEST(bitmap, "a bit of a map is changed without its neighbours")
{
	enum { BITS = 130 };
	unsigned long map[BITMAP_LONGS(BITS)] = { 0 };

	for (size_t n = 0; n < BITS; n += 3)
		set_bit(map, n);
	for (size_t n = 0; n < BITS; n += 6)
		clear_bit(map, n);
	for (size_t n = 0; n < BITS; n++)
		CHECK_EQ(test_bit(map, n), n % 3 == 0 && n % 6 != 0);
}

struct item {
	struct list link;
	unsigned int number;
};

TEST(list_in_order, "a list is walked in its order, also while elements are removed")
{
	struct item items[4];
	struct list head = LIST_EMPTY(head);
	unsigned int seen = 0;

	CHECK(list_is_empty(&head));
	for (unsigned int n = 0; n < ARRAY_SIZE(items); n++) {
		items[n].number = n + 1;
		list_append(&head, &items[n].link);
	}
	list_remove(&items[2].link);
	list_insert_after(&head, &items[2].link);
	list_for_each (link, &head)
		seen = seen * 10 + container_of(link, struct item, link)->number;
	CHECK_EQ(seen, 3124);
	list_for_each_safe (link, &head)
		list_remove(link);
	CHECK(list_is_empty(&head));
}

TEST(atomic_results, "an atomic operation returns what was there, and leaves its neighbours alone")
{
	uint8_t bytes[4] = { 1, 2, 3, 4 }, want[4] = { 1, 0xf1, 3, 4 };
	uint64_t word = 10;

	CHECK_EQ(atomic_add(&bytes[1], 0xff), 2);
	CHECK_EQ(atomic_cmpxchg(&bytes[1], 2, 9), 1);
	CHECK_EQ(atomic_cmpxchg(&bytes[1], 1, 0x70), 1);
	CHECK_EQ(atomic_or(&bytes[1], 0xf1), 0x70);
	CHECK_EQ(atomic_and(&bytes[1], 0xf1), 0xf1);
	CHECK_MEM_EQ(bytes, want, sizeof(bytes));
	CHECK_EQ(atomic_sub(&word, 11), 10);
	CHECK_EQ(atomic_xchg(&word, 5), ~0ul);
	CHECK_EQ(atomic_load(&word), 5);
}
