/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <trap.h>
#include <util.h>

static const struct {
	unsigned int code;
	const char *name;
} names[] = {
	{ TRAP_NONE, "no trap" },
	{ TRAP_OPERATION, "operation" },
	{ TRAP_PRIVILEGED, "privileged operation" },
	{ TRAP_EXECUTE, "execute" },
	{ TRAP_PROTECTION, "protection" },
	{ TRAP_ADDRESSING, "addressing" },
	{ TRAP_SPECIFICATION, "specification" },
	{ TRAP_DATA, "data" },
	{ TRAP_FIXED_OVERFLOW, "fixed-point overflow" },
	{ TRAP_FIXED_DIVIDE, "fixed-point divide" },
	{ TRAP_DECIMAL_OVERFLOW, "decimal overflow" },
	{ TRAP_DECIMAL_DIVIDE, "decimal divide" },
	{ TRAP_HFP_OVERFLOW, "HFP exponent overflow" },
	{ TRAP_HFP_UNDERFLOW, "HFP exponent underflow" },
	{ TRAP_HFP_SIGNIFICANCE, "HFP significance" },
	{ TRAP_HFP_DIVIDE, "HFP divide" },
	{ TRAP_SEGMENT, "segment translation" },
	{ TRAP_PAGE, "page translation" },
	{ TRAP_TRANSLATION, "translation specification" },
	{ TRAP_SPECIAL_OPERATION, "special operation" },
	{ TRAP_OPERAND, "operand" },
	{ TRAP_TRACE_TABLE, "trace table" },
	{ TRAP_TRANSACTION, "transaction constraint" },
	{ TRAP_VECTOR, "vector processing" },
	{ TRAP_SPACE_SWITCH, "space switch" },
	{ TRAP_HFP_SQUARE_ROOT, "HFP square root" },
	{ TRAP_PC_TRANSLATION, "PC translation specification" },
	{ TRAP_AFX, "AFX translation" },
	{ TRAP_ASX, "ASX translation" },
	{ TRAP_LX, "LX translation" },
	{ TRAP_EX, "EX translation" },
	{ TRAP_PRIMARY_AUTHORITY, "primary authority" },
	{ TRAP_SECONDARY_AUTHORITY, "secondary authority" },
	{ TRAP_LFX, "LFX translation" },
	{ TRAP_LSX, "LSX translation" },
	{ TRAP_ALET, "ALET specification" },
	{ TRAP_ALEN, "ALEN translation" },
	{ TRAP_ALE_SEQUENCE, "ALE sequence" },
	{ TRAP_ASTE_VALIDITY, "ASTE validity" },
	{ TRAP_ASTE_SEQUENCE, "ASTE sequence" },
	{ TRAP_EXTENDED_AUTHORITY, "extended authority" },
	{ TRAP_LSTE_SEQUENCE, "LSTE sequence" },
	{ TRAP_ASTE_INSTANCE, "ASTE instance" },
	{ TRAP_STACK_FULL, "stack full" },
	{ TRAP_STACK_EMPTY, "stack empty" },
	{ TRAP_STACK_SPECIFICATION, "stack specification" },
	{ TRAP_STACK_TYPE, "stack type" },
	{ TRAP_STACK_OPERATION, "stack operation" },
	{ TRAP_ASCE_TYPE, "ASCE type" },
	{ TRAP_REGION_FIRST, "region-first translation" },
	{ TRAP_REGION_SECOND, "region-second translation" },
	{ TRAP_REGION_THIRD, "region-third translation" },
	{ TRAP_MONITOR, "monitor event" },
	{ TRAP_PER, "PER event" },
	{ TRAP_CRYPTO, "crypto operation" },
};

/* A check names two of them in one line. */
const char *trap_name(unsigned int code)
{
	static char buffers[2][48];
	static unsigned int turn;
	char *buffer = buffers[turn++ % ARRAY_SIZE(buffers)];
	const char *name = "program interruption";

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].code == code)
			name = names[i].name;
	}
	snprintf(buffer, sizeof(buffers[0]), "%s (%#x)", name, code);
	return buffer;
}
