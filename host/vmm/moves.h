/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guests that ask to be migrated, see docs/design.md: they are moved into another machine of
 * this program, which is as good for a guest that looks whether anything is lost.
 */
#ifndef MOVES_H
#define MOVES_H

#include "machine.h"

/* Runs all CPUs until the machine ends; make() makes another one in its place. */
enum end moves_run(struct vm *vm, void (*make)(void), unsigned int seed);

#endif
