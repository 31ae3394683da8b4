/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <trap.h>
#include <util.h>

struct name {
	unsigned int code;
	const char *name;
};

static const struct name names[] = {
	{ TRAP_NONE, "no trap" },
	{ TRAP_UNDEFINED, "undefined instruction" },
	{ TRAP_WFX, "trapped WFI or WFE" },
	{ TRAP_FP_ACCESS, "access to floating point" },
	{ TRAP_LS64, "LD64B or ST64B" },
	{ TRAP_BRANCH_TARGET, "branch target exception" },
	{ TRAP_ILLEGAL_STATE, "illegal execution state" },
	{ TRAP_SVC, "SVC" },
	{ TRAP_HVC, "HVC" },
	{ TRAP_SMC, "SMC" },
	{ TRAP_SYSREG, "trapped system instruction" },
	{ TRAP_SVE_ACCESS, "access to SVE" },
	{ TRAP_PAC_FAIL, "pointer authentication failure" },
	{ TRAP_SME_ACCESS, "access to SME" },
	{ TRAP_PC_ALIGNMENT, "PC alignment fault" },
	{ TRAP_SP_ALIGNMENT, "SP alignment fault" },
	{ TRAP_MEMORY_COPY, "memory copy exception" },
	{ TRAP_FP_EXCEPTION, "floating point exception" },
	{ TRAP_USER_BREAKPOINT, "breakpoint at EL0" },
	{ TRAP_BREAKPOINT, "breakpoint" },
	{ TRAP_USER_STEP, "software step at EL0" },
	{ TRAP_STEP, "software step" },
	{ TRAP_USER_WATCHPOINT, "watchpoint at EL0" },
	{ TRAP_WATCHPOINT, "watchpoint" },
	{ TRAP_BRK, "BRK" },
};

static const struct name aborts[] = {
	{ TRAP_DATA(0), "data abort" },
	{ TRAP_INSN(0), "instruction abort" },
	{ TRAP_USER_DATA(0), "data abort at EL0" },
	{ TRAP_USER_INSN(0), "instruction abort at EL0" },
};

static const struct name kinds[] = {
	{ ABORT_ADDRESS_SIZE, "address size fault" },
	{ ABORT_TRANSLATION, "translation fault" },
	{ ABORT_ACCESS_FLAG, "access flag fault" },
	{ ABORT_PERMISSION, "permission fault" },
	{ ABORT_EXTERNAL, "external abort" },
	{ ABORT_EXTERNAL_WALK, "external abort on a table walk" },
	{ ABORT_TAG_CHECK, "tag check fault" },
	{ ABORT_ALIGNMENT, "alignment fault" },
	{ ABORT_TLB_CONFLICT, "TLB conflict" },
	{ ABORT_EXCLUSIVE, "unsupported exclusive or atomic access" },
};

static const char *find(const struct name *table, unsigned int count, unsigned int code)
{
	for (unsigned int i = 0; i < count; i++) {
		if (table[i].code == code)
			return table[i].name;
	}
	return NULL;
}

const char *trap_name(unsigned int code)
{
	static char text[80];
	unsigned int class = code & ~TRAP_DETAIL;
	const char *abort = find(aborts, ARRAY_SIZE(aborts), class);
	const char *name = abort ? find(kinds, ARRAY_SIZE(kinds), code >> TRAP_DETAIL_SHIFT)
				 : find(names, ARRAY_SIZE(names), code);

	snprintf(text, sizeof(text), "%s%s%s (%#x)", abort ? abort : "", abort ? ", " : "",
		 name ? name : "unknown exception", code);
	return text;
}
