/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the VMM has to say to people: one line on standard error each. */
#ifndef SAY_H
#define SAY_H

#define PRINTF(text, first) __attribute__((format(printf, text, first)))

void warn(const char *format, ...) PRINTF(1, 2);
/* And ends the program: status 2, or 1 for what went wrong with a guest that ran already. */
void die(const char *format, ...) PRINTF(1, 2) __attribute__((noreturn));
void fail(const char *format, ...) PRINTF(1, 2) __attribute__((noreturn));

#endif
