/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gives addresses to the inline functions of the guests' ctype.h. Compiled
 * like the guests' library.
 */
#include <ctype.h>
#include <stddef.h>

struct ctype_function {
	const char *name;
	int (*function)(int c);
};

extern const struct ctype_function guest_ctype[];

const struct ctype_function guest_ctype[] = {
	{ "isdigit", isdigit }, { "isupper", isupper }, { "islower", islower },
	{ "isalpha", isalpha }, { "isalnum", isalnum }, { "isxdigit", isxdigit },
	{ "isspace", isspace }, { "isprint", isprint }, { "toupper", toupper },
	{ "tolower", tolower }, { NULL, NULL },
};
