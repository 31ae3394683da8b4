/* SPDX-License-Identifier: GPL-2.0-or-later */
	.text

	.globl jump_set
	.type jump_set, @function
jump_set:
	mov %rbx, 0(%rdi)
	mov %rbp, 8(%rdi)
	mov %r12, 16(%rdi)
	mov %r13, 24(%rdi)
	mov %r14, 32(%rdi)
	mov %r15, 40(%rdi)
	lea 8(%rsp), %rax
	mov %rax, 48(%rdi)
	mov (%rsp), %rax
	mov %rax, 56(%rdi)
	fxsave64 64(%rdi)
	xor %eax, %eax
	ret
	.size jump_set, . - jump_set

	.globl jump_to
	.type jump_to, @function
jump_to:
	mov 0(%rdi), %rbx
	mov 8(%rdi), %rbp
	mov 16(%rdi), %r12
	mov 24(%rdi), %r13
	mov 32(%rdi), %r14
	mov 40(%rdi), %r15
	mov 48(%rdi), %rsp
	fxrstor64 64(%rdi)
	mov %esi, %eax
	jmp *56(%rdi)
	.size jump_to, . - jump_to

	.section .note.GNU-stack, "", @progbits
