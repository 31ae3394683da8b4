/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Formatted output.
 *
 * As in C, without floating point, wide characters and %n. In addition %pS
 * prints the name of the symbol that an address lies in, and how far.
 *
 * One call of printf(), vprintf() or puts() is one write to the console, so
 * that lines of several CPUs do not mix; only what is longer than 512 bytes
 * goes out in several writes.
 */
#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <stddef.h>

int printf(const char *restrict format, ...) __attribute__((__format__(__printf__, 1, 2)));
int vprintf(const char *restrict format, va_list args)
	__attribute__((__format__(__printf__, 1, 0)));

/* Return the length without the bound; a result >= size means that the text was cut. */
int snprintf(char *restrict to, size_t size, const char *restrict format, ...)
	__attribute__((__format__(__printf__, 3, 4)));
int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list args)
	__attribute__((__format__(__printf__, 3, 0)));

int puts(const char *text);
int putchar(int c);

#endif
