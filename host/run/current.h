/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CURRENT_H
#define CURRENT_H

/*
 * Where run_tests.sh started the program: goes back to it, with HOSTPROOF_STALE set,
 * if something that went into the build has changed since. Here the look at some
 * hundred files costs half a millisecond, in a shell several.
 */
void current_or_back(char **argv);

#endif
