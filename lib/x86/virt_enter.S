/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "own_registers.inc"
#include "vmx_fields.h"

/* The order is that of struct virt_registers. RAX and the register that points there apart. */
	.macro each_register what, base
	\what 1, \base, %rbx
	\what 2, \base, %rcx
	\what 3, \base, %rdx
	\what 4, \base, %rsi
	\what 6, \base, %rbp
	\what 7, \base, %r8
	\what 8, \base, %r9
	\what 9, \base, %r10
	\what 10, \base, %r11
	\what 11, \base, %r12
	\what 12, \base, %r13
	\what 13, \base, %r14
	\what 14, \base, %r15
	.endm

	.macro load n, base, register
	mov \n * 8(\base), \register
	.endm

	.macro store n, base, register
	mov \register, \n * 8(\base)
	.endm

	.text

/*
 * void svm_enter(struct vmcb *guest, struct virt_registers *registers, struct vmcb *host).
 * With GIF clear nothing comes between the entry and the state that it needs; IF is set, or
 * the guest would not be left for an interrupt.
 */
	.globl svm_enter
	.type svm_enter, @function
svm_enter:
	push_own
	push %rdx
	push %rsi
	clgi
	sti
	mov %rdx, %rax
	vmsave %rax
	mov %rdi, %rax
	vmload %rax
	mov %rsi, %rdi
	each_register load, %rdi
	load 5, %rdi, %rdi
	vmrun %rax
	vmsave %rax
	xchg (%rsp), %rdi
	each_register store, %rdi
	pop 5 * 8(%rdi)
	pop %rax
	vmload %rax
	cli
	stgi
	pop_own
	ret
	.size svm_enter, . - svm_enter

/*
 * bool vmx_enter(struct virt_registers *registers, bool launched). An entry that fails goes
 * on behind its instruction, with all registers as they were for the guest.
 */
	.globl vmx_enter, vmx_left
	.type vmx_enter, @function
vmx_enter:
	push_own
	push %rdi
	mov $VMX_HOST_RSP, %eax
	vmwrite %rsp, %rax
	test %esi, %esi
	each_register load, %rdi
	load 0, %rdi, %rax
	load 5, %rdi, %rdi
	jnz 1f
	vmlaunch
	jmp 2f
1:	vmresume
2:	pop %rdi
	xor %eax, %eax
	pop_own
	ret
vmx_left:
	xchg (%rsp), %rdi
	each_register store, %rdi
	store 0, %rdi, %rax
	pop 5 * 8(%rdi)
	mov $1, %eax
	pop_own
	ret
	.size vmx_enter, . - vmx_enter

	.section .note.GNU-stack, "", @progbits
