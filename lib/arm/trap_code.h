/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Codes of traps: the exception class of ESR_EL1, and for aborts what kind of
 * fault it was, without the level of the table where it was found.
 */
#ifndef TRAP_CODE_H
#define TRAP_CODE_H

#define TRAP_NONE	   0
#define TRAP_EXCEPTION(ec) (0x100 | (ec))
#define TRAP_DETAIL	   0xff000
#define TRAP_DETAIL_SHIFT  12

#define TRAP_UNDEFINED	     TRAP_EXCEPTION(0x00) /* undefined instruction, unknown reason */
#define TRAP_WFX	     TRAP_EXCEPTION(0x01)
#define TRAP_FP_ACCESS	     TRAP_EXCEPTION(0x07)
#define TRAP_LS64	     TRAP_EXCEPTION(0x0a)
#define TRAP_BRANCH_TARGET   TRAP_EXCEPTION(0x0d)
#define TRAP_ILLEGAL_STATE   TRAP_EXCEPTION(0x0e)
#define TRAP_SVC	     TRAP_EXCEPTION(0x15)
#define TRAP_HVC	     TRAP_EXCEPTION(0x16) /* passed on by EL2 */
#define TRAP_SMC	     TRAP_EXCEPTION(0x17) /* passed on by EL2 */
#define TRAP_SYSREG	     TRAP_EXCEPTION(0x18)
#define TRAP_SVE_ACCESS	     TRAP_EXCEPTION(0x19)
#define TRAP_PAC_FAIL	     TRAP_EXCEPTION(0x1c)
#define TRAP_SME_ACCESS	     TRAP_EXCEPTION(0x1d)
#define TRAP_PC_ALIGNMENT    TRAP_EXCEPTION(0x22)
#define TRAP_SP_ALIGNMENT    TRAP_EXCEPTION(0x26)
#define TRAP_MEMORY_COPY     TRAP_EXCEPTION(0x27)
#define TRAP_FP_EXCEPTION    TRAP_EXCEPTION(0x2c)
#define TRAP_USER_BREAKPOINT TRAP_EXCEPTION(0x30)
#define TRAP_BREAKPOINT	     TRAP_EXCEPTION(0x31)
#define TRAP_USER_STEP	     TRAP_EXCEPTION(0x32)
#define TRAP_STEP	     TRAP_EXCEPTION(0x33)
#define TRAP_USER_WATCHPOINT TRAP_EXCEPTION(0x34)
#define TRAP_WATCHPOINT	     TRAP_EXCEPTION(0x35)
#define TRAP_BRK	     TRAP_EXCEPTION(0x3c)

/* Aborts: of data, of instructions; from EL0 (user) or from EL1. */
#define TRAP_DATA(kind)	     (TRAP_EXCEPTION(0x25) | (kind) << TRAP_DETAIL_SHIFT)
#define TRAP_INSN(kind)	     (TRAP_EXCEPTION(0x21) | (kind) << TRAP_DETAIL_SHIFT)
#define TRAP_USER_DATA(kind) (TRAP_EXCEPTION(0x24) | (kind) << TRAP_DETAIL_SHIFT)
#define TRAP_USER_INSN(kind) (TRAP_EXCEPTION(0x20) | (kind) << TRAP_DETAIL_SHIFT)

/* Kinds: fault status codes; where these count levels, with level 0. */
enum {
	ABORT_ADDRESS_SIZE = 0x00,
	ABORT_TRANSLATION = 0x04,
	ABORT_ACCESS_FLAG = 0x08,
	ABORT_PERMISSION = 0x0c,
	ABORT_EXTERNAL = 0x10,
	ABORT_TAG_CHECK = 0x11,
	ABORT_EXTERNAL_WALK = 0x14,
	ABORT_ALIGNMENT = 0x21,
	ABORT_TLB_CONFLICT = 0x30,
	ABORT_EXCLUSIVE = 0x35,
};

#endif
