/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries of all 256 vectors, and the way back.
 *
 * The CPU aligns the stack to 16 bytes and then pushes five words, or six with an
 * error code: where the stack pointer is tells whether there is one. So all stubs
 * can be alike, and INT n into the vector of an exception does no harm.
 */
#include "cpu_regs.h"

/* Distances in what trap_enter and leave_ist find on the stack. */
#define ERROR_CODE   8
#define COPY_RCX     0
#define COPY_RAX     8
#define COPY_RETURN 16
#define COPY_RIP    24
#define COPY_CS	    32
#define COPY_RFLAGS 40
#define COPY_RSP    48
#define COPY_SS	    56

#define SAVED_GS_BASE 0
#define SAVED_FS_BASE 8
#define SAVED_DS     16
#define SAVED_ES     18
#define SAVED_FS     20
#define SAVED_GS     22

#define TSS_RSP0_FROM_GDT (8 * 8 + 4)
#define USER_MASK	  3
#define GATE_INTERRUPT	  0x8e
#define GATE_USER	  0x60

#define FPU_OFF		  (CR0_TS | CR0_EM)
#define XSAVE_HEADER_END 576
#define XSAVE_HEADER	 512

	.text
	.balign 256 * TRAP_STUB_SIZE	/* so that their offsets have one upper half, see the IDT */
	.globl trap_stubs
trap_stubs:
	.set vector, 0
	.rept 256
	.balign TRAP_STUB_SIZE
	.if vector == VECTOR_NMI || vector == VECTOR_MC
	call leave_ist
	.else
	call trap_enter
	.endif
	.set vector, vector + 1
	.endr

/*
 * NMI and #MC arrive on stacks of their own, because they may come when RSP is no
 * good. Another one would overwrite what is there, and can come as soon as a
 * handler returns from a trap. So move to the interrupted stack before anything
 * can trap; from user mode, to the one that other interrupts would have taken.
 * If it is no good, its page fault becomes a double fault, as for any interrupt.
 */
	.balign 16
leave_ist:
	push %rax
	push %rcx
	mov COPY_RSP(%rsp), %rax
	testb $USER_MASK, COPY_CS(%rsp)
	jz 1f
	sub $16, %rsp
	sgdt (%rsp)
	mov 2(%rsp), %rax
	mov TSS_RSP0_FROM_GDT(%rax), %rax
	add $16, %rsp
1:	mov %rsp, %rcx
	and $-16, %rax
	mov %rax, %rsp
	push COPY_SS(%rcx)
	push COPY_RSP(%rcx)
	push COPY_RFLAGS(%rcx)
	push COPY_CS(%rcx)
	push COPY_RIP(%rcx)
	push COPY_RETURN(%rcx)
	mov COPY_RAX(%rcx), %rax
	mov COPY_RCX(%rcx), %rcx
	/* Falls through. */

	.type trap_enter, @function
trap_enter:
	test $8, %spl
	jnz 1f
	push (%rsp)
	movq $0, ERROR_CODE(%rsp)
1:	cld
	push %rax
	push %rbx
	push %rcx
	push %rdx
	push %rsi
	push %rdi
	push %rbp
	push %r8
	push %r9
	push %r10
	push %r11
	push %r12
	push %r13
	push %r14
	push %r15
	mov %cr2, %rax
	push %rax

	/* The address behind the call in the stub becomes the vector. */
	mov 16 * 8(%rsp), %rax
	sub $trap_stubs, %rax
	shr $3, %eax
	mov %rax, 16 * 8(%rsp)

	/* Memory for segment selectors serves first for the address of the GDT. */
	sub $16, %rsp
	sgdt 6(%rsp)
	mov 8(%rsp), %rbx
	mov (%rbx), %rbx	/* struct cpu */
	add $8, %rsp
	movw %ds, 0(%rsp)
	movw %es, 2(%rsp)
	movw %fs, 4(%rsp)
	movw %gs, 6(%rsp)
	mov $MSR_FS_BASE, %ecx
	rdmsr
	shl $32, %rdx
	or %rdx, %rax
	push %rax
	mov $MSR_GS_BASE, %ecx
	rdmsr
	shl $32, %rdx
	or %rdx, %rax
	push %rax
	cmp %rbx, %rax
	jne take_gs_base
gs_base_taken:
	/* The header of an XSAVE area must be zero; FXSAVE uses the part below it. */
	lea -8(%rsp), %rbp
	sub xstate_beyond_header(%rip), %rsp
	and $-64, %rsp
	.rept (XSAVE_HEADER_END - XSAVE_HEADER) / 8
	push $0
	.endr
	sub $XSAVE_HEADER, %rsp
	mov %rsp, (%rbp)
	mov %cr0, %r12
	test $FPU_OFF, %r12b
	jnz switch_fpu_on
fpu_is_on:
	mov $-1, %eax
	mov %eax, %edx
	cmpb $0, xstate_by_xsave(%rip)
	je save_without_xsave
	xsave64 (%rsp)
fpu_saved:
	mov %rbp, %rdi
	call trap_dispatch

	mov $-1, %eax
	mov %eax, %edx
	cmpb $0, xstate_by_xsave(%rip)
	je restore_without_xsave
	xrstor64 (%rsp)
fpu_restored:
	test $FPU_OFF, %r12b
	jnz switch_fpu_off
fpu_as_before:
	lea 8(%rbp), %rsp

	/* Selectors before bases: loading one changes the base. */
	mov %gs, %eax
	cmp %ax, SAVED_GS(%rsp)
	jne give_gs
gs_given:
	mov %fs, %eax
	cmp %ax, SAVED_FS(%rsp)
	jne give_fs
fs_given:
	mov SAVED_DS(%rsp), %ds
	mov SAVED_ES(%rsp), %es
	cmp %rbx, SAVED_GS_BASE(%rsp)
	jne give_gs_base
gs_base_given:
	mov $MSR_FS_BASE, %ecx
	rdmsr
	shl $32, %rdx
	or %rdx, %rax
	cmp %rax, SAVED_FS_BASE(%rsp)
	jne give_fs_base
fs_base_given:
	add $24, %rsp

	pop %rax
	mov %rax, %cr2
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %r11
	pop %r10
	pop %r9
	pop %r8
	pop %rbp
	pop %rdi
	pop %rsi
	pop %rdx
	pop %rcx
	pop %rbx
	pop %rax
	add $16, %rsp
	iretq

/*
 * What hardly ever happens: the FPU was switched off, whose state can only be saved while it
 * is on; the interrupted code used FS or GS; the CPU has no XSAVE.
 */
switch_fpu_on:
	mov %r12, %rax
	and $~FPU_OFF, %rax
	mov %rax, %cr0
	jmp fpu_is_on

switch_fpu_off:
	and $FPU_OFF, %r12d
	mov %cr0, %rax
	or %r12, %rax
	mov %rax, %cr0
	jmp fpu_as_before

save_without_xsave:
	fxsave64 (%rsp)
	jmp fpu_saved

restore_without_xsave:
	fxrstor64 (%rsp)
	jmp fpu_restored

take_gs_base:
	mov %rbx, %rdx
	mov %ebx, %eax
	shr $32, %rdx
	wrmsr
	jmp gs_base_taken

give_gs:
	mov SAVED_GS(%rsp), %gs
	mov $MSR_GS_BASE, %ecx
	mov %rbx, %rdx
	mov %ebx, %eax
	shr $32, %rdx
	wrmsr
	jmp gs_given

give_fs:
	mov SAVED_FS(%rsp), %fs
	jmp fs_given

give_gs_base:
	mov $MSR_GS_BASE, %ecx
	mov SAVED_GS_BASE(%rsp), %eax
	mov SAVED_GS_BASE + 4(%rsp), %edx
	wrmsr
	jmp gs_base_given

give_fs_base:
	mov SAVED_FS_BASE(%rsp), %eax
	mov SAVED_FS_BASE + 4(%rsp), %edx
	wrmsr
	jmp fs_base_given
	.size trap_enter, . - trap_enter

	/*
	 * The IDT: interrupt gates for all vectors, so that interrupts are disabled on
	 * entry. In .data, because tests change gates.
	 */
	.data
	.balign 16
	.globl idt
idt:
	.set vector, 0
	.rept 256
	.if vector == VECTOR_BP
	.set type, GATE_INTERRUPT + GATE_USER
	.else
	.set type, GATE_INTERRUPT
	.endif
	.word trap_stubs_low + vector * TRAP_STUB_SIZE
	.word KERNEL_CODE
	.byte TRAP_IST(vector), type
	.word trap_stubs_high
	.quad 0
	.set vector, vector + 1
	.endr

	.section .note.GNU-stack, "", @progbits
