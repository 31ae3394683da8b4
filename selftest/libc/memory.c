/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memcpy(), memmove(), memset(), memcmp(), memchr(): both sides work on equal
 * memory, at every alignment, and must leave equal memory.
 */
#include <stdint.h>
#include "compare.h"
#include "guest.h"
#include "util.h"

enum { ARENA = 9003, LONGEST = 4200, SHIFT_MAX = 64 };

/* Globals of their own, so that the sanitizer watches both ends. */
static unsigned char ours[ARENA], theirs[ARENA];

/* Operations make memory uniform; this keeps it varied. */
static void stir(struct random *random)
{
	uint64_t bytes = random_u64(random);
	size_t at = random_below(random, ARENA - sizeof(bytes));

	memcpy(ours + at, &bytes, sizeof(bytes));
	memcpy(theirs + at, &bytes, sizeof(bytes));
}

/* Where `len` bytes lie within some: one in four times at their very end. */
static size_t any_place(struct random *random, size_t from, size_t size, size_t len)
{
	size_t most = size - len;

	return from + (one_in(random, 4) ? most : random_below(random, most + 1));
}

static bool same_memory(const char *function, size_t to, size_t from, size_t len)
{
	if (!memcmp(ours, theirs, ARENA))
		return true;
	return differs("%s of %zu bytes from %zu to %zu leaves other memory", function, len, from,
		       to);
}

static bool try_memcpy(struct random *random)
{
	bool upwards = one_in(random, 2);
	size_t len = any_length(random, LONGEST), half = ARENA / 2;
	size_t to = any_place(random, upwards ? half : 0, half, len);
	size_t from = any_place(random, upwards ? 0 : half, half, len);

	stir(random);
	memcpy(theirs + to, theirs + from, len);
	if (guest_memcpy(ours + to, ours + from, len) != ours + to)
		return differs("memcpy does not return where it copied to");
	return same_memory("memcpy", to, from, len);
}

/* The ranges overlap in most cases, by all but a few bytes. */
static bool try_memmove(struct random *random)
{
	size_t len = any_length(random, LONGEST);
	size_t to = any_place(random, SHIFT_MAX, ARENA - 2 * SHIFT_MAX, len);
	size_t from = to - SHIFT_MAX + random_below(random, 2 * SHIFT_MAX + 1);

	stir(random);
	memmove(theirs + to, theirs + from, len);
	if (guest_memmove(ours + to, ours + from, len) != ours + to)
		return differs("memmove does not return where it moved to");
	return same_memory("memmove", to, from, len);
}

static bool try_memset(struct random *random)
{
	size_t len = any_length(random, LONGEST), to = any_place(random, 0, ARENA, len);
	int byte = (int)random_u64(random);

	stir(random);
	memset(theirs + to, byte, len);
	if (guest_memset(ours + to, byte, len) != ours + to)
		return differs("memset does not return what it set");
	return same_memory("memset", to, to, len);
}

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

/* Equal but for one byte, which may be equal as well, at two alignments. */
static bool try_memcmp(struct random *random)
{
	size_t len = any_length(random, LONGEST);
	const unsigned char *a = theirs + any_place(random, 0, ARENA, len);
	unsigned char *b = ours + any_place(random, 0, ARENA, len);
	int want, got;

	memcpy(b, a, len);
	if (len)
		b[random_below(random, len)] = random_u64(random);
	want = sign(memcmp(a, b, len));
	got = sign(guest_memcmp(a, b, len));
	memcpy(ours, theirs, ARENA);
	stir(random);
	return got == want || differs("memcmp of %zu bytes is %d, not %d", len, got, want);
}

static bool try_memchr(struct random *random)
{
	size_t len = any_length(random, LONGEST);
	const unsigned char *in = ours + any_place(random, 0, ARENA, len);
	int byte = (int)random_u64(random);
	void *want, *got;

	stir(random);
	if (len && one_in(random, 2))
		byte = in[random_below(random, len)] - 256;
	want = memchr(in, byte, len);
	got = guest_memchr(in, byte, len);
	return got == want ||
	       differs("memchr of %d in %zu bytes finds %p, not %p", byte, len, got, want);
}

const struct test memory_tests[] = {
	{ .name = "memcpy", .trial = try_memcpy }, { .name = "memmove", .trial = try_memmove },
	{ .name = "memset", .trial = try_memset }, { .name = "memcmp", .trial = try_memcmp },
	{ .name = "memchr", .trial = try_memchr }, { .name = NULL },
};
