/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guests' library is called here, see rename.h. Each function has
 * the type that this machine's libc gives it.
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GUEST(name) extern __typeof__(name) guest_##name

GUEST(memchr);
GUEST(memcmp);
GUEST(memcpy);
GUEST(memmove);
GUEST(memset);
GUEST(strchr);
GUEST(strcmp);
GUEST(strcspn);
GUEST(strlen);
GUEST(strncmp);
GUEST(strnlen);
GUEST(strrchr);
GUEST(strspn);
GUEST(strstr);
GUEST(strtok_r);
GUEST(printf);
GUEST(vprintf);
GUEST(snprintf);
GUEST(vsnprintf);
GUEST(puts);
GUEST(putchar);
GUEST(strtol);
GUEST(strtoul);
GUEST(strtoll);
GUEST(strtoull);
GUEST(atoi);
GUEST(qsort);
GUEST(bsearch);

/* Not in every libc. */
size_t guest_strlcpy(char *restrict to, const char *restrict from, size_t size);
size_t guest_strlcat(char *restrict to, const char *restrict from, size_t size);

#undef GUEST

/* The functions of ctype.h, which are inline and have no names to link. */
struct ctype_function {
	const char *name;
	int (*function)(int c);
};

extern const struct ctype_function guest_ctype[];

#endif
