/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a failed check says. Each says it in one write, so that those of
 * several CPUs stay apart.
 */
#include <case.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <test.h>

#define LINE 400

/* What a test says may come from anywhere: it must not pass for a line of the library. */
void keep_to_line(char *text)
{
	for (; *text; text++) {
		if (*text == '\n' || *text == '\r')
			*text = ' ';
	}
}

static void report(const struct check *check, char *detail)
{
	keep_to_line(detail);
	printf("# %s:%u: %s%s%s\n", check->file, check->line, check->text, *detail ? ": " : "",
	       detail);
	case_failed(check->ends_case);
}

void check_failed(const struct check *check, const char *format, ...)
{
	char detail[LINE];
	va_list args;

	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	report(check, detail);
}

void check_failed_values(const struct check *check, uint64_t a, uint64_t b)
{
	char detail[LINE];

	snprintf(detail, sizeof(detail), "%ld (%#lx) and %ld (%#lx)", a, a, b, b);
	report(check, detail);
}

void check_strings(const struct check *check, const char *a, const char *b)
{
	if (strcmp(a, b))
		check_failed(check, "\"%s\" and \"%s\"", a, b);
}

void check_memory(const struct check *check, const void *a, const void *b, size_t size)
{
	const unsigned char *x = a, *y = b;
	size_t first = 0, wrong = 0;

	for (size_t i = size; i-- > 0;) {
		if (x[i] != y[i]) {
			first = i;
			wrong++;
		}
	}
	if (wrong)
		check_failed(check, "%zu of %zu bytes differ, first at %#zx: %#x and %#x", wrong,
			     size, first, x[first], y[first]);
}

void check_trap(const struct check *check, unsigned int want, unsigned int got)
{
	if (want != got)
		check_failed(check, "wanted %s, got %s", trap_name(want), trap_name(got));
}

void test_note(const char *format, ...)
{
	char text[LINE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	keep_to_line(text);
	printf("# %s\n", text);
}

void test_value(const char *name, uint64_t number, const char *unit)
{
	printf("#@ value %s %lu %s\n", name, number, unit);
}
