/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes formats whose meaning C defines, so that two libcs must agree on them.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "format_case.h"
#include "symbol.h"
#include "util.h"

/* What a directive may have: other combinations are undefined. */
struct kind {
	const char *letter;
	const char *flags;
	bool has_size;
	bool has_precision;
};

static const struct kind kinds[] = {
	{ "d", "-+ 0", true, true }, { "i", "-+ 0", true, true }, { "u", "-0", true, true },
	{ "o", "-#0", true, true },  { "x", "-#0", true, true },  { "X", "-#0", true, true },
	{ "s", "-", false, true },   { "c", "-", false, false },  { "p", "-", false, false },
	{ "pS", "-", false, false },
};

struct source {
	const uint8_t *bytes;
	size_t left;
};

/* Zeros when all are used: an input that was cut short is one as well. */
static unsigned int next(struct source *source)
{
	if (!source->left)
		return 0;
	source->left--;
	return *source->bytes++;
}

static uint64_t next_value(struct source *source)
{
	unsigned int unused = next(source) % 64;
	bool negative = next(source) % 2;
	uint64_t value = 0;

	for (unsigned int n = 0; n < sizeof(value); n++)
		value = value << 8 | next(source);
	return negative ? -(value >> unused) : value >> unused;
}

static void add_text(struct form *form, const char *text)
{
	size_t room = sizeof(form->format) - form->len;

	form->len += min((size_t)snprintf(form->format + form->len, room, "%s", text), room - 1);
}

static void add(struct format_case *c, const char *text)
{
	add_text(&c->guest, text);
	add_text(&c->host, text);
}

static void add_number(struct format_case *c, unsigned int number)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%u", number);
	add(c, digits);
}

static void add_argument(struct format_case *c, unsigned long value)
{
	c->guest.args[c->guest.count++] = value;
	c->host.args[c->host.count++] = value;
}

/* Seldom longer than any buffer in the library. */
static unsigned int next_count(struct source *source)
{
	unsigned int count = next(source);

	return count > 250 ? count * 3 : count % 50;
}

static void add_width(struct format_case *c, struct source *source)
{
	switch (next(source) % 4) {
	case 0:
		add(c, "*");
		add_argument(c, (int)next_count(source) - 25);
		break;
	case 1:
		add_number(c, 1 + next_count(source));
		break;
	}
}

static bool add_precision(struct format_case *c, struct source *source)
{
	switch (next(source) % 6) {
	case 0:
		add(c, ".*");
		add_argument(c, (int)next_count(source) - 8);
		return true;
	case 1:
		add(c, ".");
		add_number(c, next_count(source));
		return true;
	case 2:
		add(c, ".");
		return true;
	default:
		return false;
	}
}

static void fill_text(struct source *source, char *text, size_t size)
{
	size_t len = next(source) % size;

	for (size_t n = 0; n < len; n++)
		text[n] = next(source);
	text[len] = '\0';
}

/* NULL is shown as "(null)"; cut by a precision it is whatever a libc likes. */
static void add_string(struct format_case *c, struct source *source, char *text, bool precision)
{
	bool null = !precision && next(source) % 16 == 0;

	fill_text(source, text, sizeof(c->texts[0]));
	add_argument(c, null ? 0 : (unsigned long)text);
}

static void add_symbol(struct format_case *c, struct source *source, char *name, size_t size)
{
	const void *address = (const void *)(next_value(source) | 1);

	symbol_format(name, size, address);
	add_text(&c->guest, "pS");
	c->guest.args[c->guest.count++] = (unsigned long)address;
	add_text(&c->host, "s");
	c->host.args[c->host.count++] = (unsigned long)name;
}

static void add_directive(struct format_case *c, struct source *source, unsigned int number)
{
	static const char *const sizes[] = { "", "hh", "h", "l", "ll", "z", "j", "t" };
	const struct kind *kind = &kinds[next(source) % ARRAY_SIZE(kinds)];
	bool precision;
	char *text = c->texts[number];

	add(c, "%");
	for (unsigned int flags = next(source) % 4; flags; flags--)
		add(c, (char[]){ kind->flags[next(source) % strlen(kind->flags)], '\0' });
	add_width(c, source);
	precision = kind->has_precision && add_precision(c, source);
	if (kind->has_size)
		add(c, sizes[next(source) % ARRAY_SIZE(sizes)]);

	if (!strcmp(kind->letter, "pS")) {
		add_symbol(c, source, text, sizeof(c->texts[number]));
		return;
	}
	add(c, kind->letter);
	if (*kind->letter == 's')
		add_string(c, source, text, precision);
	else
		add_argument(c, next_value(source));
}

/* Without S, which would make a %pS of a %p before it. */
static void add_literal(struct format_case *c, struct source *source)
{
	for (unsigned int len = next(source) % 6; len; len--) {
		char literal[] = { next(source), '\0' };

		if (*literal != 'S')
			add(c, *literal == '%' ? "%%" : literal);
	}
}

void format_case_make(struct format_case *made, const uint8_t *bytes, size_t size)
{
	struct source source = { bytes, size };
	unsigned int directives = next(&source) % (CASE_DIRECTIVES + 1);

	memset(made, 0, sizeof(*made));
	add_literal(made, &source);
	for (unsigned int n = 0; n < directives; n++) {
		add_directive(made, &source, n);
		add_literal(made, &source);
	}
}
