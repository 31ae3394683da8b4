/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debug exceptions that a guest sets up for itself: breakpoints, watchpoints
 * and software step.
 *
 * The debug registers are shared between a guest and the debugger of its host,
 * who switch them on every entry: what the guest armed must fire in the guest,
 * at the right instruction, and not at all once it is disarmed.
 */
#include <bits.h>
#include <caught.h>
#include <irq.h>
#include <sysreg.h>
#include <test.h>
#include "layout.h"

/* MDSCR_EL1: software step; kernel debug; monitor debug, for breakpoints and watchpoints */
#define MDSCR_SS  BIT(0)
#define MDSCR_KDE BIT(13)
#define MDSCR_MDE BIT(15)

/* DBGBCR, DBGWCR: enabled, for EL1 */
#define CONTROL_ENABLE BIT(0)
#define CONTROL_EL1    BIT(1)
#define BREAK_4_BYTES  (0xful << 5)
#define WATCH_LOAD     BIT(3)
#define WATCH_STORE    BIT(4)
#define WATCH_BYTES    BIT_RANGE(12, 5)
#define WATCH_8_BYTES  WATCH_BYTES

#define PSTATE_D  BIT(9)
#define PSTATE_SS BIT(21)

/* Opens debug exceptions to EL1 itself; the OS lock, which a reset takes, keeps them away. */
static void debug_on(uint64_t mdscr)
{
	sysreg_write(oslar_el1, 0);
	sysreg_write(mdscr_el1, MDSCR_KDE | mdscr);
	isb();
	__asm__ volatile("msr daifclr, #8" : : : "memory");
}

static void debug_off(void)
{
	__asm__ volatile("msr daifset, #8" : : : "memory");
	sysreg_write(mdscr_el1, 0);
	sysreg_write(dbgbcr0_el1, 0);
	sysreg_write(dbgwcr0_el1, 0);
	isb();
}

static void nothing(void)
{
	__asm__ volatile("nop");
}

static void call(void (*function)(void))
{
	CATCH("adr	x17, 772f\n"
	      "	blr	%0",
	      "r"(function));
}

static void break_at(void (*function)(void), uint64_t control)
{
	sysreg_write(dbgbvr0_el1, (uintptr_t)function);
	sysreg_write(dbgbcr0_el1, control);
}

TEST(breakpoint, "a breakpoint is taken before the instruction at its address is executed",
     CITE("Arm ARM, D2 Breakpoint exceptions"))
{
	catch_trap(TRAP_BREAKPOINT);
	break_at(nothing, CONTROL_ENABLE | CONTROL_EL1 | BREAK_4_BYTES);
	debug_on(MDSCR_MDE);
	call(nothing);
	debug_off();
	CHECK_EQ(caught.count, 1);
	CHECK_EQ(caught.frame.pc, (uintptr_t)nothing);
}

TEST(breakpoint_off, "a breakpoint that is not enabled, or with PSTATE.D set, is not taken",
     CITE("Arm ARM, D2 Breakpoint exceptions"))
{
	catch_trap(TRAP_BREAKPOINT);
	break_at(nothing, CONTROL_EL1 | BREAK_4_BYTES);
	debug_on(MDSCR_MDE);
	call(nothing);
	__asm__ volatile("msr daifset, #8" : : : "memory");
	break_at(nothing, CONTROL_ENABLE | CONTROL_EL1 | BREAK_4_BYTES);
	isb();
	call(nothing);
	debug_off();
	CHECK_EQ(caught.count, 0);
}

static uint64_t watched[2];

static void watch(uint64_t control)
{
	sysreg_write(dbgwvr0_el1, (uintptr_t)watched);
	sysreg_write(dbgwcr0_el1, CONTROL_ENABLE | CONTROL_EL1 | WATCH_8_BYTES | control);
	debug_on(MDSCR_MDE);
}

TEST(watchpoint_store, "a watchpoint for stores is taken at the store, which is not done",
     CITE("Arm ARM, D2 Watchpoint exceptions"))
{
	catch_trap(TRAP_WATCHPOINT);
	watched[0] = 1;
	watch(WATCH_STORE);
	CATCH("ldr	x0, [%0]", "r"(watched));
	CATCH("str	xzr, [%0, #8]", "r"(watched));
	CHECK_EQ(caught.count, 0);
	CATCH("str	xzr, [%0]", "r"(watched));
	debug_off();
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.parameter, (uintptr_t)watched);
	CHECK(caught.frame.esr & ISS_WRITE);
	CHECK_EQ(watched[0], 1);
}

TEST(watchpoint_load, "a watchpoint for loads is taken at a load of a byte among the watched ones",
     CITE("Arm ARM, D2 Watchpoint exceptions"))
{
	catch_trap(TRAP_WATCHPOINT);
	watch(WATCH_LOAD);
	CATCH("strb	wzr, [%0, #3]", "r"(watched));
	CHECK_EQ(caught.count, 0);
	CATCH("ldrb	w0, [%0, #3]", "r"(watched));
	debug_off();
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.parameter, (uintptr_t)watched + 3);
	CHECK(!(caught.frame.esr & ISS_WRITE));
}

TEST(software_step, "with MDSCR_EL1.SS a return with PSTATE.SS executes exactly one instruction",
     CITE("Arm ARM, D2 Software Step exceptions"))
{
	uint64_t pstate = (PSTATE_MASKED & ~PSTATE_D) | PSTATE_EL1t | PSTATE_SS;
	uint64_t steps = 0;

	catch_trap(TRAP_STEP);
	sysreg_write(oslar_el1, 0);
	sysreg_write(mdscr_el1, MDSCR_KDE | MDSCR_SS);
	isb();
	__asm__ volatile("	adr	x16, 772f\n"
			 "	adr	x17, 771f\n"
			 "	msr	spsr_el1, %1\n"
			 "	msr	elr_el1, x17\n"
			 "	eret\n"
			 "771:	add	%0, %0, #1\n"
			 "	add	%0, %0, #16\n"
			 "772:\n"
			 : "+r"(steps)
			 : "r"(pstate)
			 : "x16", "x17", "memory");
	debug_off();
	irq_enable();
	CHECK_CAUGHT_AT(4);
	CHECK_EQ(steps, 1);
	CHECK(!(caught.frame.pstate & PSTATE_SS), "the step is not used up");
}
