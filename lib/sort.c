/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sorting and searching an array.
 *
 * Sorting is by a heap: no memory beside the array, no recursion, and no
 * input that makes it slow.
 */
#include "stdlib.h"

struct array {
	char *base;
	size_t size;
	compare_function *compare;
};

static char *element(const struct array *array, size_t n)
{
	return array->base + n * array->size;
}

static int compare(const struct array *array, size_t a, size_t b)
{
	return array->compare(element(array, a), element(array, b));
}

static void swap(const struct array *array, size_t a, size_t b)
{
	char *left = element(array, a), *right = element(array, b);

	for (size_t n = 0; n < array->size; n++) {
		char kept = left[n];

		left[n] = right[n];
		right[n] = kept;
	}
}

/* Lets the element at `root` sink below the larger ones among its descendants. */
static void sink(const struct array *array, size_t root, size_t count)
{
	size_t child;

	while ((child = 2 * root + 1) < count) {
		if (child + 1 < count && compare(array, child, child + 1) < 0)
			child++;
		if (compare(array, root, child) >= 0)
			return;
		swap(array, root, child);
		root = child;
	}
}

void qsort(void *base, size_t count, size_t size, compare_function *compare)
{
	const struct array array = { base, size, compare };

	for (size_t root = count / 2; root-- > 0;)
		sink(&array, root, count);
	while (count-- > 1) {
		swap(&array, 0, count);
		sink(&array, 0, count);
	}
}

void *bsearch(const void *key, const void *base, size_t count, size_t size,
	      compare_function *compare)
{
	const char *from = base;

	while (count) {
		const char *middle = from + count / 2 * size;
		int order = compare(key, middle);

		if (order == 0)
			return (void *)middle;
		if (order > 0) {
			from = middle + size;
			count--;
		}
		count /= 2;
	}
	return NULL;
}
