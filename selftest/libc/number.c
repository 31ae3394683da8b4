/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers read from text, and the classes of characters.
 */
#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include "compare.h"
#include "guest.h"
#include "util.h"

struct text {
	char chars[100];
	size_t len;
};

static void add(struct text *text, char c)
{
	if (text->len + 1 < sizeof(text->chars))
		text->chars[text->len++] = c;
	text->chars[text->len] = '\0';
}

static void add_some(struct text *text, struct random *random, const char *set, size_t most)
{
	for (size_t count = random_below(random, most + 1); count; count--)
		add(text, set[random_below(random, strlen(set))]);
}

/* Around each of the borders at which a type ends, in some base. */
static void add_border(struct text *text, struct random *random, unsigned int base)
{
	uint64_t value = (1ul << random_below(random, 64)) - 2 + random_below(random, 4);
	char digits[65];
	size_t count = 0;

	do {
		digits[count++] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base];
		value /= base;
	} while (value);
	while (count)
		add(text, digits[--count]);
}

/* Mostly a number with all that may stand around it. */
static int any_number(struct random *random, struct text *text)
{
	int base = one_in(random, 2) ? 0 : 2 + (int)random_below(random, 35);

	text->len = 0;
	add_some(text, random, " \t\n\v\f\r", 2);
	add_some(text, random, "+-", 1);
	add_some(text, random, "0", 1);
	add_some(text, random, "xX", 1);
	if (one_in(random, 2))
		add_border(text, random, base ? base : 10);
	else
		add_some(text, random, one_in(random, 2) ? "01" : "0123456789aAfFgGzZ",
			 one_in(random, 8) ? 70 : 12);
	add_some(text, random, " -+x09azZ@[`{/:\x80", 2);
	return base;
}

#define DEFINE_TRIAL(function)                                                             \
	static bool try_##function(struct random *random)                                  \
	{                                                                                  \
		struct text text = { .len = 0 };                                           \
		int base = any_number(random, &text);                                      \
		char *got_end, *want_end;                                                  \
		long long got = (long long)guest_##function(text.chars, &got_end, base);   \
		long long want = (long long)function(text.chars, &want_end, base);         \
                                                                                           \
		if (got == want && got_end == want_end)                                    \
			return true;                                                       \
		return differs(#function "(\"%s\") in base %d is %#llx behind %td bytes, " \
					 "not %#llx behind %td",                           \
			       text.chars, base, got, got_end - text.chars, want,          \
			       want_end - text.chars);                                     \
	}

DEFINE_TRIAL(strtol)
DEFINE_TRIAL(strtoul)
DEFINE_TRIAL(strtoll)
DEFINE_TRIAL(strtoull)

/* Within the range of int: beyond it C promises nothing. */
static bool try_atoi(struct random *random)
{
	struct text text = { .len = 0 };
	int got, want;

	add_some(&text, random, " \t\n", 2);
	add_some(&text, random, "+-", 1);
	add_some(&text, random, "0123456789", 9);
	add_some(&text, random, " -+x0a", 2);
	add(&text, ' ');
	if (strlen(text.chars) > 12)
		return true;
	got = guest_atoi(text.chars);
	want = atoi(text.chars);
	return got == want || differs("atoi(\"%s\") is %d, not %d", text.chars, got, want);
}

/* C has no such base, and libcs differ in what they do to `end`. */
static bool try_bases_that_cannot_be(struct random *random)
{
	static const int bases[] = { INT_MIN, -1, 1, 37, INT_MAX };
	char *end;

	(void)random;
	for (size_t n = 0; n < ARRAY_SIZE(bases); n++) {
		if (guest_strtol("11", &end, bases[n]) || guest_strtoul("11", NULL, bases[n]))
			return differs("a number in base %d is not 0", bases[n]);
	}
	return true;
}

/* In the order of guest_ctype[]. */
static int (*const host_ctype[])(int) = { isdigit,  isupper, islower, isalpha, isalnum,
					  isxdigit, isspace, isprint, toupper, tolower };

static bool try_ctype(struct random *random)
{
	int c = (int)random_below(random, UCHAR_MAX + 2) - 1; /* EOF included */

	for (size_t n = 0; n < ARRAY_SIZE(host_ctype); n++) {
		int got = guest_ctype[n].function(c), want = host_ctype[n](c);
		bool maps = host_ctype[n] == toupper || host_ctype[n] == tolower;

		if (maps ? got != want : !got != !want)
			return differs("%s(%d) is %d, not %d", guest_ctype[n].name, c, got, want);
	}
	return true;
}

const struct test number_tests[] = {
	{ .name = "strtol", .trial = try_strtol },
	{ .name = "strtoul", .trial = try_strtoul },
	{ .name = "strtoll", .trial = try_strtoll },
	{ .name = "strtoull", .trial = try_strtoull },
	{ .name = "atoi", .trial = try_atoi },
	{ .name = "bases that cannot be", .trial = try_bases_that_cannot_be, .slower = UINT_MAX },
	{ .name = "ctype", .trial = try_ctype },
	{ .name = NULL },
};
