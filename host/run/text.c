/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory, growing buffers and escaping. */
#define _GNU_SOURCE 1
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static void *check_memory(void *memory)
{
	if (!memory) {
		fputs("hostproof: out of memory\n", stderr);
		exit(2);
	}
	return memory;
}

void *xcalloc(size_t count, size_t size)
{
	return check_memory(calloc(count ? count : 1, size));
}

void *xrealloc(void *memory, size_t count, size_t size)
{
	return check_memory(reallocarray(memory, count, size));
}

char *xstrdup(const char *text)
{
	return check_memory(strdup(text));
}

char *xstrndup(const char *text, size_t length)
{
	return check_memory(strndup(text, length));
}

char *xvasprintf(const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	return check_memory(text);
}

char *xasprintf(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = xvasprintf(format, args);
	va_end(args);
	return text;
}

static void buf_reserve(struct buf *buf, size_t more)
{
	if (buf->room - buf->length > more)
		return;
	buf->room = 2 * buf->room + more + 64;
	buf->data = xrealloc(buf->data, buf->room, 1);
}

void buf_add(struct buf *buf, const void *data, size_t length)
{
	buf_reserve(buf, length);
	memcpy(buf->data + buf->length, data, length);
	buf->length += length;
	buf->data[buf->length] = '\0';
}

void buf_puts(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_putc(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0)
		return;
	buf_reserve(buf, length);
	va_start(args, format);
	vsnprintf(buf->data + buf->length, length + 1, format, args);
	va_end(args);
	buf->length += length;
}

void buf_clear(struct buf *buf)
{
	buf->length = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

void buf_free(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){ 0 };
}

char *buf_take(struct buf *buf)
{
	char *text = buf->data ? buf->data : xstrdup("");

	*buf = (struct buf){ 0 };
	return text;
}

/* The length of a well-formed sequence beyond ASCII at text, or 0. */
static size_t utf8_sequence(const unsigned char *text, size_t left)
{
	uint32_t code;
	size_t length;

	if (text[0] < 0xc2 || text[0] > 0xf4)
		return 0;
	length = text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
	if (left < length)
		return 0;
	code = text[0] & (0x7f >> length);
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	if ((length == 3 && code < 0x800) || (length == 4 && code < 0x10000) || code > 0x10ffff)
		return 0;
	/* C1 controls, surrogates, and what XML does not allow */
	if (code < 0xa0 || (code >= 0xd800 && code < 0xe000) || (code & 0xfffe) == 0xfffe)
		return 0;
	return length;
}

void buf_add_printable(struct buf *buf, const char *data, size_t length)
{
	const unsigned char *text = (const unsigned char *)data;

	for (size_t i = 0, step; i < length; i += step) {
		step = 1;
		while (i + step <= length && text[i + step - 1] >= ' ' && text[i + step - 1] < 0x7f)
			step++;
		if (--step) {
			buf_add(buf, data + i, step);
		} else if ((step = utf8_sequence(text + i, length - i))) {
			buf_add(buf, data + i, step);
		} else {
			step = 1;
			if (text[i] == '\t')
				buf_putc(buf, '\t');
			else
				buf_printf(buf, "\\x%02x", text[i]);
		}
	}
}

void buf_add_xml(struct buf *buf, const char *text)
{
	for (size_t run; *text; text += run) {
		run = strcspn(text, "&<>\"'");
		buf_add(buf, text, run);
		if (text[run])
			buf_printf(buf, "&#%d;", text[run++]);
	}
}

void buf_add_shell(struct buf *buf, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=.,:/@%";

	if (*word && !word[strspn(word, plain)]) {
		buf_puts(buf, word);
		return;
	}
	buf_putc(buf, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			buf_puts(buf, "'\\''");
		else
			buf_putc(buf, *word);
	}
	buf_putc(buf, '\'');
}
