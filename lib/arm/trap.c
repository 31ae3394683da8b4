/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exceptions, from the frame that trap.S has built to whoever is concerned.
 */
#include <bits.h>
#include <console.h>
#include <frame.h>
#include <irq.h>
#include <machine.h>
#include <smp.h>
#include <stdio.h>
#include <test.h>
#include <trap.h>
#include <util.h>
#include "interrupt.h"
#include "layout.h"
#include "sysreg.h"
#include "user.h"

_Static_assert(offsetof(struct cpu, stack_low) == CPU_STACK_LOW, "layout.h");
_Static_assert(offsetof(struct cpu, stack_high) == CPU_STACK_HIGH, "layout.h");
_Static_assert(offsetof(struct cpu, arch.kernel_sp) == CPU_KERNEL_SP, "layout.h");
_Static_assert(offsetof(struct cpu, arch.emergency_top) == CPU_EMERGENCY_TOP, "layout.h");
_Static_assert(offsetof(struct frame, sp) == FRAME_SP, "layout.h");
_Static_assert(offsetof(struct frame, pstate) == FRAME_PSTATE, "layout.h");
_Static_assert(offsetof(struct frame, far) == FRAME_FAR, "layout.h");
_Static_assert(offsetof(struct frame, fpcr) == FRAME_FPCR, "layout.h");
_Static_assert(offsetof(struct frame, tpidr) == FRAME_TPIDR, "layout.h");
_Static_assert(offsetof(struct frame, q) == FRAME_Q, "layout.h");
_Static_assert(offsetof(struct frame, record) == FRAME_RECORD, "layout.h");
_Static_assert(sizeof(struct frame) == FRAME_SIZE, "layout.h");

#define ESR_CLASS  BIT_RANGE(31, 26)
#define ESR_ISS	   BIT_RANGE(24, 0)
#define ESR_STATUS BIT_RANGE(5, 0)

/* Exception classes that code must tell apart; trap_code.h has them all. */
enum {
	CLASS_SVC = 0x15,
	CLASS_HVC = 0x16,
	CLASS_USER_INSN = 0x20,
	CLASS_INSN = 0x21,
	CLASS_PC_ALIGNMENT = 0x22,
	CLASS_USER_DATA = 0x24,
	CLASS_DATA = 0x25,
	CLASS_USER_WATCHPOINT = 0x34,
	CLASS_WATCHPOINT = 0x35,
};

static bool is_abort(unsigned int class)
{
	return class == CLASS_INSN || class == CLASS_DATA || class == CLASS_USER_INSN ||
	       class == CLASS_USER_DATA;
}

static bool has_address(unsigned int class)
{
	return is_abort(class) || class == CLASS_PC_ALIGNMENT || class == CLASS_WATCHPOINT ||
	       class == CLASS_USER_WATCHPOINT;
}

/* The fault status, with the level of a fault that has one left out. */
static unsigned int abort_kind(uint64_t esr)
{
	unsigned int status = field_get(ESR_STATUS, esr);

	if (status < ABORT_EXTERNAL || (status & ~3u) == ABORT_EXTERNAL_WALK)
		status &= ~3u;
	return status;
}

static unsigned int trap_code(uint64_t esr)
{
	unsigned int class = field_get(ESR_CLASS, esr);

	return TRAP_EXCEPTION(class) | (is_abort(class) ? abort_kind(esr) << TRAP_DETAIL_SHIFT : 0);
}

/* SVC and HVC return behind themselves; what EL2 hands on of them does too, but not SMC. */
static uintptr_t trapped_insn(const struct frame *frame)
{
	unsigned int class = field_get(ESR_CLASS, frame->esr);

	return frame->pc - (class == CLASS_SVC || class == CLASS_HVC ? 4 : 0);
}

static bool is_probed_call(const struct frame *frame)
{
	return frame->pc == frame->x[9] && frame->x[30] == (uintptr_t)trap_probe_landing;
}

static void take_trap(struct frame *frame)
{
	unsigned int class = field_get(ESR_CLASS, frame->esr), code = trap_code(frame->esr);
	uint64_t parameter = has_address(class) ? frame->far : field_get(ESR_ISS, frame->esr);

	if (is_probed_call(frame)) {
		this_cpu()->probed = code;
		frame->pc = frame->x[30];
	} else if (!user_trapped(frame, code, parameter)) {
		trap_taken(frame, code, trapped_insn(frame), parameter);
	}
}

void trap_entered(struct frame *frame, unsigned int how)
{
	switch (how) {
	case ENTRY_SYNC:
		take_trap(frame);
		break;
	case ENTRY_IRQ:
		interrupt_taken(frame, false);
		break;
	case ENTRY_FIQ:
		interrupt_taken(frame, true);
		break;
	default:
		if (!irq_dispatch(IRQ_SERROR, frame->esr, frame))
			trap_fatal(frame, "SError, ESR %#lx", frame->esr);
	}
}

/* On the emergency stack. The bounds are wrong as well where a test moved its stack elsewhere. */
void trap_without_stack(struct frame *frame, unsigned int how)
{
	struct cpu *cpu = this_cpu();

	if (!cpu)
		trap_lost(frame->esr, frame->pc, frame->far);
	trap_fatal(frame, "stack overflow: %#lx is outside %#lx..%#lx%s%s", frame->sp,
		   cpu->stack_low, cpu->stack_high, how == ENTRY_SYNC ? ", " : "",
		   how == ENTRY_SYNC ? trap_name(trap_code(frame->esr)) : "");
}

/* Nothing can be relied upon any more: a stream without its end tells the runner. */
void trap_lost(uint64_t esr, uint64_t pc, uint64_t far)
{
	console_break_lock();
	printf("# %s while an exception was taken: pc %#lx %pS, ESR %#lx, FAR %#lx\n",
	       trap_name(trap_code(esr)), pc, (void *)pc, esr, far);
	machine_off();
}
