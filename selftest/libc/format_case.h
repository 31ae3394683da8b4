/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A format and its arguments, made from bytes: from random ones by the trials,
 * from those that a fuzzer chooses by selftest/fuzz/fuzz_printf.c.
 */
#ifndef FORMAT_CASE_H
#define FORMAT_CASE_H

#include <stddef.h>
#include <stdint.h>

enum { CASE_DIRECTIVES = 4, CASE_ARGUMENTS = 3 * CASE_DIRECTIVES, CASE_RESULT_MAX = 8192 };

/* %pS in one format is %s, with the name as the argument, in the other. */
struct form {
	char format[256];
	size_t len;
	unsigned long args[CASE_ARGUMENTS];
	size_t count;
};

struct format_case {
	struct form guest;
	struct form host;
	char texts[CASE_DIRECTIVES][64];
};

void format_case_make(struct format_case *made, const uint8_t *bytes, size_t size);

/*
 * All arguments that there can be, whatever the format takes: each occupies
 * eight bytes in the calling conventions of x86-64 and AArch64, and a smaller
 * integer, or a pointer, is read from there.
 */
#define FORM(form)                                                                          \
	(form)->format, (form)->args[0], (form)->args[1], (form)->args[2], (form)->args[3], \
		(form)->args[4], (form)->args[5], (form)->args[6], (form)->args[7],         \
		(form)->args[8], (form)->args[9], (form)->args[10], (form)->args[11]

#endif
