/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where formatted text goes: memory with room left. What happens when it is
 * full makes the difference between printf(), which hands it to the console
 * and fills it again, and snprintf(), which goes on counting.
 */
#ifndef SINK_H
#define SINK_H

#include <stdarg.h>
#include <stddef.h>

struct sink {
	char *at;
	size_t room;	     /* bytes left there */
	size_t total;	     /* bytes that went in, or would have */
	char *console;	     /* the start, if it leads to the console, else NULL */
	size_t console_size; /* bytes from the start */
};

void sink_put(struct sink *sink, const char *text, size_t len);
void sink_fill(struct sink *sink, char c, size_t len);
void sink_flush(struct sink *sink); /* of a sink that leads to the console */

/* From format.c. */
void sink_format(struct sink *sink, const char *format, va_list args);

#endif
