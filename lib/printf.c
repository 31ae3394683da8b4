/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The printf family: sinks, and what C says of their results. The format
 * itself is read in format.c.
 */
#include <limits.h>
#include <stdbool.h>
#include "console.h"
#include "sink.h"
#include "stdio.h"

enum { CONSOLE_WRITE_MAX = 512 };

void sink_flush(struct sink *sink)
{
	size_t used = sink->at - sink->console;

	if (used)
		console_write(sink->console, used);
	sink->at = sink->console;
	sink->room = sink->console_size;
}

static bool has_room(struct sink *sink)
{
	if (!sink->room && sink->console)
		sink_flush(sink);
	return sink->room;
}

/*
 * By bytes: texts are short, and a guest that prints little should not need to
 * have memcpy() translated by its host.
 */
static void append(struct sink *sink, char c)
{
	*sink->at++ = c;
	sink->room--;
}

void sink_put(struct sink *sink, const char *text, size_t len)
{
	sink->total += len;
	for (; len && has_room(sink); len--)
		append(sink, *text++);
}

void sink_fill(struct sink *sink, char c, size_t len)
{
	sink->total += len;
	for (; len && has_room(sink); len--)
		append(sink, c);
}

static int length_of(const struct sink *sink)
{
	return sink->total > INT_MAX ? -1 : (int)sink->total;
}

int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list args)
{
	struct sink sink = { .at = to, .room = size ? size - 1 : 0 };

	sink_format(&sink, format, args);
	if (size)
		*sink.at = '\0';
	return length_of(&sink);
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
	struct sink sink = { .at = buffer,
			     .room = sizeof(buffer),
			     .console = buffer,
			     .console_size = sizeof(buffer) };

	sink_format(&sink, format, args);
	sink_flush(&sink);
	return length_of(&sink);
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
