/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The printf family: every format that C defines, into every size of buffer
 * and to a console that keeps what it is given.
 */
#include <err.h>
#include <limits.h>
#include <stdarg.h>
#include "compare.h"
#include "format_case.h"
#include "guest.h"
#include "stand_in.h"
#include "util.h"

/* From <stdio.h> of the guests: what is longer goes out in several writes. */
enum { CONSOLE_WRITE_MAX = 512 };

static struct format_case made;
static char want[CASE_RESULT_MAX];
static int want_len;

/* A new case, and what this machine's libc makes of it. */
static void make_case(struct random *random)
{
	uint8_t bytes[256];

	random_fill(random, bytes, sizeof(bytes));
	format_case_make(&made, bytes, sizeof(bytes));
	want_len = snprintf(want, sizeof(want), FORM(&made.host));
	if (want_len < 0 || (size_t)want_len >= sizeof(want))
		errx(2, "the result of format '%s' is too long to compare", made.host.format);
}

static bool same_text(const char *function, const char *got, size_t got_len, int result)
{
	if (result == want_len && got_len <= (size_t)want_len && !memcmp(got, want, got_len))
		return true;
	return differs("%s(\"%s\") returns %d for '%.*s', not %d for '%s'", function,
		       made.guest.format, result, (int)got_len, got, want_len, want);
}

static int call_vsnprintf(char *to, size_t size, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = guest_vsnprintf(to, size, format, args);
	va_end(args);
	return len;
}

static int call_vprintf(const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = guest_vprintf(format, args);
	va_end(args);
	return len;
}

/* Into a buffer that ends where its memory ends. */
static bool try_buffer(struct random *random, const char *name,
		       int (*function)(char *, size_t, const char *, ...))
{
	static char memory[CASE_RESULT_MAX];
	size_t size, used;
	char *to;
	int len;

	make_case(random);
	size = one_in(random, 2) ? (size_t)want_len + 1 : random_below(random, want_len + 3);
	to = memory + sizeof(memory) - size;
	len = function(size ? to : NULL, size, FORM(&made.guest));
	used = size ? min((size_t)want_len, size - 1) : 0;
	if (size && to[used] != '\0')
		return differs("%s(\"%s\") does not end its text", name, made.guest.format);
	return same_text(name, to, used, len);
}

static bool try_snprintf(struct random *random)
{
	return try_buffer(random, "snprintf", guest_snprintf);
}

static bool try_vsnprintf(struct random *random)
{
	return try_buffer(random, "vsnprintf", call_vsnprintf);
}

/* What fits into one write must come in one; more must come all the same. */
static bool same_output(const char *name, int len)
{
	size_t writes = want_len ? (want_len - 1) / CONSOLE_WRITE_MAX + 1 : 0;

	if (console.writes != writes)
		return differs("%s of %d bytes makes %u writes, not %zu", name, want_len,
			       console.writes, writes);
	if (console.len != (size_t)want_len)
		return differs("%s writes %zu bytes, not %d", name, console.len, want_len);
	return same_text(name, console.text, console.len, len);
}

static bool try_output(struct random *random, const char *name, int (*function)(const char *, ...))
{
	make_case(random);
	console_clear();
	return same_output(name, function(FORM(&made.guest)));
}

static bool try_printf(struct random *random)
{
	return try_output(random, "printf", guest_printf);
}

static bool try_vprintf(struct random *random)
{
	return try_output(random, "vprintf", call_vprintf);
}

/* Lengths at which one more byte needs one more write. */
static bool try_full_writes(struct random *random)
{
	int width = CONSOLE_WRITE_MAX * (1 + random_below(random, 3)) - 2 + random_below(random, 5);
	unsigned int number = random_u64(random);

	console_clear();
	want_len = snprintf(want, sizeof(want), "%*u", width, number);
	return same_output("printf", guest_printf("%*u", width, number));
}

static bool try_puts(struct random *random)
{
	char *text = any_text(random, 0, any_length(random, TEXT_MAX));

	console_clear();
	want_len = snprintf(want, sizeof(want), "%s\n", text);
	return guest_puts(text) >= 0 ? same_output("puts", want_len)
				     : differs("puts says that it failed");
}

static bool try_putchar(struct random *random)
{
	int c = (unsigned char)random_u64(random);

	console_clear();
	want[0] = c;
	want_len = 1;
	return guest_putchar(c) == c ? same_output("putchar", 1)
				     : differs("putchar returns another character");
}

/* A precision bounds what is read, too. */
static bool try_unterminated(struct random *random)
{
	int len = any_length(random, TEXT_MAX);
	char *text = any_unterminated(random, 0, len);
	char got[TEXT_MAX + 1];

	return (guest_snprintf(got, sizeof(got), "%.*s", len, text) == len &&
		!memcmp(got, text, len) && got[len] == '\0') ||
	       differs("%%.*s of %d characters shows others", len);
}

struct verbatim {
	const char *format;
	const char *want;
};

/* No directives of C, so that there is nobody to compare with. */
static bool try_unknown(struct random *random)
{
	static const struct verbatim list[] = {
		{ "50%", "50%" },	    { "%", "%" },
		{ "%-08l", "%-08l" },	    { "%y", "%y" },
		{ "a%+5.2kb", "a%+5.2kb" }, { "%f|%d", "%f|7" },
	};
	char got[32];

	(void)random;
	for (size_t n = 0; n < ARRAY_SIZE(list); n++) {
		int len = guest_snprintf(got, sizeof(got), list[n].format, 7);

		if (strcmp(got, list[n].want) || len != (int)strlen(list[n].want))
			return differs("\"%s\" becomes \"%s\"", list[n].format, got);
	}
	return true;
}

struct enormous {
	const char *format;
	int width;
	int want;
};

/* Lengths that an int cannot tell are an error, and still nothing is written out of bounds. */
static bool try_enormous(struct random *random)
{
	static const struct enormous list[] = {
		{ "%*d", INT_MAX, INT_MAX },
		{ "%*d!", INT_MAX, -1 },
		{ "%*d", INT_MIN, -1 },
		{ "%.*d", INT_MAX, INT_MAX },
		{ "%99999999999999999999d", 7, -1 },
		{ "%.99999999999999999999d", 7, -1 },
	};
	char got[4];

	(void)random;
	for (size_t n = 0; n < ARRAY_SIZE(list); n++) {
		int len = guest_snprintf(got, sizeof(got), list[n].format, list[n].width, 7);

		if (len != list[n].want || strlen(got) != sizeof(got) - 1)
			return differs("\"%s\" of %d returns %d", list[n].format, list[n].width,
				       len);
	}
	return true;
}

const struct test printf_tests[] = {
	{ .name = "snprintf", .trial = try_snprintf },
	{ .name = "vsnprintf", .trial = try_vsnprintf },
	{ .name = "printf", .trial = try_printf },
	{ .name = "vprintf", .trial = try_vprintf },
	{ .name = "printf of full writes", .trial = try_full_writes },
	{ .name = "puts", .trial = try_puts },
	{ .name = "putchar", .trial = try_putchar },
	{ .name = "string without end", .trial = try_unterminated },
	{ .name = "unknown directives", .trial = try_unknown, .slower = UINT_MAX },
	{ .name = "enormous results", .trial = try_enormous, .slower = UINT_MAX },
	{ .name = NULL },
};
