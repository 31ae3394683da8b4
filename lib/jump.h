/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leaving a case from anywhere: a jump back to where jump_set() was called.
 * Keeps what the calling convention says survives a call, nothing else.
 */
#ifndef JUMP_H
#define JUMP_H

#include <arch_jump.h> /* struct jump */

/* 0 when called, and again with the value given to jump_to(), never 0. */
int jump_set(struct jump *jump) __attribute__((returns_twice));
void jump_to(struct jump *jump, int value) __attribute__((noreturn));

#endif
