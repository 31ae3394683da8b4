/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where application processors begin: in real mode, in a copy of this page below
 * 1 MiB.
 */
#include "cpu_regs.h"

#define CPU_STACK_HIGH 40 /* offset in struct cpu, asserted in smp.c */

	.section .rodata
	.globl trampoline_start, trampoline_end
	.code16
trampoline_start:
	mov %cs, %ax
	mov %ax, %ds
	lgdtl trampoline_gdt - trampoline_start
	mov $(CR0_PE | CR0_ET), %eax
	mov %eax, %cr0
	ljmpl $KERNEL_CODE, $ap_protected

	/* Of its own, because boot_gdt has no 32-bit code, and its pointer is out of reach. */
	.balign 8
trampoline_gdt:
	.word trampoline_end - trampoline_descriptors - 1
	.long trampoline_descriptors
	.balign 8
trampoline_descriptors:
	.quad 0
	.quad 0x00cf9b000000ffff /* KERNEL_CODE */
	.quad 0x00cf93000000ffff /* KERNEL_DATA */
trampoline_end:

	.text
	.code32
ap_protected:
	mov $KERNEL_DATA, %eax
	mov %eax, %ds
	mov %eax, %ss
	cmpl $0, ap_cpu
	je park
	mov $ap_long, %edi
	jmp boot_long_mode

/* Says that it has come, and does nothing more. */
park:	cmpb $0, ap_to_x2apic
	je 1f
	mov $MSR_APIC_BASE, %ecx
	rdmsr
	or $(APIC_BASE_ENABLE | APIC_BASE_X2APIC), %eax
	wrmsr
1:	lock incl ap_arrived
1:	hlt
	jmp 1b

	.code64
ap_long:
	mov ap_cpu, %rdi
	mov CPU_STACK_HIGH(%rdi), %rsp
	lock incl ap_arrived
	xor %ebp, %ebp
	push %rbp
	jmp ap_main

	.data
	.balign 8
	.globl ap_cpu, ap_arrived, ap_to_x2apic
ap_cpu:	.quad 0
ap_arrived:
	.long 0
ap_to_x2apic:
	.byte 0

	.section .note.GNU-stack, "", @progbits
