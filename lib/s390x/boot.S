/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the loader to start().
 *
 * QEMU enters at 0x10000 and copies the command line into the parameter area
 * of the image when it finds an entry point there. The word S390EP tells a
 * boot loader the same of the flat image, and the PSW at 0 makes that one
 * loadable by the machine itself.
 */
#include <control_register.h>
#include <lowcore.h>
#include <psw.h>

#define COMMAND_LINE_SIZE 4096
#define SIGP_SET_ARCHITECTURE 0x12
#define CALL_FRAME 160

	.section ipl, "a"
	.long	0x00080000, 0x80010000

	.section entry, "ax"
	.globl	boot
	.type	boot, @function
boot:
	j	0f
	.org	boot + 0x8
	.ascii	"S390EP"
	.org	boot + 0x10
0:	lhi	%r1,1
	sigp	%r1,%r0,SIGP_SET_ARCHITECTURE
	sam64
	lghi	%r0,3
	xc	LC_FACILITIES(32),LC_FACILITIES
	stfle	LC_FACILITIES
	larl	%r2,library_new_psws
	mvc	LC_NEW_PSWS(CLASSES * 16),0(%r2)
	larl	%r2,control_library
	lctlg	%c0,%c15,0(%r2)
	larl	%r2,bss_start
	larl	%r3,bss_end
	slgr	%r3,%r2
	lghi	%r5,0
1:	mvcle	%r2,%r4,0
	jo	1b
	lghi	%r14,0
	larl	%r15,boot_stack_high - CALL_FRAME
	larl	%r2,boot_psw
	lpswe	0(%r2)
	.size	boot, . - boot

	.globl	command_line
	.org	boot + 0x430
	.quad	COMMAND_LINE_SIZE
	.org	boot + 0x480
command_line:
	.space	COMMAND_LINE_SIZE

/*
 * A CPU that was started by SIGP RESTART: translation is off, storage below
 * 8 KB is its own.
 */
	.text
	.globl	cpu_entry
	.type	cpu_entry, @function
cpu_entry:
	larl	%r2,control_library
	lctlg	%c0,%c15,0(%r2)
	lghi	%r14,0
	lg	%r15,LC_STACK_HIGH
	aghi	%r15,-CALL_FRAME
	stg	%r14,0(%r15)
	larl	%r2,arrive_psw
	lpswe	0(%r2)
	.size	cpu_entry, . - cpu_entry

	.section .rodata
	.balign	8
boot_psw:
	.quad	PSW_LIBRARY, start
arrive_psw:
	.quad	PSW_LIBRARY, cpu_arrived

	.globl	control_library
control_library:
	.quad	CR0_LIBRARY
	.quad	mmu_regions + ASCE_REGION_THIRD
	.quad	0, 0, 0, 0, 0
	.quad	mmu_regions + ASCE_REGION_THIRD
	.quad	0, 0, 0, 0, 0
	.quad	mmu_regions + ASCE_REGION_THIRD
	.quad	CR14_ALWAYS_ONE
	.quad	0
