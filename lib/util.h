/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small things that every file may need.
 */
#ifndef UTIL_H
#define UTIL_H

#include <stddef.h>

/* Refuses a pointer, for which the quotient would be no count of anything. */
#define ARRAY_SIZE(array)                                                                          \
	(sizeof(array) / sizeof((array)[0]) +                                                      \
	 0 * sizeof(struct {                                                                       \
		 _Static_assert(!__builtin_types_compatible_p(__typeof__(array),                   \
							      __typeof__(&(array)[0])),            \
				"not an array");                                                   \
		 int unused;                                                                       \
	 }))

/* Each argument is evaluated once. */
#define min(a, b)                                                                                  \
	({                                                                                         \
		__auto_type min_a = (a);                                                           \
		__auto_type min_b = (b);                                                           \
		min_a < min_b ? min_a : min_b;                                                     \
	})
#define max(a, b)                                                                                  \
	({                                                                                         \
		__auto_type max_a = (a);                                                           \
		__auto_type max_b = (b);                                                           \
		max_a > max_b ? max_a : max_b;                                                     \
	})

/* The structure whose member this is. */
#define container_of(pointer, type, member)                                                        \
	((type *)((char *)(pointer) - offsetof(type, member) +                                     \
		  0 * sizeof((pointer) == &((type *)0)->member)))

#endif
