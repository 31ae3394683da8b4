/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text: growing buffers, lists of words, escaping, and memory that is either
 * there or ends the program with a message.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
/* The struct that a member, reached by a callback, is part of. */
#define container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))
#define PRINTF(fmt, args)		    __attribute__((format(printf, fmt, args)))

void *xcalloc(size_t count, size_t size);
void *xrealloc(void *memory, size_t count, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);
char *xasprintf(const char *format, ...) PRINTF(1, 2);
char *xvasprintf(const char *format, va_list args);

/* Makes room for one more element in an array that doubles its size. */
#define GROW(array, count)                 \
	((array) = ((count) & ((count)-1)) \
			   ? (array)       \
			   : xrealloc((array), (count) ? 2 * (count) : 1, sizeof(*(array))))

/* A growing buffer. The data, once there, always ends in a NUL beyond length. */
struct buf {
	char *data;
	size_t length;
	size_t room;
};

void buf_add(struct buf *buf, const void *data, size_t length);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF(2, 3);
void buf_clear(struct buf *buf);
void buf_free(struct buf *buf);
char *buf_take(struct buf *buf); /* the caller owns the text; the buffer is empty */

/* Valid UTF-8 without control characters stays, other bytes become \xNN. */
void buf_add_printable(struct buf *buf, const char *data, size_t length);
/* For text and attribute values of XML and HTML. */
void buf_add_xml(struct buf *buf, const char *text);
/* One word for a POSIX shell, quoted only where it must be. */
void buf_add_shell(struct buf *buf, const char *word);

struct words {
	char **item;
	size_t count;
};

void words_add(struct words *words, const char *word);
void words_addf(struct words *words, const char *format, ...) PRINTF(2, 3);
void words_add_all(struct words *words, const struct words *more);
bool words_have(const struct words *words, const char *word);
/* At blanks and at any character of also; double quotes keep blanks together. */
bool words_split(struct words *words, const char *text, const char *also);
char *words_shell(const struct words *words);
char *words_join(const struct words *words, const char *between);
void words_free(struct words *words);

/* Whole string, no sign, no blanks. */
bool parse_unsigned(const char *text, uint64_t limit, uint64_t *value);
/* Seconds: 30, 90s, 2m; 0 is allowed. */
bool parse_seconds(const char *text, unsigned int *seconds);

/* The candidate that looks most like the name, or NULL if none comes close. */
const char *nearest_name(const char *name, const struct words *candidates);

#endif
