/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text to numbers.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include "ctype.h"
#include "stdlib.h"

_Static_assert(sizeof(long) == sizeof(long long), "a guest is LP64");

enum { BASE_MAX = 36 };

struct number {
	uint64_t magnitude;
	bool negative;
	bool overflow;
};

/* No base is large enough for what this says of a character that is no digit. */
static unsigned int digit_of(char c)
{
	if (isdigit(c))
		return c - '0';
	if (isalpha(c))
		return tolower(c) - 'a' + 10;
	return BASE_MAX;
}

/* "0x" is a prefix only before a digit; else the number is its zero. */
static bool has_hex_prefix(const char *text)
{
	return text[0] == '0' && tolower(text[1]) == 'x' && isxdigit(text[2]);
}

/* Returns where the digits end, or NULL if there are none. */
static const char *parse_digits(const char *text, unsigned int base, struct number *number)
{
	const char *start;

	if ((base == 0 || base == 16) && has_hex_prefix(text)) {
		text += 2;
		base = 16;
	}
	if (base == 0)
		base = *text == '0' ? 8 : 10;

	for (start = text; digit_of(*text) < base; text++) {
		uint64_t *sum = &number->magnitude;

		number->overflow |= __builtin_mul_overflow(*sum, base, sum);
		number->overflow |= __builtin_add_overflow(*sum, digit_of(*text), sum);
	}
	return text == start ? NULL : text;
}

static struct number parse(const char *text, char **end, int base)
{
	struct number number = { 0 };
	const char *at = text;

	while (isspace(*at))
		at++;
	number.negative = *at == '-';
	if (*at == '-' || *at == '+')
		at++;
	at = base >= 0 && base <= BASE_MAX ? parse_digits(at, base, &number) : NULL;
	if (end)
		*end = (char *)(at ? at : text);
	return number;
}

long strtol(const char *restrict text, char **restrict end, int base)
{
	struct number number = parse(text, end, base);

	if (number.overflow || number.magnitude > LONG_MAX)
		return number.negative ? LONG_MIN : LONG_MAX;
	return number.negative ? -(long)number.magnitude : (long)number.magnitude;
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base)
{
	struct number number = parse(text, end, base);

	if (number.overflow)
		return ULONG_MAX;
	return number.negative ? -number.magnitude : number.magnitude;
}

long long strtoll(const char *restrict text, char **restrict end, int base)
{
	return strtol(text, end, base);
}

unsigned long long strtoull(const char *restrict text, char **restrict end, int base)
{
	return strtoul(text, end, base);
}

int atoi(const char *text)
{
	return strtol(text, NULL, 10);
}
