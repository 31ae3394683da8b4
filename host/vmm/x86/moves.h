/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest of the scenario state_x86 has of its CPU and its machine when it rings and is
 * moved: COMMAND_MOVE with one of these in first. For both compilers.
 */
#ifndef MOVES_H
#define MOVES_H

enum {
	MOVE_REGISTERS, /* values in system registers */
	MOVE_DEBUG,	/* a watchpoint */
	MOVE_CHIPS,	/* values in the interrupt controllers, the 8254 and the serial port */
	MOVE_DEADLINE,	/* a time that the APIC's timer waits for */
	MOVE_REQUEST,	/* an interrupt that the APIC has accepted and the CPU not yet taken */
	MOVE_STEP,	/* the trap of a single step, which was a load from the device */
	MOVE_FAULT,	/* a page fault that KVM is told to raise, and its address */
	MOVE_NMI,	/* an NMI that waits for the end of the one before */
	MOVE_SHADOW,	/* the shadow of an instruction that lets no interrupt in behind it */
};

/* A load from the device rings, too. */
#define MOVE_DEVICE_SIZE 8
#define MOVE_SELECTOR	 0x10 /* what it gets: KERNEL_DATA of the guest */

#define MOVE_ADDRESS 0x123456789000ull /* of the page fault: nothing is there */
#define MOVE_VECTOR  0x51	       /* of the interrupt that the scenario sends meanwhile */

#endif
