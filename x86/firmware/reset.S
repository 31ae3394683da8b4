/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the reset vector to 32-bit protected mode with flat segments.
 */
#include "layout.h"

#define CR0_PE 0x01
#define CR0_ET 0x10

#define MSR_APIC_BASE	    0x1b
#define APIC_BASE_FIRST_CPU 0x100

#define CODE 0x08
#define DATA 0x10

	/* Descriptors are marked as accessed, because the CPU cannot write that bit into ROM. */
	.section .gdt, "a"
	.balign 8
gdt:	.quad 0
	.quad 0x00cf9b000000ffff
	.quad 0x00cf93000000ffff
gdt_end:
	.globl gdt_pointer
gdt_pointer:
	.word gdt_end - gdt - 1
	.long gdt

	.code16
	.section .reset, "ax"
	.globl reset
reset:	jmp enter

	/* The segment of the reset vector begins 64 KiB below 4 GiB, as does this ROM. */
	.section .text16, "ax"
enter:	mov $MSR_APIC_BASE, %ecx
	rdmsr
	test $APIC_BASE_FIRST_CPU, %eax
	jz park
	lgdtl %cs:gdt_pointer_offset
	mov $(CR0_PE | CR0_ET), %eax
	mov %eax, %cr0
	ljmpl $CODE, $protected

	/* An interrupt can wake a CPU that was reset; it goes on where it is told to start. */
park:	cli
	hlt
	jmp park

	.code32
	.text
protected:
	mov $DATA, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	mov $STACK_END, %esp
	call firmware

	/* The entry takes the address of the start info in EBX. */
	mov $START_INFO, %ebx
	jmp *%eax

	.section .note.GNU-stack, "", @progbits
