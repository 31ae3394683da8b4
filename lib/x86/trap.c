/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch_page.h>
#include <frame.h>
#include <irq.h>
#include <smp.h>
#include <stdio.h>
#include <trap.h>
#include <util.h>
#include "apic.h"
#include "cpu_regs.h"
#include "interrupt.h"
#include "user.h"

#define EXCEPTIONS 32
#define BREAKPOINT 0xcc /* the instruction INT3 */

/* How far above its end a stack pointer is that has run out of stack. */
#define OVERFLOW_REACH 256

/* From probe.S: where a function that trap_probe_call() called returns to. */
extern const char trap_probe_return[];

static const char *const names[EXCEPTIONS] = {
	[0] = "divide error (#DE)",
	[1] = "debug exception (#DB)",
	[3] = "breakpoint (#BP)",
	[4] = "overflow (#OF)",
	[5] = "BOUND range exceeded (#BR)",
	[6] = "invalid opcode (#UD)",
	[7] = "device not available (#NM)",
	[8] = "double fault (#DF)",
	[10] = "invalid TSS (#TS)",
	[11] = "segment not present (#NP)",
	[12] = "stack-segment fault (#SS)",
	[13] = "general protection (#GP)",
	[14] = "page fault (#PF)",
	[16] = "x87 floating-point error (#MF)",
	[17] = "alignment check (#AC)",
	[18] = "machine check (#MC)",
	[19] = "SIMD floating-point exception (#XM)",
	[20] = "virtualization exception (#VE)",
	[21] = "control protection exception (#CP)",
	[29] = "VMM communication exception (#VC)",
	[30] = "security exception (#SX)",
};

const char *trap_name(unsigned int code)
{
	static char other[24];
	unsigned int vector = VECTOR_OF_TRAP(code);

	if (code == TRAP_NONE)
		return "no trap";
	if (vector < EXCEPTIONS && names[vector])
		return names[vector];
	snprintf(other, sizeof(other), "exception %u", vector);
	return other;
}

/* Traps, unlike faults, save the address of the next instruction. */
static uintptr_t trapping_insn(const struct frame *frame)
{
	const uint8_t *next = (const uint8_t *)frame->rip;

	if (frame->vector != VECTOR_BP)
		return frame->rip;
	return frame->rip - (next[-1] == BREAKPOINT ? 1 : 2);
}

/*
 * A fault at the first instruction of what trap_probe_call() called: it keeps the
 * function in RBX, and the return address is on the stack.
 */
static bool probed_call(struct frame *frame, unsigned int code)
{
	if (frame->rip != frame->rbx || frame->cs != KERNEL_CODE ||
	    *(uint64_t *)frame->rsp != (uintptr_t)trap_probe_return)
		return false;
	this_cpu()->probed = code;
	frame->rip = (uintptr_t)trap_probe_return;
	frame->rsp += sizeof(uint64_t);
	return true;
}

/* The page below a stack is left out of the address space. */
static bool is_stack_overflow(uint64_t address)
{
	uintptr_t low = this_cpu()->stack_low;

	return address < low && address >= low - PAGE_SIZE;
}

static bool overflowed(const struct frame *frame)
{
	return frame->vector == VECTOR_DF && is_stack_overflow(frame->cr2) &&
	       frame->rsp < this_cpu()->stack_low + OVERFLOW_REACH;
}

static void exception(struct frame *frame)
{
	unsigned int code = TRAP_OF_VECTOR(frame->vector);
	uint64_t parameter = code == TRAP_PF ? frame->cr2 : frame->error;

	if (overflowed(frame))
		trap_fatal(frame, "stack overflow in %pS", (void *)frame->rip);
	if (apic_is_in_service(frame->vector)) /* the APIC may use vectors from 16 on, too */
		apic_end();
	if (irq_dispatch(IRQ_VECTOR(frame->vector), parameter, frame) ||
	    user_trapped(frame, code) || probed_call(frame, code))
		return;
	trap_taken(frame, code, trapping_insn(frame), parameter);
}

/* From trap.S, for everything. */
void trap_dispatch(struct frame *frame)
{
	if (frame->vector < EXCEPTIONS && frame->vector != VECTOR_NMI)
		exception(frame);
	else
		interrupt(frame);
}
