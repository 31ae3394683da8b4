/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's console: standard input and output of this program. Output goes out
 * with the end of each line, input is looked for when the guest looks for it.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void console_put(const void *bytes, size_t count);
void console_flush(void);

/* Whether somebody has typed something, and the next byte of it (0 if there is none). */
bool console_waiting(void);
uint8_t console_get(void);

/*
 * Requests of the guest: lines that begin so are passed on and kept, the last one, until it is
 * taken. An answer is a line for the guest to read.
 */
#define CONSOLE_REQUEST 256
void console_watch(const char *prefix);
bool console_asked(void);
void console_take_request(char *text, size_t size);
void console_answer(const char *line);

/* Takes the output instead of standard output, a line without its end at a time. */
void console_listen(void (*line)(const char *text));

#endif
