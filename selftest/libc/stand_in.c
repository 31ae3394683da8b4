/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A console that remembers, and a table of symbols that knows every address.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include "console.h"
#include "stand_in.h"
#include "symbol.h"

struct console console;

void console_clear(void)
{
	console.len = 0;
	console.writes = 0;
}

void console_write(const char *text, size_t length)
{
	if (length > sizeof(console.text) - console.len)
		errx(2, "more than %zu bytes went to the console", sizeof(console.text));
	memcpy(console.text + console.len, text, length);
	console.len += length;
	console.writes++;
}

size_t symbol_format(char *buffer, size_t size, const void *address)
{
	return snprintf(buffer, size, "symbol_of_%p+0x10/0x20", address);
}
