/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All registers at once, for tests of what survives an interruption.
 * From lib/ARCH/registers.S or .c.
 */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Fills general, floating point or vector registers (and access registers)
 * with values made from the seed, does nothing until *until is not zero, and
 * returns how many of them changed meanwhile. Registers that the loop itself
 * needs are kept out of it, as few as possible.
 */
unsigned int registers_hold(const volatile unsigned int *until, uint64_t seed);

/* Overwrites every register that a function may overwrite, vector registers included. */
void registers_spoil(uint64_t seed);

/* A copy of the control and system registers that an interruption must leave alone. */
size_t registers_system(uint64_t *values, size_t max);

#endif
