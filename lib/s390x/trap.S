/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interruptions: all registers go into a frame on the stack, trap_entry()
 * does the rest, and what is then in the frame is loaded.
 *
 * All new PSWs leave interrupts disabled; program interruptions and restart
 * come nevertheless. So each class has its own place for the registers that
 * are needed to find the stack, and %r15 points below the frame before the
 * first byte of it is stored.
 *
 * With no room on the CPU's stack, or none of ours in %r15, the frame goes to
 * the emergency stack. When that is full as well nothing can be reported any
 * more, and the CPU stops in a disabled wait.
 */
#include <arch_frame.h>
#include <control_register.h>
#include <lowcore.h>
#include <psw.h>

#define CALL_FRAME 160
#define TOTAL	   (CALL_FRAME + FRAME_SIZE)

/* STNSM: the byte of the system mask without translation. */
#define DAT_OFF 0xfb

	.text

	.macro	entry name, old, class
	.type	\name, @function
\name:
	stmg	%r8,%r15,LOWCORE + LC_SAVE + \class * LC_SAVE_SIZE
	lghi	%r13,LOWCORE + LC_SAVE + \class * LC_SAVE_SIZE
	lghi	%r12,LOWCORE + \old
	lghi	%r10,\class
	j	save
	.size	\name, . - \name
	.endm

	entry	restart_entry, LC_RESTART_OLD, CLASS_RESTART
	entry	external_entry, LC_EXTERNAL_OLD, CLASS_EXTERNAL
	entry	svc_entry, LC_SVC_OLD, CLASS_SVC
	entry	program_entry, LC_PROGRAM_OLD, CLASS_PROGRAM
	entry	machine_check_entry, LC_MACHINE_OLD, CLASS_MACHINE
	entry	io_entry, LC_IO_OLD, CLASS_IO

	.type	save, @function
save:
	lay	%r11,-TOTAL(%r15)
	clg	%r11,LOWCORE + LC_STACK_LOW
	jl	no_room
	clg	%r11,LOWCORE + LC_STACK_HIGH
	jnl	no_room
have_stack:
	lgr	%r15,%r11
	stmg	%r0,%r7,CALL_FRAME + FRAME_GPRS(%r11)
	mvc	CALL_FRAME + FRAME_GPRS + 64(64,%r11),0(%r13)
	mvc	CALL_FRAME + FRAME_PSW(16,%r11),0(%r12)
	st	%r10,CALL_FRAME + FRAME_CLASS(%r11)
	mvc	0(8,%r11),CALL_FRAME + FRAME_GPRS + 120(%r11)
	stam	%a0,%a15,CALL_FRAME + FRAME_ACRS(%r11)
	stctg	%c0,%c15,CALL_FRAME + FRAME_CRS(%r11)

	# The interrupted code may have given up floating point and vectors.
	lg	%r9,CALL_FRAME + FRAME_CRS(%r11)
	tmlh	%r9,(CR0_AFP_REGISTERS | CR0_VECTOR) >> 16
	jno	open_vectors
save_floats:
	stfpc	CALL_FRAME + FRAME_FPC(%r11)
	tmy	LOWCORE + LC_FACILITIES + FACILITY_VECTOR / 8,0x80 >> (FACILITY_VECTOR % 8)
	jz	save_fprs
	vstm	%v0,%v15,CALL_FRAME + FRAME_VRS(%r11)
	vstm	%v16,%v31,CALL_FRAME + FRAME_VRS + 256(%r11)
handle:
	la	%r2,CALL_FRAME(%r11)
	brasl	%r14,trap_entry
	.globl	trap_return
trap_return:
	lfpc	CALL_FRAME + FRAME_FPC(%r11)
	tmy	LOWCORE + LC_FACILITIES + FACILITY_VECTOR / 8,0x80 >> (FACILITY_VECTOR % 8)
	jz	load_fprs
	vlm	%v0,%v15,CALL_FRAME + FRAME_VRS(%r11)
	vlm	%v16,%v31,CALL_FRAME + FRAME_VRS + 256(%r11)
floats_loaded:
	tmlh	%r9,(CR0_AFP_REGISTERS | CR0_VECTOR) >> 16
	jno	close_vectors
leave:
	lam	%a0,%a15,CALL_FRAME + FRAME_ACRS(%r11)
	lghi	%r13,LOWCORE
	cije	%r10,CLASS_RESTART,leave_restart

	# LPSWE has no long displacement, so it takes the PSW from real storage.
	.macro	resume slot
	mvc	\slot(16,%r13),CALL_FRAME + FRAME_PSW(%r11)
	stnsm	0(%r11),DAT_OFF
	lmg	%r0,%r15,CALL_FRAME + FRAME_GPRS(%r11)
	lpswe	\slot
	.endm

	resume	LC_RETURN
leave_restart:
	resume	LC_RETURN_RESTART

no_room:
	clg	%r15,LOWCORE + LC_EMERGENCY_LOW
	jl	emergency
	clg	%r15,LOWCORE + LC_EMERGENCY_HIGH
	jh	emergency
	clg	%r11,LOWCORE + LC_EMERGENCY_LOW
	jnl	have_stack
	larl	%r12,dead_psw
	lpswe	0(%r12)
emergency:
	lg	%r11,LOWCORE + LC_EMERGENCY_HIGH
	lay	%r11,-TOTAL(%r11)
	j	have_stack

open_vectors:
	lgr	%r8,%r9
	oilh	%r8,(CR0_AFP_REGISTERS | CR0_VECTOR) >> 16
	stg	%r8,8(%r11)
	lctlg	%c0,%c0,8(%r11)
	j	save_floats

	# Handlers may have opened and closed sources: only these two bits go back.
close_vectors:
	stctg	%c0,%c0,8(%r11)
	lg	%r8,8(%r11)
	nilh	%r8,0xffff - ((CR0_AFP_REGISTERS | CR0_VECTOR) >> 16)
	nilh	%r9,(CR0_AFP_REGISTERS | CR0_VECTOR) >> 16
	nill	%r9,0
	llgfr	%r9,%r9
	ogr	%r8,%r9
	stg	%r8,8(%r11)
	lctlg	%c0,%c0,8(%r11)
	j	leave

	.macro	each_fpr instruction
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\instruction	%f\n,CALL_FRAME + FRAME_VRS + \n * 16(%r11)
	.endr
	.endm

save_fprs:
	each_fpr std
	j	handle
load_fprs:
	each_fpr ld
	j	floats_loaded
	.size	save, . - save

	.section .rodata
	.balign	8
	.globl	library_new_psws
library_new_psws:
	.quad	PSW_LIBRARY, restart_entry
	.quad	PSW_LIBRARY, external_entry
	.quad	PSW_LIBRARY, svc_entry
	.quad	PSW_LIBRARY, program_entry
	.quad	PSW_LIBRARY, machine_check_entry
	.quad	PSW_LIBRARY, io_entry
dead_psw:
	.quad	PSW_WAIT | PSW_64BIT, 0xdead
