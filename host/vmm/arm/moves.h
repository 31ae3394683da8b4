/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guests of the scenarios state_arm and state_gic have of their CPU and their machine
 * when they ring and are moved: COMMAND_MOVE with one of these in first. For both compilers.
 */
#ifndef MOVES_H
#define MOVES_H

/* state_arm */
enum {
	MOVE_REGISTERS, /* values in system registers, and stack pointers */
	MOVE_VECTORS,	/* values in the registers of SVE, which has a length */
	MOVE_KEYS,	/* keys of pointer authentication, and pointers signed with them */
	MOVE_TIMER,	/* a time that the virtual timer waits for, and the counter */
	MOVE_PHYSICAL,	/* the same of the physical timer */
	MOVE_DEBUG,	/* breakpoints and a watchpoint */
	MOVE_LOCK,	/* the OS lock */
	MOVE_COUNTERS,	/* counters of the PMU that stand still, and what they count */
	MOVE_CYCLES,	/* a counter of the PMU that counts */
	MOVE_SERROR,	/* an SError that the VMM has sent */
	MOVE_SERROR_WITH_SYNDROME, /* the same, and MOVE_SYNDROME with it */
	MOVE_OFF,		   /* nothing: the CPU is off */
	MOVE_WITHOUT,		   /* another CPU that is off */
};

/* state_gic */
enum {
	MOVE_DISTRIBUTOR, /* values in the registers of interrupts, private and shared */
	MOVE_INTERFACE,	  /* values in those of the CPU's interface */
	MOVE_NESTED,	  /* two interrupts that are being handled, one within the other */
	MOVE_PENDING,	  /* interrupts of each kind that were not taken yet */
	MOVE_LINE,	  /* an interrupt that is pending while its line is high */
	MOVE_LPIS,	  /* interrupts that messages have become, one of them not enabled */
};

#define MOVE_SYNDROME 0x5a /* of the SError: implementation defined */

#define MOVE_DEVICE 0x42 /* whose messages those are */

#define MOVE_SPI 40 /* whose line that is; the others are nobody's */

#endif
