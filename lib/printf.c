/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The printf family.
 *
 * One pass over the format fills a sink. What happens when the sink is full
 * makes the difference between the functions: printf() hands it to the
 * console and fills it again, snprintf() goes on counting.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include "console.h"
#include "stdio.h"
#include "string.h"
#include "symbol.h"
#include "util.h"

enum {
	CONSOLE_WRITE_MAX = 512,
	SYMBOL_MAX = 128,
	DIGITS_MAX = 22, /* 64 bits in octal */
};

struct sink {
	char *at;
	size_t room;   /* bytes left there */
	size_t total;  /* bytes that went in, or would have */
	char *console; /* where a sink that leads to the console starts, or NULL */
};

static void flush(struct sink *sink)
{
	size_t used = sink->at - sink->console;

	if (used)
		console_write(sink->console, used);
	sink->at = sink->console;
	sink->room = CONSOLE_WRITE_MAX;
}

static bool has_room(struct sink *sink)
{
	if (!sink->room && sink->console)
		flush(sink);
	return sink->room;
}

static size_t take_room(struct sink *sink, size_t wanted)
{
	size_t part = min(wanted, sink->room);

	sink->at += part;
	sink->room -= part;
	return part;
}

static void put(struct sink *sink, const char *text, size_t len)
{
	sink->total += len;
	while (len && has_room(sink)) {
		char *at = sink->at;
		size_t part = take_room(sink, len);

		memcpy(at, text, part);
		text += part;
		len -= part;
	}
}

static void fill(struct sink *sink, char c, size_t len)
{
	sink->total += len;
	while (len && has_room(sink)) {
		char *at = sink->at;
		size_t part = take_room(sink, len);

		memset(at, c, part);
		len -= part;
	}
}

enum flag {
	FLAG_LEFT = 1,
	FLAG_PLUS = 2,
	FLAG_BLANK = 4,
	FLAG_PREFIX = 8,
	FLAG_ZEROS = 16,
};

/* What stands between % and the letter. */
struct directive {
	unsigned int flags;
	size_t width;
	bool has_precision;
	size_t precision;
	unsigned int size; /* of the argument, in bytes */
};

/* So that it can be passed on by reference: a va_list parameter may be an array. */
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

/* A width or precision; `negative` is only ever said of one that is an argument. */
static const char *parse_count(const char *at, struct arguments *args, size_t *count,
			       bool *negative)
{
	size_t value = 0;

	*negative = false;
	if (*at == '*') {
		long given = va_arg(args->list, int);

		*negative = given < 0;
		*count = *negative ? -given : given;
		return at + 1;
	}
	for (; *at >= '0' && *at <= '9'; at++)
		value = min(value * 10 + (*at - '0'), (size_t)INT_MAX + 1);
	*count = value;
	return at;
}

static const char *parse_size(const char *at, unsigned int *size)
{
	*size = sizeof(int);
	for (;; at++) {
		switch (*at) {
		case 'h':
			*size = *size == sizeof(short) ? sizeof(char) : sizeof(short);
			break;
		case 'l':
		case 'j':
		case 't':
		case 'z':
			*size = sizeof(long);
			break;
		default:
			return at;
		}
	}
}

/* Returns where the letter is. */
static const char *parse_directive(const char *at, struct arguments *args, struct directive *d)
{
	unsigned int flag;
	bool negative;

	for (d->flags = 0; (flag = flag_of(*at)); at++)
		d->flags |= flag;
	at = parse_count(at, args, &d->width, &negative);
	if (negative)
		d->flags |= FLAG_LEFT;
	d->has_precision = *at == '.';
	d->precision = 0;
	if (d->has_precision) {
		at = parse_count(at + 1, args, &d->precision, &negative);
		d->has_precision = !negative;
	}
	return parse_size(at, &d->size);
}

static void put_padded(struct sink *sink, const struct directive *d, const char *text, size_t len)
{
	size_t padding = d->width > len ? d->width - len : 0;

	if (!(d->flags & FLAG_LEFT))
		fill(sink, ' ', padding);
	put(sink, text, len);
	if (d->flags & FLAG_LEFT)
		fill(sink, ' ', padding);
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

/* Writes from the end towards lower addresses; returns the first digit. Zero has none. */
static char *write_digits(char *end, uint64_t value, char letter)
{
	unsigned int shift = letter == 'o' ? 3 : 4;
	char lower_case = letter & ('a' ^ 'A');

	if (letter == 'd' || letter == 'u') {
		for (; value; value /= 10)
			*--end = '0' + value % 10;
	} else {
		/* The bit that makes a letter lower case is set in every decimal digit. */
		for (; value; value >>= shift)
			*--end = "0123456789ABCDEF"[value & ((1 << shift) - 1)] | lower_case;
	}
	return end;
}

/* `letter` is one of d u o x X; `prefix` a sign or what tells the base. */
static void put_number(struct sink *sink, const struct directive *d, const char *prefix,
		       uint64_t value, char letter)
{
	char buffer[DIGITS_MAX], *end = buffer + sizeof(buffer);
	char *start = write_digits(end, value, letter);
	size_t digits = end - start, prefixed = strlen(prefix);
	size_t least = d->has_precision ? d->precision : 1;
	size_t len;

	if (letter == 'o' && d->flags & FLAG_PREFIX)
		least = max(least, digits + 1);
	if (d->flags & FLAG_ZEROS && !(d->flags & FLAG_LEFT) && !d->has_precision &&
	    d->width > prefixed)
		least = max(least, d->width - prefixed);
	len = prefixed + max(digits, least);

	if (d->width > len && !(d->flags & FLAG_LEFT))
		fill(sink, ' ', d->width - len);
	put(sink, prefix, prefixed);
	if (least > digits)
		fill(sink, '0', least - digits);
	put(sink, start, digits);
	if (d->width > len && d->flags & FLAG_LEFT)
		fill(sink, ' ', d->width - len);
}

static uint64_t take_unsigned(struct arguments *args, unsigned int size)
{
	switch (size) {
	case sizeof(char):
		return (unsigned char)va_arg(args->list, unsigned int);
	case sizeof(short):
		return (unsigned short)va_arg(args->list, unsigned int);
	case sizeof(int):
		return va_arg(args->list, unsigned int);
	default:
		return va_arg(args->list, unsigned long);
	}
}

static int64_t take_signed(struct arguments *args, unsigned int size)
{
	unsigned int unused = 64 - 8 * size;

	return (int64_t)(take_unsigned(args, size) << unused) >> unused;
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
	put_number(sink, d, sign, value < 0 ? -(uint64_t)value : (uint64_t)value, 'd');
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

/* `at` is behind a %. Returns where the format goes on. */
static const char *put_directive(struct sink *sink, const char *at, struct arguments *args)
{
	const char *start = at - 1;
	struct directive d;
	char c;

	at = parse_directive(at, args, &d);
	switch (*at) {
	case 'd':
	case 'i':
		put_signed(sink, &d, take_signed(args, d.size));
		break;
	case 'u':
	case 'o':
	case 'x':
	case 'X':
		put_unsigned(sink, &d, take_unsigned(args, d.size), *at);
		break;
	case 's':
		put_string(sink, &d, va_arg(args->list, const char *));
		break;
	case 'c':
		c = va_arg(args->list, int);
		put_padded(sink, &d, &c, sizeof(c));
		break;
	case 'p':
		if (at[1] == 'S') {
			put_symbol(sink, &d, va_arg(args->list, const void *));
			return at + 2;
		}
		put_pointer(sink, &d, va_arg(args->list, const void *));
		break;
	case '%':
		put(sink, "%", 1);
		break;
	case '\0':
		put(sink, start, at - start);
		return at;
	default: /* no directive: shown as it stands */
		put(sink, start, at + 1 - start);
	}
	return at + 1;
}

static int format_into(struct sink *sink, const char *format, va_list list)
{
	struct arguments args;

	va_copy(args.list, list);
	while (*format) {
		const char *start = format;

		while (*format && *format != '%')
			format++;
		put(sink, start, format - start);
		if (*format)
			format = put_directive(sink, format + 1, &args);
	}
	va_end(args.list);
	return sink->total > INT_MAX ? -1 : (int)sink->total;
}

int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list args)
{
	struct sink sink = { .at = to, .room = size ? size - 1 : 0 };
	int len = format_into(&sink, format, args);

	if (size)
		*sink.at = '\0';
	return len;
}

int snprintf(char *restrict to, size_t size, const char *restrict format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(to, size, format, args);
	va_end(args);
	return len;
}

int vprintf(const char *restrict format, va_list args)
{
	char buffer[CONSOLE_WRITE_MAX];
	struct sink sink = { .at = buffer, .room = sizeof(buffer), .console = buffer };
	int len = format_into(&sink, format, args);

	flush(&sink);
	return len;
}

int printf(const char *restrict format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vprintf(format, args);
	va_end(args);
	return len;
}

int puts(const char *text)
{
	return printf("%s\n", text);
}

int putchar(int c)
{
	char byte = c;

	console_write(&byte, sizeof(byte));
	return (unsigned char)c;
}
