/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The line-mode console: EBCDIC, and whole lines. A message begins on a new
 * line instead of ending one.
 */
#ifndef CONSOLE_LINES_H
#define CONSOLE_LINES_H

#include <sclp.h>

void console_put_lines(struct sclp_header *block, const char *text, size_t length);

/* Before the machine ends or waits for an answer: completes what was written last. */
void console_end_line(void);

/* The text of an operator command, with a line end; returns its length. */
size_t console_command_text(const struct sclp_event *event, char *buffer, size_t size);

#endif
