/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of words, numbers in text, and names that look alike. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static void words_take(struct words *words, char *word)
{
	GROW(words->item, words->count);
	words->item[words->count++] = word;
}

void words_add(struct words *words, const char *word)
{
	words_take(words, xstrdup(word));
}

void words_addf(struct words *words, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	words_take(words, xvasprintf(format, args));
	va_end(args);
}

void words_add_all(struct words *words, const struct words *more)
{
	for (size_t i = 0; i < more->count; i++)
		words_add(words, more->item[i]);
}

bool words_have(const struct words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++) {
		if (!strcmp(words->item[i], word))
			return true;
	}
	return false;
}

bool words_split(struct words *words, const char *text, const char *also)
{
	struct buf word = { 0 };
	bool quoted = false, inside = false;

	for (; *text; text++) {
		if (*text == '"') {
			quoted = !quoted;
			inside = true;
		} else if (quoted || !(isspace((unsigned char)*text) || strchr(also, *text))) {
			buf_putc(&word, *text);
			inside = true;
		} else if (inside) {
			words_take(words, buf_take(&word));
			inside = false;
		}
	}
	if (inside)
		words_take(words, buf_take(&word));
	return !quoted;
}

char *words_shell(const struct words *words)
{
	struct buf line = { 0 };

	for (size_t i = 0; i < words->count; i++) {
		if (i)
			buf_putc(&line, ' ');
		buf_add_shell(&line, words->item[i]);
	}
	return buf_take(&line);
}

char *words_join(const struct words *words, const char *between)
{
	struct buf line = { 0 };

	for (size_t i = 0; i < words->count; i++) {
		if (i)
			buf_puts(&line, between);
		buf_puts(&line, words->item[i]);
	}
	return buf_take(&line);
}

void words_free(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->item[i]);
	free(words->item);
	*words = (struct words){ 0 };
}

bool parse_unsigned(const char *text, uint64_t limit, uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return !errno && !*end && *value <= limit;
}

bool parse_seconds(const char *text, unsigned int *seconds)
{
	size_t length = strlen(text);
	unsigned int unit = 1;
	uint64_t value;
	char *digits;
	bool valid;

	if (length && (text[length - 1] == 's' || text[length - 1] == 'm'))
		unit = text[--length] == 'm' ? 60 : 1;
	digits = xstrndup(text, length);
	valid = parse_unsigned(digits, 1000000, &value);
	free(digits);
	if (valid)
		*seconds = value * unit;
	return valid;
}

static unsigned int smaller(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* How many letters to add, drop or change to get from one word to the other. */
static unsigned int distance(const char *from, const char *to)
{
	size_t width = strlen(to) + 1;
	unsigned int *row = xcalloc(width, sizeof(*row)), result;

	for (size_t i = 0; i < width; i++)
		row[i] = i;
	for (size_t y = 1; *from; from++, y++) {
		unsigned int diagonal = row[0];

		row[0] = y;
		for (size_t x = 1; x < width; x++) {
			unsigned int change = diagonal + (*from != to[x - 1]);

			diagonal = row[x];
			row[x] = smaller(change, smaller(row[x], row[x - 1]) + 1);
		}
	}
	result = row[width - 1];
	free(row);
	return result;
}

const char *nearest_name(const char *name, const struct words *candidates)
{
	unsigned int best = strlen(name) / 2 + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < candidates->count; i++) {
		unsigned int d = distance(name, candidates->item[i]);

		if (d < best) {
			best = d;
			nearest = candidates->item[i];
		}
	}
	return nearest;
}
