/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code at EL0.
 */
#ifndef USER_H
#define USER_H

#include <stdbool.h>
#include <stdint.h>

struct frame;

struct user_result {
	unsigned int trap; /* what ended it; TRAP_SVC is how code at EL0 says that it is done */
	uint64_t value;	   /* x0 then */
	uint64_t esr;
	uint64_t far;
	uint64_t pc;
};

/*
 * Runs code at EL0 with one argument, until its first trap that no handler is
 * registered for. Code, stack and what it touches must be mapped for EL0.
 * Interrupts are enabled there if they were here.
 */
void user_call(struct user_result *result, uintptr_t code, uint64_t argument, uintptr_t stack);

/*
 * Position-independent code as USER_CODE() writes it, in a page of its own with a
 * stack in another, both for EL0; more pages can be given to EL0 with mmu_protect().
 */
void user_run(struct user_result *result, const char *code, const char *end, uint64_t argument);

#define USER_CODE(name, body)                                                    \
	__asm__(".pushsection .rodata\n"                                         \
		".balign 4\n" #name ": " body "\n" #name "_end: .popsection\n"); \
	extern const char name[] __attribute__((visibility("hidden")));          \
	extern const char name##_end[] __attribute__((visibility("hidden")))

#define USER_RUN(result, name, argument) user_run(result, name, name##_end, argument)

/* For trap.c: is this a trap from EL0? Then it is dealt with. */
bool user_trapped(struct frame *frame, unsigned int code, uint64_t parameter);

/* user_enter.S */
void user_enter(struct user_result *result, uintptr_t code, uint64_t argument, uintptr_t stack,
		uint64_t pstate);
extern const char user_left[];

#endif
