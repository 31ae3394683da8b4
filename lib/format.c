/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directives of printf.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include "ctype.h"
#include "sink.h"
#include "string.h"
#include "symbol.h"
#include "util.h"

enum {
	SYMBOL_MAX = 128,
	DIGITS_MAX = 22, /* 64 bits in octal */
};

enum {
	FLAG_LEFT = 1,
	FLAG_PLUS = 2,
	FLAG_BLANK = 4,
	FLAG_PREFIX = 8,
	FLAG_ZEROS = 16,
};

/* What stands between % and the letter. */
struct directive {
	unsigned int flags;
	unsigned int size; /* of the argument, in bytes */
	size_t width;
	size_t precision;
	bool has_precision;
};

/* So that it can be passed by reference: a parameter that is a va_list may be an array. */
struct arguments {
	va_list list;
};

static unsigned int flag_of(char c)
{
	switch (c) {
	case '-':
		return FLAG_LEFT;
	case '+':
		return FLAG_PLUS;
	case ' ':
		return FLAG_BLANK;
	case '#':
		return FLAG_PREFIX;
	case '0':
		return FLAG_ZEROS;
	default:
		return 0;
	}
}

/* Whatever its type is, an argument takes up a register or eight bytes on all our architectures. */
static uint64_t take_argument(struct arguments *args)
{
	return va_arg(args->list, uint64_t);
}

/* Of an argument that is an integer: what is above its size may be anything. */
static uint64_t as_unsigned(uint64_t argument, unsigned int size)
{
	unsigned int unused = 64 - CHAR_BIT * size;

	return argument << unused >> unused;
}

static int64_t as_signed(uint64_t argument, unsigned int size)
{
	unsigned int unused = 64 - CHAR_BIT * size;

	return (int64_t)(argument << unused) >> unused;
}

/* A width or a precision. Only one that is an argument can be `negative`. */
static const char *parse_count(const char *at, struct arguments *args, size_t *count,
			       bool *negative)
{
	*count = 0;
	*negative = false;
	if (*at == '*') {
		long given = as_signed(take_argument(args), sizeof(int));

		*negative = given < 0;
		*count = *negative ? -given : given;
		return at + 1;
	}
	for (; isdigit(*at); at++)
		*count = min(*count * 10 + (*at - '0'), (size_t)INT_MAX + 1);
	return at;
}

static const char *parse_size(const char *at, unsigned int *size)
{
	static const unsigned char sizes[UINT8_MAX + 1] = {
		['h'] = sizeof(short), ['j'] = sizeof(long), ['l'] = sizeof(long),
		['t'] = sizeof(long),  ['z'] = sizeof(long),
	};
	unsigned int next;

	for (*size = sizeof(int); (next = sizes[(unsigned char)*at]); at++)
		*size = *at == 'h' && *size == next ? sizeof(char) : next;
	return at;
}

/* What may stand between % and a size: all of it comes before the letters of ASCII. */
static const char *parse_modifiers(const char *at, struct arguments *args, struct directive *d)
{
	unsigned int flag;
	bool negative;

	for (; (flag = flag_of(*at)); at++)
		d->flags |= flag;
	at = parse_count(at, args, &d->width, &negative);
	if (negative)
		d->flags |= FLAG_LEFT;
	if (*at == '.') {
		at = parse_count(at + 1, args, &d->precision, &negative);
		d->has_precision = !negative;
	}
	return at;
}

/* Returns where the letter is. */
static const char *parse_directive(const char *at, struct arguments *args, struct directive *d)
{
	*d = (struct directive){ 0 };
	if (*at < 'A')
		at = parse_modifiers(at, args, d);
	return parse_size(at, &d->size);
}

static void put_padded(struct sink *sink, const struct directive *d, const char *text, size_t len)
{
	size_t padding = d->width > len ? d->width - len : 0;

	if (padding && !(d->flags & FLAG_LEFT))
		sink_fill(sink, ' ', padding);
	sink_put(sink, text, len);
	if (padding && d->flags & FLAG_LEFT)
		sink_fill(sink, ' ', padding);
}

static void put_string(struct sink *sink, const struct directive *d, const char *text)
{
	if (!text)
		text = "(null)";
	put_padded(sink, d, text, d->has_precision ? strnlen(text, d->precision) : strlen(text));
}

static void put_symbol(struct sink *sink, const struct directive *d, const void *address)
{
	char name[SYMBOL_MAX];

	symbol_format(name, sizeof(name), address);
	put_padded(sink, d, name, strlen(name));
}

/* Writes from the end towards lower addresses; returns the first digit. */
static char *write_digits(char *end, uint64_t value, char letter)
{
	unsigned int shift = letter == 'o' ? 3 : 4;
	char lower_case = letter & ('a' ^ 'A');

	if (letter == 'u') {
		do
			*--end = '0' + value % 10;
		while (value /= 10);
	} else {
		/* The bit that makes a letter lower case is set in all decimal digits. */
		do
			*--end = "0123456789ABCDEF"[value & ((1 << shift) - 1)] | lower_case;
		while (value >>= shift);
	}
	return end;
}

/* How many digits there must be, zeros in front included. */
static size_t least_digits(const struct directive *d, size_t prefix, size_t digits, char letter)
{
	size_t least = d->has_precision ? d->precision : 1;

	if (letter == 'o' && d->flags & FLAG_PREFIX)
		least = max(least, digits + 1);
	if (d->flags & FLAG_ZEROS && !(d->flags & FLAG_LEFT) && !d->has_precision &&
	    d->width > prefix)
		least = max(least, d->width - prefix);
	return max(least, digits);
}

/*
 * `letter` is u, o, x or X; `prefix` a sign or what tells the base. Zero has no digits of its own
 * where something else says how many there must be.
 */
static void put_number(struct sink *sink, const struct directive *d, const char *prefix,
		       uint64_t value, char letter)
{
	char buffer[DIGITS_MAX], *end = buffer + sizeof(buffer);
	bool none = !value && (d->has_precision || d->flags & FLAG_PREFIX);
	char *start = none ? end : write_digits(end, value, letter);
	size_t digits = end - start, prefix_len = strlen(prefix);
	size_t least = least_digits(d, prefix_len, digits, letter);
	size_t len = prefix_len + least;
	size_t padding = d->width > len ? d->width - len : 0;

	if (padding && !(d->flags & FLAG_LEFT))
		sink_fill(sink, ' ', padding);
	if (prefix_len)
		sink_put(sink, prefix, prefix_len);
	if (least > digits)
		sink_fill(sink, '0', least - digits);
	sink_put(sink, start, digits);
	if (padding && d->flags & FLAG_LEFT)
		sink_fill(sink, ' ', padding);
}

static void put_signed(struct sink *sink, const struct directive *d, int64_t value)
{
	const char *sign = "";

	if (value < 0)
		sign = "-";
	else if (d->flags & FLAG_PLUS)
		sign = "+";
	else if (d->flags & FLAG_BLANK)
		sign = " ";
	put_number(sink, d, sign, value < 0 ? -(uint64_t)value : (uint64_t)value, 'u');
}

static void put_unsigned(struct sink *sink, const struct directive *d, uint64_t value, char letter)
{
	const char *prefix = "";

	if (value && d->flags & FLAG_PREFIX && letter == 'x')
		prefix = "0x";
	else if (value && d->flags & FLAG_PREFIX && letter == 'X')
		prefix = "0X";
	put_number(sink, d, prefix, value, letter);
}

static void put_pointer(struct sink *sink, struct directive *d, const void *pointer)
{
	d->flags |= FLAG_PREFIX;
	if (pointer)
		put_unsigned(sink, d, (uintptr_t)pointer, 'x');
	else
		put_padded(sink, d, "(nil)", strlen("(nil)"));
}

static void put_char(struct sink *sink, const struct directive *d, char c)
{
	put_padded(sink, d, &c, sizeof(c));
}

/* `at` is the letter; returns where the format goes on. One that is unknown stays as it stands. */
static const char *put_argument(struct sink *sink, struct directive *d, const char *start,
				const char *at, struct arguments *args)
{
	switch (*at) {
	case 'd':
	case 'i':
		put_signed(sink, d, as_signed(take_argument(args), d->size));
		break;
	case 'u':
	case 'o':
	case 'x':
	case 'X':
		put_unsigned(sink, d, as_unsigned(take_argument(args), d->size), *at);
		break;
	case 's':
		put_string(sink, d, (const char *)take_argument(args));
		break;
	case 'c':
		put_char(sink, d, take_argument(args));
		break;
	case 'p':
		if (at[1] == 'S') {
			put_symbol(sink, d, (const void *)take_argument(args));
			return at + 2;
		}
		put_pointer(sink, d, (const void *)take_argument(args));
		break;
	case '%':
		sink_put(sink, at, 1);
		break;
	default:
		at += *at != '\0';
		sink_put(sink, start, at - start);
		return at;
	}
	return at + 1;
}

void sink_format(struct sink *sink, const char *format, va_list list)
{
	struct directive directive;
	struct arguments args;

	va_copy(args.list, list);
	while (*format) {
		const char *start = format;

		while (*format && *format != '%')
			format++;
		sink_put(sink, start, format - start);
		if (*format) {
			start = format;
			format = parse_directive(format + 1, &args, &directive);
			format = put_argument(sink, &directive, start, format, &args);
		}
	}
	va_end(args.list);
}
