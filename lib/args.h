/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of the command line; those that begin with "hp." are the library's.
 */
#ifndef ARGS_H
#define ARGS_H

#include <stdbool.h>
#include <stdint.h>

/* The test's own words. */
unsigned int args_count(void);
const char *args_word(unsigned int n);

/* "name=VALUE": the value, NULL if the word is not there. "name" alone has an empty value. */
const char *args_value(const char *name);
uint64_t args_number(const char *name, uint64_t otherwise);

void args_setup(const char *command_line);

#endif
