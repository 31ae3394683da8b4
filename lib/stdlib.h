/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory, numbers, sorting, the environment.
 */
#ifndef STDLIB_H
#define STDLIB_H

#include <stddef.h>

/* Memory that a case has not freed at its end is reported as a leak of that case. */
void free(void *memory);
void *malloc(size_t size) __attribute__((malloc, alloc_size(1)));
void *calloc(size_t count, size_t size) __attribute__((malloc, alloc_size(1, 2)));
void *realloc(void *memory, size_t size) __attribute__((alloc_size(2)));
void *aligned_alloc(size_t alignment, size_t size) __attribute__((malloc, alloc_size(2)));

/* The value of a word NAME=value of the command line, or NULL. */
char *getenv(const char *name);

/*
 * As in C, but for errno, which does not exist: a number that does not fit
 * becomes the nearest that does, and a base that cannot be gives 0.
 */
long strtol(const char *restrict text, char **restrict end, int base);
unsigned long strtoul(const char *restrict text, char **restrict end, int base);
long long strtoll(const char *restrict text, char **restrict end, int base);
unsigned long long strtoull(const char *restrict text, char **restrict end, int base);
int atoi(const char *text);

typedef int compare_function(const void *a, const void *b);

/* Equal elements end up in any order. */
void qsort(void *array, size_t count, size_t size, compare_function *compare);
void *bsearch(const void *key, const void *array, size_t count, size_t size,
	      compare_function *compare);

#endif
