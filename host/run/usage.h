/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USAGE_H
#define USAGE_H

/* Prints the help and ends the program. */
void usage_show(void) __attribute__((noreturn));

#endif
