/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "own_registers.inc"

/* Offsets are those of struct register_values in registers.c. */
#define GPRS	0
#define FX	128
#define YMM	640
#define YMM_SIZE 32

	.text

	.macro each_ymm what
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\what \n
	.endr
	.endm

	.macro load_ymm n
	vmovdqu YMM + \n * YMM_SIZE(%rsi), %ymm\n
	.endm

	.macro store_ymm n
	vmovdqu %ymm\n, YMM + \n * YMM_SIZE(%rdi)
	.endm

/*
 * void registers_load_and_wait(const volatile unsigned int *until, const struct
 * register_values *load, struct register_values *found, bool avx). RDI points at
 * the word that is watched, RSP at the stack: what happens to them does not go
 * unnoticed either.
 */
	.globl registers_load_and_wait
	.type registers_load_and_wait, @function
registers_load_and_wait:
	push_own
	push %rcx
	push %rdx
	fxrstor64 FX(%rsi)
	test %ecx, %ecx
	jz 1f
	each_ymm load_ymm
1:	mov GPRS + 0 * 8(%rsi), %rax
	mov GPRS + 1 * 8(%rsi), %rbx
	mov GPRS + 2 * 8(%rsi), %rcx
	mov GPRS + 3 * 8(%rsi), %rdx
	mov GPRS + 4 * 8(%rsi), %rbp
	mov GPRS + 5 * 8(%rsi), %r8
	mov GPRS + 6 * 8(%rsi), %r9
	mov GPRS + 7 * 8(%rsi), %r10
	mov GPRS + 8 * 8(%rsi), %r11
	mov GPRS + 9 * 8(%rsi), %r12
	mov GPRS + 10 * 8(%rsi), %r13
	mov GPRS + 11 * 8(%rsi), %r14
	mov GPRS + 12 * 8(%rsi), %r15
	mov GPRS + 13 * 8(%rsi), %rsi

1:	cmpl $0, (%rdi)
	je 1b

	xchg (%rsp), %rdi
	mov %rax, GPRS + 0 * 8(%rdi)
	mov %rbx, GPRS + 1 * 8(%rdi)
	mov %rcx, GPRS + 2 * 8(%rdi)
	mov %rdx, GPRS + 3 * 8(%rdi)
	mov %rbp, GPRS + 4 * 8(%rdi)
	mov %r8, GPRS + 5 * 8(%rdi)
	mov %r9, GPRS + 6 * 8(%rdi)
	mov %r10, GPRS + 7 * 8(%rdi)
	mov %r11, GPRS + 8 * 8(%rdi)
	mov %r12, GPRS + 9 * 8(%rdi)
	mov %r13, GPRS + 10 * 8(%rdi)
	mov %r14, GPRS + 11 * 8(%rdi)
	mov %r15, GPRS + 12 * 8(%rdi)
	mov %rsi, GPRS + 13 * 8(%rdi)
	fxsave64 FX(%rdi)
	pop %rdx
	pop %rcx
	test %ecx, %ecx
	jz 1f
	each_ymm store_ymm
1:	pop_own
	ret
	.size registers_load_and_wait, . - registers_load_and_wait

/* void registers_load(const struct register_values *load, bool avx): what a call may overwrite. */
	.globl registers_load
	.type registers_load, @function
registers_load:
	mov %esi, %ecx
	mov %rdi, %rsi
	fxrstor64 FX(%rsi)
	test %ecx, %ecx
	jz 1f
	each_ymm load_ymm
1:	mov GPRS + 0 * 8(%rsi), %rax
	mov GPRS + 2 * 8(%rsi), %rcx
	mov GPRS + 3 * 8(%rsi), %rdx
	mov GPRS + 4 * 8(%rsi), %rdi
	mov GPRS + 5 * 8(%rsi), %r8
	mov GPRS + 6 * 8(%rsi), %r9
	mov GPRS + 7 * 8(%rsi), %r10
	mov GPRS + 8 * 8(%rsi), %r11
	mov GPRS + 13 * 8(%rsi), %rsi
	ret
	.size registers_load, . - registers_load

	.section .note.GNU-stack, "", @progbits
