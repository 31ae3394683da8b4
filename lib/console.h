/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console: bytes to and from whoever started this machine. Writes of
 * several CPUs do not mix.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void console_write(const char *text, size_t length);

/* A line without its end, NUL-terminated; false if none came in time. */
bool console_read_line(char *line, size_t size, uint64_t timeout_ns);

/*
 * Only for a CPU that is about to end the case: waits for a line of another one, and takes the
 * lock from whoever does not end it.
 */
void console_break_lock(void);
/* No other CPU runs. */
void console_reset(void);

/*
 * From lib/ARCH/console.c. console_put() returns when all is on its way;
 * console_get() takes what is there, at most size bytes, and does not wait.
 */
void console_setup(void);
void console_put(const char *text, size_t length);
size_t console_get(char *buffer, size_t size);

#endif
