/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario state_arm: it sets something up, rings to be moved into another
 * machine, and looks whether it is still there.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <bits.h>
#include <clock.h>
#include <features.h>
#include <frame.h>
#include <layout.h>
#include <psci.h>
#include <sysreg.h>
#include <timer.h>
#include <util.h>

#include "../host/vmm/arm/moves.h"
#include "keys_arm.h"
#include "parts.h"
#include "vectors_arm.h"

#define WAIT  (100 * NS_PER_MS)
#define LIMIT (20 * NS_PER_S * clock_slowness())

#define ADDRESS	   0x0000123456789000ull
#define PSTATE_NZC 0xe0000000u

/* Nothing that this guest does depends on these values; some it must not change at all. */
#define VALUES(X)                                   \
	X(ttbr1_el1, ADDRESS)                       \
	X(mair_el1, 0xbbff440c00000000 | MAIR_WORK) \
	X(amair_el1, 0x44bb)                        \
	X(contextidr_el1, 0x12345678)               \
	X(tpidr_el0, ADDRESS + 1)                   \
	X(tpidrro_el0, ADDRESS + 2)                 \
	X(par_el1, 0x0000123456789b80)              \
	X(esr_el1, 0x96000045)                      \
	X(far_el1, ADDRESS + 3)                     \
	X(afsr0_el1, 0x11)                          \
	X(afsr1_el1, 0x22)                          \
	X(elr_el1, ADDRESS + 4)                     \
	X(spsr_el1, PSTATE_NZC | PSTATE_EL1t)       \
	X(csselr_el1, 1)                            \
	X(cntkctl_el1, 0x52)                        \
	X(tcr_el1, sysreg_read(tcr_el1) | TCR_TBI1) \
	X(sctlr_el1, sysreg_read(sctlr_el1) | SCTLR_A)
#define KEPT(X)      \
	X(ttbr0_el1) \
	X(vbar_el1) X(tpidr_el1) X(cpacr_el1) X(actlr_el1) X(mpidr_el1) X(spsel) X(daif)

#define TCR_TBI1 BIT(38)

static uint64_t sp_el1(void)
{
	uint64_t sp;

	__asm__ volatile("msr	spsel, #1\n"
			 "	mov	%0, sp\n"
			 "	msr	spsel, #0"
			 : "=r"(sp));
	return sp;
}

#define MOST_VALUES 32

static void read_values(uint64_t *values)
{
#define READ_VALUE(name, value) *values++ = sysreg_read(name);
#define READ_KEPT(name)		*values++ = sysreg_read(name);
	VALUES(READ_VALUE)
	KEPT(READ_KEPT)
	*values = sp_el1();
}

static void move_registers(void)
{
	uint64_t before[MOST_VALUES] = { 0 }, after[MOST_VALUES] = { 0 };

	irq_disable();
#define WRITE_VALUE(name, value) sysreg_write(name, value);
	VALUES(WRITE_VALUE)
	isb();
	read_values(before);
	move();
	read_values(after);
	for (unsigned int i = 0; i < MOST_VALUES; i++)
		compare(i, before[i], after[i]);
}

#define CTL_ENABLE BIT(0)
#define CTL_MASKED BIT(1)

static uint64_t ticks(uint64_t ns)
{
	return ns * clock_frequency() / NS_PER_S;
}

/* While it stands still no time goes by, and little while it moves. */
static void move_timer(void)
{
	uint64_t deadline, before;

	irq_disable();
	deadline = sysreg_read(cntvct_el0) + ticks(WAIT);
	sysreg_write(cntv_cval_el0, deadline);
	sysreg_write(cntv_ctl_el0, CTL_ENABLE | CTL_MASKED);
	isb();
	before = sysreg_read(cntvct_el0);
	move();
	compare(0, deadline, sysreg_read(cntv_cval_el0));
	compare(1, CTL_ENABLE | CTL_MASKED, sysreg_read(cntv_ctl_el0) & (CTL_ENABLE | CTL_MASKED));
	isb();
	compare(2, true, sysreg_read(cntvct_el0) - before < ticks(LIMIT));
}

static volatile uint64_t physical_at;

static void take_physical(const struct irq *irq, void *context)
{
	physical_at = sysreg_read(cntpct_el0);
	sysreg_write(cntp_ctl_el0, 0);
	isb();
	take(irq, context);
}

static void move_physical(void)
{
	unsigned int intid = clock_timer_intid(CLOCK_TIMER_PHYSICAL);
	uint64_t deadline;

	irq_register(IRQ_INTID(intid), take_physical, NULL);
	irq_open(IRQ_INTID(intid));
	deadline = sysreg_read(cntpct_el0) + ticks(WAIT);
	sysreg_write(cntp_cval_el0, deadline);
	sysreg_write(cntp_ctl_el0, CTL_ENABLE);
	isb();
	move();
	compare(0, deadline, sysreg_read(cntp_cval_el0));
	if (is_wrong())
		return;
	irq_wait(&count, LIMIT);
	compare(1, 1, count);
	compare(2, true, physical_at >= deadline);
}

#define MDSCR_KDE      BIT(13)
#define MDSCR_MDE      BIT(15)
#define CONTROL_ENABLE BIT(0)
#define CONTROL_EL1    BIT(1)
#define BREAK_4_BYTES  (0xful << 5)
#define WATCH_STORE    BIT(4)
#define WATCH_8_BYTES  BIT_RANGE(12, 5)
#define DEBUG_COUNT    7
#define PSTATE_D       BIT(9)

static uint64_t watched;

/* The second pair has values and is not armed. */
static void read_debug(uint64_t *values)
{
	*values++ = sysreg_read(dbgbvr0_el1);
	*values++ = sysreg_read(dbgbcr0_el1);
	*values++ = sysreg_read(dbgbvr1_el1);
	*values++ = sysreg_read(dbgwvr0_el1);
	*values++ = sysreg_read(dbgwcr0_el1);
	*values++ = sysreg_read(dbgwvr1_el1);
	*values++ = sysreg_read(mdscr_el1);
}

static void nothing(void)
{
	__asm__ volatile("nop");
}

/* The store and the call are tried again when they were told of, and then have to succeed. */
static void take_debug(const struct irq *irq, void *context)
{
	take(irq, context);
	irq->frame->pstate |= PSTATE_D;
}

static void store_and_call(void)
{
	__asm__ volatile("msr	daifclr, #8\n"
			 "	str	xzr, %0\n"
			 "	msr	daifclr, #8\n"
			 "	blr	%1\n"
			 "	msr	daifset, #8"
			 : "=m"(watched)
			 : "r"(nothing)
			 : "x30", "memory");
}

static void move_debug(void)
{
	uint64_t before[DEBUG_COUNT], after[DEBUG_COUNT];

	irq_register(IRQ_TRAP(TRAP_WATCHPOINT), take_debug, NULL);
	irq_register(IRQ_TRAP(TRAP_BREAKPOINT), take_debug, NULL);
	sysreg_write(oslar_el1, 0);
	sysreg_write(dbgbvr0_el1, (uintptr_t)nothing);
	sysreg_write(dbgbcr0_el1, CONTROL_ENABLE | CONTROL_EL1 | BREAK_4_BYTES);
	sysreg_write(dbgbvr1_el1, ADDRESS);
	sysreg_write(dbgwvr0_el1, (uintptr_t)&watched);
	sysreg_write(dbgwcr0_el1, CONTROL_ENABLE | CONTROL_EL1 | WATCH_8_BYTES | WATCH_STORE);
	sysreg_write(dbgwvr1_el1, ADDRESS + 8);
	sysreg_write(mdscr_el1, MDSCR_KDE | MDSCR_MDE);
	isb();
	read_debug(before);
	move();
	read_debug(after);
	for (unsigned int i = 0; i < DEBUG_COUNT; i++)
		compare(i, before[i], after[i]);
	store_and_call();
	compare(DEBUG_COUNT, 2, count);
}

#define OSLSR_LOCKED BIT(1)

static void move_lock(void)
{
	sysreg_write(oslar_el1, 1);
	isb();
	compare(0, OSLSR_LOCKED, sysreg_read(oslsr_el1) & OSLSR_LOCKED);
	move();
	compare(1, OSLSR_LOCKED, sysreg_read(oslsr_el1) & OSLSR_LOCKED);
	sysreg_write(oslar_el1, 0);
	isb();
	compare(2, 0, sysreg_read(oslsr_el1) & OSLSR_LOCKED);
	move();
	compare(3, 0, sysreg_read(oslsr_el1) & OSLSR_LOCKED);
}

#define PMCR_ENABLE    BIT(0)
#define PMU_CYCLES     BIT(31)
#define EVENT_SOFTWARE 0 /* software increments */
#define FILTER_EL0     BIT(30)
#define COUNTERS       8

static void read_counters(uint64_t *values)
{
	*values++ = sysreg_read(pmccntr_el0);
	*values++ = sysreg_read(pmccfiltr_el0);
	*values++ = sysreg_read(pmevcntr0_el0);
	*values++ = sysreg_read(pmevtyper0_el0);
	*values++ = sysreg_read(pmcntenset_el0);
	*values++ = sysreg_read(pmintenset_el1);
	*values++ = sysreg_read(pmovsset_el0);
	*values++ = sysreg_read(pmuserenr_el0);
}

static void move_counters(void)
{
	uint64_t before[COUNTERS], after[COUNTERS], control;

	sysreg_write(pmcr_el0, 0);
	sysreg_write(pmccntr_el0, 0x12345678);
	sysreg_write(pmccfiltr_el0, FILTER_EL0);
	sysreg_write(pmevcntr0_el0, 0x1234);
	sysreg_write(pmevtyper0_el0, FILTER_EL0 | EVENT_SOFTWARE);
	sysreg_write(pmcntenset_el0, PMU_CYCLES | BIT(0));
	sysreg_write(pmintenclr_el1, ~0ul);
	sysreg_write(pmintenset_el1, BIT(0));
	sysreg_write(pmovsset_el0, BIT(0));
	sysreg_write(pmuserenr_el0, BIT(3) | BIT(0));
	sysreg_write(pmselr_el0, 1);
	control = sysreg_read(pmcr_el0);
	isb();
	read_counters(before);
	move();
	compare(100, 1, sysreg_read(pmselr_el0));
	compare(101, control, sysreg_read(pmcr_el0));
	read_counters(after);
	for (unsigned int i = 0; i < COUNTERS; i++)
		compare(i, before[i], after[i]);
}

/* More than 32 bits, so that it cannot be taken for what was counted in between. */
#define CYCLES 0x100000000

static void move_cycles(void)
{
	uint64_t before, behind;

	sysreg_write(pmccfiltr_el0, 0);
	sysreg_write(pmccntr_el0, CYCLES);
	sysreg_write(pmcntenset_el0, PMU_CYCLES);
	sysreg_write(pmcr_el0, PMCR_ENABLE);
	isb();
	clock_delay(NS_PER_MS);
	before = sysreg_read(pmccntr_el0);
	compare(0, true, before > CYCLES);
	move();
	behind = sysreg_read(pmccntr_el0);
	compare(1, true, behind - before < CYCLES);
	clock_delay(NS_PER_MS);
	compare(2, true, sysreg_read(pmccntr_el0) > behind);
}

static volatile uint64_t syndrome;

static void take_serror(const struct irq *irq, void *context)
{
	take(irq, context);
	syndrome = irq->frame->esr;
}

static void move_serror(void)
{
	irq_register(IRQ_SERROR, take_serror, NULL);
	irq_disable();
	move();
	compare(0, 0, count);
	irq_enable();
	isb();
	irq_wait(&count, LIMIT);
	compare(1, 1, count);
}

static void move_serror_with_syndrome(void)
{
	move_serror();
	compare(2, MOVE_SYNDROME, syndrome & BIT_RANGE(23, 0));
}

static volatile bool came_back;

static void move_off(void)
{
	irq_disable();
	psci_call(PSCI_CPU_OFF, 0, 0, 0);
	came_back = true;
}

static bool is_off(unsigned int id)
{
	return psci_call(PSCI_AFFINITY_INFO, smp_cpu(id)->hardware_id, 0, 0) == PSCI_IS_OFF;
}

static void move_without(void)
{
	for (uint64_t begin = clock_ns(); !is_off(0) && clock_ns() - begin < LIMIT;)
		cpu_relax();
	compare(0, true, is_off(0));
	move();
	compare(1, true, is_off(0));
	clock_delay(WAIT);
	compare(2, true, is_off(0));
	compare(3, false, came_back);
}

static void (*const moves[])(void) = {
	[MOVE_REGISTERS] = move_registers,
	[MOVE_VECTORS] = move_vectors,
	[MOVE_KEYS] = move_keys,
	[MOVE_TIMER] = move_timer,
	[MOVE_PHYSICAL] = move_physical,
	[MOVE_DEBUG] = move_debug,
	[MOVE_LOCK] = move_lock,
	[MOVE_COUNTERS] = move_counters,
	[MOVE_CYCLES] = move_cycles,
	[MOVE_SERROR] = move_serror,
	[MOVE_SERROR_WITH_SYNDROME] = move_serror_with_syndrome,
	[MOVE_OFF] = move_off,
	[MOVE_WITHOUT] = move_without,
};

TEST(obeys, "the CPU is moved with what the VMM tells it to have")
{
	parts_serve(moves);
}
