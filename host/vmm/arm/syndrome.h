/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the scenario io_syndrome asks its guest, by COMMAND_ASK with the kind of access in first
 * and its address in value. For both compilers.
 */
#ifndef SYNDROME_H
#define SYNDROME_H

/* Instructions of which hardware does not tell size and register when their access traps. */
enum {
	ACCESS_LOAD_PAIR,
	ACCESS_STORE_PAIR,
	ACCESS_LOAD_INDEXED, /* and moves the base on */
	ACCESS_STORE_INDEXED,
	ACCESS_LOAD_VECTOR,
	ACCESS_STORE_VECTOR,
	ACCESS_KINDS,
};

/* The result: what the guest was told, as it should be. */
enum {
	TOLD_ONCE = 1,	  /* by one external abort */
	TOLD_WHERE = 2,	  /* it returns to the instruction */
	TOLD_ADDRESS = 4, /* FAR_EL1 is what was accessed */
	TOLD_NOTHING = 8, /* base and target are what they were */
	TOLD_ALL = TOLD_ONCE | TOLD_WHERE | TOLD_ADDRESS | TOLD_NOTHING,
};

#endif
