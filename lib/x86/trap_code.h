/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exceptions. A code is the vector with a bit that keeps it apart from the
 * interrupt of the same vector, and #DE apart from no trap at all.
 */
#ifndef TRAP_CODE_H
#define TRAP_CODE_H

#define TRAP_OF_VECTOR(vector) (0x100u | (vector))
#define VECTOR_OF_TRAP(code)   ((code)&0xffu)

enum {
	TRAP_NONE = 0,
	TRAP_DE = TRAP_OF_VECTOR(0),
	TRAP_DB = TRAP_OF_VECTOR(1),
	TRAP_BP = TRAP_OF_VECTOR(3),
	TRAP_OF = TRAP_OF_VECTOR(4),
	TRAP_BR = TRAP_OF_VECTOR(5),
	TRAP_UD = TRAP_OF_VECTOR(6),
	TRAP_NM = TRAP_OF_VECTOR(7),
	TRAP_DF = TRAP_OF_VECTOR(8),
	TRAP_TS = TRAP_OF_VECTOR(10),
	TRAP_NP = TRAP_OF_VECTOR(11),
	TRAP_SS = TRAP_OF_VECTOR(12),
	TRAP_GP = TRAP_OF_VECTOR(13),
	TRAP_PF = TRAP_OF_VECTOR(14),
	TRAP_MF = TRAP_OF_VECTOR(16),
	TRAP_AC = TRAP_OF_VECTOR(17),
	TRAP_MC = TRAP_OF_VECTOR(18),
	TRAP_XM = TRAP_OF_VECTOR(19),
	TRAP_VE = TRAP_OF_VECTOR(20),
	TRAP_CP = TRAP_OF_VECTOR(21),
};

/* Bits of the error code of a page fault. */
#define PF_PRESENT  0x01 /* the page is there, but protected */
#define PF_WRITE    0x02
#define PF_USER	    0x04
#define PF_RESERVED 0x08 /* a reserved bit of an entry is set */
#define PF_FETCH    0x10

#endif
