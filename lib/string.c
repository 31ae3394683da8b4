/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strings. Tests have short ones: each function is the plain loop.
 */
#include <stdbool.h>
#include "string.h"
#include "util.h"

size_t strlen(const char *text)
{
	const char *end = text;

	while (*end)
		end++;
	return end - text;
}

size_t strnlen(const char *text, size_t limit)
{
	size_t len = 0;

	while (len < limit && text[len])
		len++;
	return len;
}

int strcmp(const char *a, const char *b)
{
	for (; *a && *a == *b; a++)
		b++;
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t limit)
{
	for (; limit && *a && *a == *b; a++, b++)
		limit--;
	return limit ? (unsigned char)*a - (unsigned char)*b : 0;
}

size_t strlcpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t len = strlen(from);

	if (size) {
		size_t part = min(len, size - 1);

		memcpy(to, from, part);
		to[part] = '\0';
	}
	return len;
}

size_t strlcat(char *restrict to, const char *restrict from, size_t size)
{
	size_t len = strnlen(to, size);

	return len + strlcpy(to + len, from, size - len);
}

char *strchr(const char *text, int c)
{
	for (;; text++) {
		if (*text == (char)c)
			return (char *)text;
		if (!*text)
			return NULL;
	}
}

char *strrchr(const char *text, int c)
{
	const char *last = NULL;

	do {
		if (*text == (char)c)
			last = text;
	} while (*text++);
	return (char *)last;
}

char *strstr(const char *text, const char *wanted)
{
	size_t len = strlen(wanted);

	for (;; text++) {
		if (!strncmp(text, wanted, len))
			return (char *)text;
		if (!*text)
			return NULL;
	}
}

/* Length of the start of `text` whose characters all are, or all are not, in `set`. */
static size_t span(const char *text, const char *set, bool in_set)
{
	size_t len = 0;

	while (text[len] && !!strchr(set, text[len]) == in_set)
		len++;
	return len;
}

size_t strspn(const char *text, const char *accepted)
{
	return span(text, accepted, true);
}

size_t strcspn(const char *text, const char *rejected)
{
	return span(text, rejected, false);
}

char *strtok_r(char *restrict text, const char *restrict separators, char **restrict rest)
{
	char *end;

	if (!text)
		text = *rest;
	text += strspn(text, separators);
	end = text + strcspn(text, separators);
	*rest = end;
	if (end == text)
		return NULL;
	if (*end) {
		*end = '\0';
		*rest = end + 1;
	}
	return text;
}
