/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CURRENT_H
#define CURRENT_H

#include <stdbool.h>

/*
 * Where run_tests.sh started the program, it comes here to learn whether the build is that
 * of the sources, and goes back if it is not. The look at some hundred files costs a
 * millisecond: it is taken once, and as late as possible. Guests may be booting by then.
 */
void current_begin(char **argv);
bool current_is(void);

/* To be called before the first word is said. */
void current_or_back(void);

#endif
