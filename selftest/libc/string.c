/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions of strings, with texts that end at the end of their memory.
 */
#include <stdint.h>
#include "compare.h"
#include "guest.h"
#include "util.h"

enum { FIRST, SECOND, OURS, THEIRS };

static char *short_text(struct random *random, unsigned int slot)
{
	return any_text(random, slot, random_below(random, 4));
}

static char *text(struct random *random, unsigned int slot)
{
	return any_text(random, slot, any_length(random, TEXT_MAX));
}

/* The same as the first one but for, at most, a few characters from some place on. */
static char *similar_text(struct random *random, const char *first)
{
	size_t len = strlen(first);
	char *second = any_text(random, SECOND, len);

	strcpy(second, first);
	if (len && one_in(random, 2))
		second[random_below(random, len)] = any_char(random);
	if (len && one_in(random, 4))
		second[random_below(random, len)] = '\0';
	return second;
}

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

static bool same_number(const char *call, const char *a, const char *b, size_t got, size_t want)
{
	return got == want || differs("%s(\"%s\", \"%s\") is %zu, not %zu", call, a, b, got, want);
}

static bool same_place(const char *call, const char *a, const char *b, const char *got,
		       const char *want)
{
	return got == want || differs("%s(\"%s\", \"%s\") is at %td, not %td (negative: nowhere)",
				      call, a, b, got ? got - a : -1, want ? want - a : -1);
}

static bool try_strlen(struct random *random)
{
	char *a = text(random, FIRST);

	return same_number("strlen", a, "", guest_strlen(a), strlen(a));
}

/* Without an end, too, where the limit comes first. */
static bool try_strnlen(struct random *random)
{
	size_t len = any_length(random, TEXT_MAX), limit = any_length(random, TEXT_MAX);
	char *a = limit <= len ? any_unterminated(random, FIRST, limit)
			       : any_text(random, FIRST, len);
	size_t got = guest_strnlen(a, limit), want = strnlen(a, limit);

	return got == want || differs("strnlen with limit %zu is %zu, not %zu", limit, got, want);
}

static bool try_strcmp(struct random *random)
{
	char *a = text(random, FIRST), *b = similar_text(random, a);
	int got = sign(guest_strcmp(a, b)), want = sign(strcmp(a, b));

	return got == want || differs("strcmp(\"%s\", \"%s\") is %d, not %d", a, b, got, want);
}

static bool try_strncmp(struct random *random)
{
	char *a = text(random, FIRST), *b = similar_text(random, a);
	size_t limit = random_below(random, strlen(a) + 3);
	int got, want;

	if (limit <= strlen(a))
		a = memcpy(any_unterminated(random, OURS, limit), a, limit);
	got = sign(guest_strncmp(a, b, limit));
	want = sign(strncmp(a, b, limit));
	return got == want ||
	       differs("strncmp of %zu with \"%s\" is %d, not %d", limit, b, got, want);
}

/* One in eight looks for the end. */
static int any_wanted(struct random *random)
{
	return one_in(random, 8) ? 256 : any_char(random);
}

static bool try_strchr(struct random *random)
{
	char *a = text(random, FIRST);
	int c = any_wanted(random);

	return same_place("strchr", a, (char[]){ c, '\0' }, guest_strchr(a, c), strchr(a, c));
}

static bool try_strrchr(struct random *random)
{
	char *a = text(random, FIRST);
	int c = any_wanted(random);

	return same_place("strrchr", a, (char[]){ c, '\0' }, guest_strrchr(a, c), strrchr(a, c));
}

/* Half of what is looked for is a part of the text. */
static bool try_strstr(struct random *random)
{
	char *a = text(random, FIRST), *b = short_text(random, SECOND);

	if (one_in(random, 2)) {
		size_t at = random_below(random, strlen(a) + 1);
		size_t len = random_below(random, strlen(a + at) + 1);

		b = any_text(random, SECOND, len);
		memcpy(b, a + at, len);
	}
	return same_place("strstr", a, b, guest_strstr(a, b), strstr(a, b));
}

static bool try_strspn(struct random *random)
{
	char *a = text(random, FIRST), *b = short_text(random, SECOND);

	return same_number("strspn", a, b, guest_strspn(a, b), strspn(a, b));
}

static bool try_strcspn(struct random *random)
{
	char *a = text(random, FIRST), *b = short_text(random, SECOND);

	return same_number("strcspn", a, b, guest_strcspn(a, b), strcspn(a, b));
}

/* What is not overwritten must stay as it was: both begin as the same garbage. */
static void garbage(struct random *random, size_t size, char **got, char **want)
{
	*got = any_unterminated(random, OURS, size);
	*want = any_unterminated(random, THEIRS, size);
	memcpy(*want, *got, size);
}

static bool same_result(const char *call, const char *from, size_t size, const char *got,
			const char *want)
{
	return !memcmp(got, want, size) ||
	       differs("%s of \"%s\" to %zu bytes leaves other bytes", call, from, size);
}

/* Not every libc has it: made from those it has. */
static void reference_strlcpy(char *to, const char *from, size_t size)
{
	size_t len = strlen(from);

	if (!size)
		return;
	memcpy(to, from, min(len, size - 1));
	to[min(len, size - 1)] = '\0';
}

static bool try_strlcpy(struct random *random)
{
	size_t size = any_length(random, TEXT_MAX);
	char *from = text(random, FIRST), *got, *want;
	size_t len;

	garbage(random, size, &got, &want);
	reference_strlcpy(want, from, size);
	len = guest_strlcpy(got, from, size);
	return same_number("strlcpy", "", from, len, strlen(from)) &&
	       same_result("strlcpy", from, size, got, want);
}

/* One in eight has no room at all: the bound comes before the end of the first text. */
static bool try_strlcat(struct random *random)
{
	size_t size = any_length(random, TEXT_MAX), start = size;
	char *from = text(random, FIRST), *got, *want;
	size_t len;

	garbage(random, size, &got, &want);
	if (size && !one_in(random, 8)) {
		start = random_below(random, size);
		got[start] = want[start] = '\0';
	}
	reference_strlcpy(want + start, from, size - start);
	len = guest_strlcat(got, from, size);
	return same_number("strlcat", "", from, len, start + strlen(from)) &&
	       same_result("strlcat", from, size, got, want);
}

/* All tokens of a text, by both, from copies of it. */
static bool try_strtok_r(struct random *random)
{
	size_t len = any_length(random, TEXT_MAX);
	char *ours = any_text(random, OURS, len), *theirs = any_text(random, THEIRS, len);
	char *set = short_text(random, SECOND);
	char *our_rest = NULL, *their_rest = NULL, *got, *want;

	strcpy(theirs, ours);
	got = guest_strtok_r(ours, set, &our_rest);
	want = strtok_r(theirs, set, &their_rest);
	for (;;) {
		if ((got ? got - ours : -1) != (want ? want - theirs : -1))
			return differs("strtok_r by \"%s\" finds another token", set);
		if (!got)
			return same_result("strtok_r", set, len + 1, ours, theirs);
		got = guest_strtok_r(NULL, set, &our_rest);
		want = strtok_r(NULL, set, &their_rest);
	}
}

const struct test string_tests[] = {
	{ .name = "strlen", .trial = try_strlen },
	{ .name = "strnlen", .trial = try_strnlen },
	{ .name = "strcmp", .trial = try_strcmp },
	{ .name = "strncmp", .trial = try_strncmp },
	{ .name = "strchr", .trial = try_strchr },
	{ .name = "strrchr", .trial = try_strrchr },
	{ .name = "strstr", .trial = try_strstr },
	{ .name = "strspn", .trial = try_strspn },
	{ .name = "strcspn", .trial = try_strcspn },
	{ .name = "strlcpy", .trial = try_strlcpy },
	{ .name = "strlcat", .trial = try_strlcat },
	{ .name = "strtok_r", .trial = try_strtok_r },
	{ .name = NULL },
};
