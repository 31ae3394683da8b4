/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands in for the parts of a guest's library that need a machine.
 */
#ifndef STAND_IN_H
#define STAND_IN_H

#include <stddef.h>

/* All that console_write() was given since console_clear(). */
struct console {
	char text[8192];
	size_t len;
	unsigned int writes;
};

extern struct console console;

void console_clear(void);

#endif
