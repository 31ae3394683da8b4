/* SPDX-License-Identifier: GPL-2.0-or-later */
	.text

/*
 * void trap_probe_call(void (*function)(void)). The call itself faults if the
 * address is not canonical; otherwise trap.c finds out by RBX and the return
 * address.
 */
	.globl trap_probe_call, trap_probe_return
	.type trap_probe_call, @function
trap_probe_call:
	push %rbp
	mov %rsp, %rbp
	push %rbx
	push %rbx
	mov %rdi, %rbx
call_probed:
	call *%rbx
trap_probe_return:
	pop %rbx
	pop %rbx
	pop %rbp
	ret
	.size trap_probe_call, . - trap_probe_call

	.pushsection probe_table, "a"
	.balign 4
	.long call_probed - ., trap_probe_return - .
	.popsection

	.section .note.GNU-stack, "", @progbits
