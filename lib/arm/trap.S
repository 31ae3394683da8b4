/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exception vectors.
 *
 * All code at EL1 runs on SP_EL0 (EL1t). An exception switches to SP_EL1, which
 * always points at the end of this CPU's emergency stack, so that the first
 * registers can be put down whatever the interrupted code did to its stack.
 * That stack is looked at then: if a frame fits, the frame is built there, SP_EL0
 * becomes current again, and nothing stays behind in a place that the next
 * exception uses. If none fits, the handler runs on the emergency stack and ends
 * the case. An exception on the emergency stack itself ends the machine.
 */
#include "layout.h"
#include "pairs.inc"

	.arch	armv8-a+fp+simd
	.text

	.macro	from_current label, how
	.balign	128
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	mov	x3, #\how
	b	\label
	.endm

	.balign	2048
	.globl	vectors
	.type	vectors, %function
vectors:
	from_current on_thread_stack, ENTRY_SYNC	/* from EL1t */
	from_current on_thread_stack, ENTRY_IRQ
	from_current on_thread_stack, ENTRY_FIQ
	from_current on_thread_stack, ENTRY_SERROR
	.rept	4					/* from EL1h */
	.balign	128
	b	lost
	.endr
	from_current on_kernel_stack, ENTRY_SYNC	/* from EL0 */
	from_current on_kernel_stack, ENTRY_IRQ
	from_current on_kernel_stack, ENTRY_FIQ
	from_current on_kernel_stack, ENTRY_SERROR
	.rept	4					/* from EL0 in AArch32 */
	.balign	128
	b	lost
	.endr
	.size	vectors, . - vectors

	.type	lost, %function
lost:
	mrs	x0, tpidr_el1
	ldr	x1, [x0, #CPU_EMERGENCY_TOP]
	mov	sp, x1
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	b	trap_lost
	.size	lost, . - lost

/* x0 to x3 are at [sp]; x3 tells how the exception arrived. */
	.type	on_kernel_stack, %function
on_kernel_stack:
	mrs	x2, tpidr_el1
	ldr	x1, [x2, #CPU_KERNEL_SP]
	mrs	x0, sp_el0
	b	1f
	.size	on_kernel_stack, . - on_kernel_stack

	.type	on_thread_stack, %function
on_thread_stack:
	mrs	x2, tpidr_el1
	cbz	x2, no_stack
	mrs	x0, sp_el0
	mov	x1, x0
1:	sub	x1, x1, #FRAME_SIZE
	and	x1, x1, #~15
	/* As unsigned: is it between the lowest address and the highest? */
	str	x3, [sp, #-16]!
	ldr	x3, [x2, #CPU_STACK_LOW]
	ldr	x2, [x2, #CPU_STACK_HIGH]
	sub	x2, x2, x3
	sub	x3, x1, x3
	cmp	x3, x2
	ldr	x3, [sp], #16
	b.hs	no_stack
	mov	x2, sp
	msr	spsel, #0
	mov	sp, x1
	b	build_frame
	.size	on_thread_stack, . - on_thread_stack

no_stack:
	mrs	x0, sp_el0
	mov	x2, sp
	sub	sp, sp, #FRAME_SIZE

/* x0: interrupted stack pointer, x2: where x0 to x3 are, x3: how it arrived. */
	.type	build_frame, %function
build_frame:
	general_pairs stp, sp
	stp	x30, x0, [sp, #FRAME_X(30)]
	ldp	x4, x5, [x2]
	stp	x4, x5, [sp, #FRAME_X(0)]
	ldp	x4, x5, [x2, #16]
	stp	x4, x5, [sp, #FRAME_X(2)]
	mrs	x4, elr_el1
	mrs	x5, spsr_el1
	stp	x4, x5, [sp, #FRAME_PC]
	add	x6, sp, #FRAME_RECORD
	stp	x29, x4, [x6]
	mov	x29, x6
	mrs	x4, esr_el1
	mrs	x5, far_el1
	stp	x4, x5, [sp, #FRAME_ESR]

	mrs	x4, cpacr_el1
	orr	x5, x4, #CPACR_FPEN
	msr	cpacr_el1, x5
	isb
	mrs	x5, fpsr
	stp	x4, x5, [sp, #FRAME_CPACR]
	mrs	x4, fpcr
	str	x4, [sp, #FRAME_FPCR]
	mrs	x4, tpidr_el0
	str	x4, [sp, #FRAME_TPIDR]
	vector_pairs stp, sp, FRAME_Q

	mov	x0, sp
	mov	x1, x3
	mrs	x2, spsel
	cbnz	x2, trap_without_stack
	bl	trap_entered

	/* Back: by way of SP_EL1, which is still where the exception found it. */
	msr	daifset, #0xf
	vector_pairs ldp, sp, FRAME_Q
	ldr	x4, [sp, #FRAME_FPCR]
	msr	fpcr, x4
	ldr	x4, [sp, #FRAME_TPIDR]
	msr	tpidr_el0, x4
	ldp	x4, x5, [sp, #FRAME_CPACR]
	msr	fpsr, x5
	msr	cpacr_el1, x4
	ldp	x4, x5, [sp, #FRAME_PC]
	msr	elr_el1, x4
	msr	spsr_el1, x5
	mov	x2, sp
	msr	spsel, #1
	ldp	x30, x4, [x2, #FRAME_X(30)]
	msr	sp_el0, x4
	general_pairs ldp, x2
	ldp	x0, x1, [x2, #FRAME_X(0)]
	ldp	x2, x3, [x2, #FRAME_X(2)]
	eret
	.size	build_frame, . - build_frame

/*
 * void trap_probe_call(void (*function)(void)). That x9 is the address of the
 * instruction that trapped and x30 the place behind the call is how trap.c
 * knows that the call itself came here.
 */
	.globl	trap_probe_call, trap_probe_landing
	.type	trap_probe_call, %function
trap_probe_call:
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	mov	x9, x0
	blr	x9
trap_probe_landing:
	ldp	x29, x30, [sp], #16
	ret
	.size	trap_probe_call, . - trap_probe_call
