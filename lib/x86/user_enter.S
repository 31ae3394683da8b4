/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpu_regs.h"
#include "own_registers.inc"

	.text

/*
 * void user_enter(uintptr_t code, uint64_t argument, uintptr_t stack, void
 * *kernel_stack): stores where interrupts from user mode are to put their frames,
 * and leaves. user.c makes the frame of the last one return to user_left, with that
 * stack.
 */

	.globl user_enter, user_left
	.type user_enter, @function
user_enter:
	push_own
	mov %rsp, (%rcx)
	pushfq
	pop %r11
	push $USER_DATA
	push %rdx
	push %r11
	push $USER_CODE
	push %rdi
	mov %rsi, %rdi
	iretq
user_left:
	pop_own
	ret
	.size user_enter, . - user_enter

	.section .note.GNU-stack, "", @progbits
