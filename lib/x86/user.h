/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code in user mode (privilege level 3).
 */
#ifndef USER_H
#define USER_H

#include <stdbool.h>
#include <stdint.h>

struct frame;

struct user_result {
	unsigned int trap; /* what ended it; with INT3, code says that it is done */
	uint64_t value;	   /* RAX then */
	uint64_t error;	   /* error code */
	uint64_t cr2;
	uint64_t pc;
};

/*
 * Runs code in user mode with one argument (in RDI), until its first trap that no
 * handler is registered for. Code, stack and what it touches must be mapped for
 * users. Interrupts are enabled there if they were here.
 */
void user_call(struct user_result *result, uintptr_t code, uint64_t argument, uintptr_t stack);

/* For trap.c: is this a trap from user mode? Then it is dealt with. */
bool user_trapped(struct frame *frame, unsigned int code);

/* user_enter.S */
void user_enter(uintptr_t code, uint64_t argument, uintptr_t stack, void *kernel_stack);
extern const char user_left[];

#endif
