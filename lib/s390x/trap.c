/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the entries in trap.S to those who handle an interruption. What the
 * lowcore tells is copied into the frame first: the next interruption of the
 * class overwrites it.
 */
#include <entry.h>
#include <frame.h>
#include <identity.h>
#include <lowcore.h>
#include <mmu.h>
#include <smp.h>
#include <stddef.h>
#include <string.h>
#include <trap.h>

#define AT(member, offset) _Static_assert(offsetof(struct frame, member) == (offset), #member)

AT(psw, FRAME_PSW);
AT(gprs, FRAME_GPRS);
AT(crs, FRAME_CRS);
AT(acrs, FRAME_ACRS);
AT(fpc, FRAME_FPC);
AT(class, FRAME_CLASS);
AT(vrs, FRAME_VRS);
_Static_assert(sizeof(struct frame) == FRAME_SIZE, "see arch_frame.h");

void trap_entry(struct frame *frame);

/*
 * These leave the instruction address at the instruction, so that it can be
 * tried again; all others leave it behind.
 */
static bool nullifies(unsigned int code)
{
	return code == TRAP_SEGMENT || code == TRAP_PAGE || code == TRAP_TRACE_TABLE ||
	       (code >= TRAP_AFX && code <= TRAP_REGION_THIRD && code != TRAP_ALET);
}

static uint64_t parameter_of(const struct frame *frame, unsigned int code)
{
	switch (code) {
	case TRAP_PROTECTION:
	case TRAP_SEGMENT:
	case TRAP_PAGE:
	case TRAP_ASCE_TYPE:
	case TRAP_REGION_FIRST:
	case TRAP_REGION_SECOND:
	case TRAP_REGION_THIRD:
		return frame->translation_exception & ~(PAGE_SIZE - 1);
	case TRAP_DATA:
	case TRAP_VECTOR:
		return frame->data_exception_code;
	case TRAP_MONITOR:
		return frame->monitor_code;
	case TRAP_PER:
		return frame->per_address;
	default:
		return 0;
	}
}

/* The instruction is tried again when there was more to map. */
static bool is_unmapped(unsigned int code)
{
	return code == TRAP_SEGMENT || code == TRAP_REGION_THIRD;
}

static void copy_program_parameters(struct frame *frame)
{
	const struct lowcore *here = lowcore();

	frame->code = here->program_code;
	frame->ilc = here->program_ilc;
	frame->translation_exception = here->translation_exception;
	frame->data_exception_code = here->data_exception_code;
	frame->monitor_code = here->monitor_code;
	frame->monitor_class = here->monitor_class;
	frame->per_address = here->per_address;
	frame->per_code = here->per_code;
	frame->exception_access_id = here->exception_access_id;
	frame->per_access_id = here->per_access_id;
	frame->operand_access_id = here->operand_access_id;
	frame->breaking_event = here->breaking_event;
}

/* A call that trapped before its first instruction: everything is as it was when it was made. */
static bool back_from_probed_call(struct frame *frame, unsigned int code, uintptr_t insn)
{
	struct cpu *cpu = this_cpu();

	if (!cpu->arch.probes_call || insn != cpu->arch.probed_function)
		return false;
	cpu->arch.probes_call = false;
	cpu->probed = code;
	frame->psw.address = frame->gprs[14];
	return true;
}

static void program(struct frame *frame)
{
	unsigned int code;
	uintptr_t insn;

	if (frame->code & TRAP_WITH_PER)
		trap_taken(frame, TRAP_PER, frame->per_address, frame->per_address);

	code = frame->code & ~(TRAP_WITH_PER | TRAP_IN_TRANSACTION);
	insn = frame->psw.address - (nullifies(code) ? 0 : frame->ilc);
	if (is_unmapped(code) && identity_complete())
		return;
	if (code && !back_from_probed_call(frame, code, insn))
		trap_taken(frame, code, insn, parameter_of(frame, code));
}

/* The frame did not fit, or what trapped was a push into the guard page. */
static bool is_overflow(const struct frame *frame)
{
	const struct lowcore *here = lowcore();
	uintptr_t stack = frame->gprs[15], at = (uintptr_t)frame;

	return at >= here->emergency_low && at < here->emergency_high &&
	       stack >= here->stack_low - PAGE_SIZE && stack < here->stack_high;
}

void trap_entry(struct frame *frame)
{
	static void (*const classes[CLASSES])(struct frame *) = {
		[CLASS_RESTART] = entry_restart, [CLASS_EXTERNAL] = entry_external,
		[CLASS_SVC] = entry_svc,	 [CLASS_PROGRAM] = program,
		[CLASS_MACHINE] = entry_machine, [CLASS_IO] = entry_io,
	};

	memset(&frame->translation_exception, 0,
	       offsetof(struct frame, vrs) - offsetof(struct frame, translation_exception));
	frame->psw.mask &= ~(uint64_t)PSW_WAIT;
	if (frame->class == CLASS_PROGRAM)
		copy_program_parameters(frame);
	if (is_overflow(frame))
		trap_fatal(frame, "stack overflow");
	classes[frame->class](frame);
}
