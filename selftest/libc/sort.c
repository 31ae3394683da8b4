/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * qsort() and bsearch(). Elements are compared by all their bytes, so that
 * there is only one right result.
 */
#include <err.h>
#include "compare.h"
#include "guest.h"

enum { ELEMENTS_MAX = 80, SIZE_MAX_TRIED = 24 };

static size_t element_size;

static int compare_bytes(const void *a, const void *b)
{
	return memcmp(a, b, element_size);
}

/* In memory of exactly its size. Few different bytes make many equal elements. */
static unsigned char *any_array(struct random *random, size_t *count)
{
	unsigned int kinds = one_in(random, 2) ? 3 : 256;
	unsigned char *array;

	*count = any_length(random, ELEMENTS_MAX);
	element_size = 1 + random_below(random, SIZE_MAX_TRIED);
	array = malloc(*count * element_size + !*count);
	if (!array)
		err(2, "cannot allocate an array");
	for (size_t n = 0; n < *count * element_size; n++)
		array[n] = random_below(random, kinds);
	return array;
}

static bool try_qsort(struct random *random)
{
	unsigned char want[ELEMENTS_MAX * SIZE_MAX_TRIED];
	size_t count;
	unsigned char *got = any_array(random, &count);
	bool agree;

	memcpy(want, got, count * element_size);
	guest_qsort(got, count, element_size, compare_bytes);
	qsort(want, count, element_size, compare_bytes);
	agree = !memcmp(got, want, count * element_size);
	free(got);
	return agree || differs("qsort of %zu elements of %zu bytes leaves another order", count,
				element_size);
}

/* Where several are equal any may be found; what must agree is whether there is one. */
static bool try_bsearch(struct random *random)
{
	size_t count;
	unsigned char *array = any_array(random, &count), *got, *want, key[SIZE_MAX_TRIED];
	bool agree;

	qsort(array, count, element_size, compare_bytes);
	for (size_t n = 0; n < element_size; n++)
		key[n] = random_below(random, 3);
	if (count && one_in(random, 2))
		memcpy(key, array + random_below(random, count) * element_size, element_size);
	got = guest_bsearch(key, array, count, element_size, compare_bytes);
	want = bsearch(key, array, count, element_size, compare_bytes);
	agree = !got == !want &&
		(!got || ((got - array) % element_size == 0 && !compare_bytes(got, key)));
	free(array);
	return agree || differs("bsearch in %zu elements of %zu bytes finds another one", count,
				element_size);
}

const struct test sort_tests[] = {
	{ .name = "qsort", .trial = try_qsort, .slower = 4 },
	{ .name = "bsearch", .trial = try_bsearch, .slower = 4 },
	{ .name = NULL },
};
