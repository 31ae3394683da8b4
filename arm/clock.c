/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters and timers: the generic timer's virtual and physical halves, the
 * PL031 clock, and the cycle counter of the PMU.
 *
 * A hypervisor gives the guest some of these and imitates others; the timers
 * of a guest that is not running, or that has moved, must still fire in time.
 */
#include <bits.h>
#include <clock.h>
#include <dt.h>
#include <features.h>
#include <irq.h>
#include <mmio.h>
#include <mmu.h>
#include <smp.h>
#include <sysreg.h>
#include <test.h>
#include <timer.h>
#include <util.h>

/* CNTP_CTL_EL0, CNTV_CTL_EL0 */
#define CTL_ENABLE BIT(0)
#define CTL_MASK   BIT(1)
#define CTL_STATUS BIT(2)

static uint64_t physical_count(void)
{
	isb();
	return sysreg_read(cntpct_el0);
}

static uint64_t ticks(uint64_t ns)
{
	return ns * clock_frequency() / NS_PER_S;
}

static uint64_t frequencies[2];

static void note_frequency(void *context)
{
	*(uint64_t *)context = clock_frequency();
}

TEST(same_frequency, "CNTFRQ_EL0 says the same on another CPU",
     NEEDS("cpus=2") CITE("Arm ARM, CNTFRQ_EL0"))
{
	smp_call(0, note_frequency, &frequencies[0]);
	smp_call(1, note_frequency, &frequencies[1]);
	CHECK_NE(frequencies[0], 0);
	CHECK_EQ(frequencies[0], frequencies[1]);
}

TEST(constant_distance, "the virtual counter keeps its distance from the physical one",
     CITE("Arm ARM, D11 The virtual counter"))
{
	int64_t least = INT64_MIN, most = INT64_MAX;

	for (unsigned int i = 0; i < 1000; i++) {
		uint64_t before = physical_count(), virtual, after;

		isb();
		virtual = sysreg_read(cntvct_el0);
		after = physical_count();
		least = max(least, (int64_t)(before - virtual));
		most = min(most, (int64_t)(after - virtual));
		REQUIRE(least <= most, "it grew from %ld to %ld ticks or more", most, least);
	}
}

static struct {
	volatile unsigned int count;
	uint64_t at;
} fired;

/*
 * When this is called the controller has heard of the end already. Until the timer is off it
 * may note its level again, and tell of it when the level has gone: that is no other event.
 */
static void physical_fired(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	if (!(sysreg_read(cntp_ctl_el0) & CTL_STATUS))
		return;
	fired.at = physical_count();
	fired.count++;
	sysreg_write(cntp_ctl_el0, 0);
	isb();
}

static void expect_physical(void)
{
	unsigned int source = IRQ_INTID(clock_timer_intid(CLOCK_TIMER_PHYSICAL));

	fired.count = 0;
	irq_register(source, physical_fired, NULL);
	irq_open(source);
}

TEST(physical_compare,
     "the physical timer fires once when the counter has reached its compare value",
     CITE("Arm ARM, CNTP_CVAL_EL0"))
{
	uint64_t deadline = physical_count() + ticks(5 * NS_PER_MS);

	expect_physical();
	sysreg_write(cntp_cval_el0, deadline);
	sysreg_write(cntp_ctl_el0, CTL_ENABLE);
	isb();
	CHECK(irq_wait(&fired.count, NS_PER_S * clock_slowness()));
	CHECK_GE(fired.at, deadline);
	clock_delay(NS_PER_MS);
	CHECK_EQ(fired.count, 1);
}

TEST(physical_countdown, "CNTP_TVAL_EL0 sets the compare value relative to now and counts down",
     CITE("Arm ARM, CNTP_TVAL_EL0"))
{
	uint64_t before = physical_count(), distance = ticks(10 * NS_PER_MS);
	uint64_t compare;
	int32_t left;

	sysreg_write(cntp_tval_el0, distance);
	isb();
	compare = sysreg_read(cntp_cval_el0);
	CHECK_GE(compare, before + distance);
	CHECK_LE(compare, physical_count() + distance);
	clock_delay(20 * NS_PER_MS);
	left = sysreg_read(cntp_tval_el0);
	CHECK_LT(left, 0);
}

TEST(status, "ISTATUS says whether the compare value is reached, masked or not, if enabled",
     CITE("Arm ARM, CNTP_CTL_EL0"))
{
	sysreg_write(cntp_cval_el0, physical_count() + ticks(NS_PER_S) * 100);
	sysreg_write(cntp_ctl_el0, CTL_ENABLE | CTL_MASK);
	isb();
	CHECK_EQ(sysreg_read(cntp_ctl_el0), CTL_ENABLE | CTL_MASK);
	sysreg_write(cntp_cval_el0, 0);
	isb();
	CHECK_EQ(sysreg_read(cntp_ctl_el0), CTL_ENABLE | CTL_MASK | CTL_STATUS);
	sysreg_write(cntp_ctl_el0, 0);
}

TEST(masked, "a timer that is masked or not enabled does not interrupt",
     CITE("Arm ARM, CNTP_CTL_EL0"))
{
	expect_physical();
	sysreg_write(cntp_cval_el0, 0);
	sysreg_write(cntp_ctl_el0, CTL_ENABLE | CTL_MASK);
	isb();
	clock_delay(NS_PER_MS);
	CHECK_EQ(fired.count, 0);
	sysreg_write(cntp_ctl_el0, 0);
	isb();
	clock_delay(NS_PER_MS);
	CHECK_EQ(fired.count, 0);
	sysreg_write(cntp_ctl_el0, CTL_ENABLE);
	isb();
	CHECK(irq_wait(&fired.count, NS_PER_S * clock_slowness()));
}

static void set_flag(struct timer *timer, void *context)
{
	(void)timer;
	*(volatile unsigned int *)context = true;
}

TEST(both_timers, "the physical timer fires while the virtual one is running",
     CITE("Arm ARM, D11 Timers"))
{
	volatile unsigned int virtual_fired = false;
	struct timer timer = { 0 };

	expect_physical();
	timer_start(&timer, 4 * NS_PER_MS, set_flag, (void *)&virtual_fired);
	sysreg_write(cntp_tval_el0, ticks(2 * NS_PER_MS));
	sysreg_write(cntp_ctl_el0, CTL_ENABLE);
	isb();
	CHECK(irq_wait(&fired.count, NS_PER_S * clock_slowness()));
	CHECK(irq_wait(&virtual_fired, NS_PER_S * clock_slowness()));
	CHECK_EQ(fired.count, 1);
}

/* PL031 */
enum { RTCDR = 0x00, RTCMR = 0x04, RTCIMSC = 0x10, RTCRIS = 0x14, RTCICR = 0x1c };

static uintptr_t rtc;

static int find_rtc(void)
{
	int node = dt_find(DT_START, "arm,pl031");
	uint64_t base, size;

	if (node == DT_NONE || !dt_reg(node, 0, &base, &size))
		SKIP("needs a PL031 clock in the device tree");
	rtc = (uintptr_t)mmu_device(base, size);
	return node;
}

/* The PL031 changed to this number somewhere between the two times of the other clock. */
struct second {
	uint32_t number;
	uint64_t after, before;
};

static struct second wait_for_second(void)
{
	uint64_t now = clock_ns(), last;
	uint32_t number = mmio_read32(rtc + RTCDR), next;

	do {
		last = now;
		now = clock_ns();
		next = mmio_read32(rtc + RTCDR);
	} while (next == number);
	return (struct second){ next, last, clock_ns() };
}

TEST(wall_clock, "two seconds of the PL031 are two seconds of the generic timer",
     CITE("Arm DDI0224, RTCDR; Arm ARM, CNTFRQ_EL0"))
{
	uint64_t tolerance = 200 * NS_PER_MS, seconds;
	struct second first, last;

	find_rtc();
	first = wait_for_second();
	do
		last = wait_for_second();
	while (last.number < first.number + 2);
	seconds = (last.number - first.number) * NS_PER_S;
	test_value("two_seconds", last.before - first.before, "ns");
	CHECK_LE(last.after - first.before, seconds + tolerance);
	CHECK_GE(last.before - first.after, seconds - tolerance);
}

static void alarm_fired(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	fired.count++;
	mmio_write32(rtc + RTCICR, 1);
}

TEST(alarm, "the PL031 interrupts when its seconds match", CITE("Arm DDI0224, RTCMR; RTCIMSC"))
{
	unsigned int intid;
	int node = find_rtc();
	uint32_t wanted;

	REQUIRE(dt_interrupt(node, 0, &intid));
	fired.count = 0;
	irq_register(IRQ_INTID(intid), alarm_fired, NULL);
	irq_open(IRQ_INTID(intid));
	wanted = mmio_read32(rtc + RTCDR) + 1;
	mmio_write32(rtc + RTCIMSC, 1);
	mmio_write32(rtc + RTCMR, wanted);
	CHECK(irq_wait(&fired.count, 5 * NS_PER_S * clock_slowness()));
	CHECK_GE(mmio_read32(rtc + RTCDR), wanted);
	CHECK_EQ(fired.count, 1);
	CHECK_EQ(mmio_read32(rtc + RTCRIS), 0);
	mmio_write32(rtc + RTCIMSC, 0);
}

/* PMCR_EL0; the cycle counter has the last bit of each of its registers of bits */
#define PMCR_ENABLE	  BIT(0)
#define PMCR_RESET_CYCLES BIT(2)
#define PMCR_LONG	  BIT(6)
#define PM_CYCLES	  BIT(31)
#define PM_ALL		  UINT32_MAX

/* Of all counters: after a reset any may be enabled, have overflowed, and interrupt. */
static void pmu_off(void)
{
	sysreg_write(pmintenclr_el1, PM_ALL);
	sysreg_write(pmcntenclr_el0, PM_ALL);
	sysreg_write(pmovsclr_el0, PM_ALL);
	sysreg_write(pmcr_el0, 0);
	isb();
}

TEST(cycles, "the cycle counter counts while it is enabled, and only then",
     NEEDS("pmu") CITE("Arm ARM, PMCCNTR_EL0; PMCR_EL0"))
{
	uint64_t counted, stopped;

	pmu_off();
	sysreg_write(pmccfiltr_el0, 0);
	sysreg_write(pmcntenset_el0, PM_CYCLES);
	sysreg_write(pmcr_el0, PMCR_ENABLE | PMCR_RESET_CYCLES | PMCR_LONG);
	isb();
	clock_delay(NS_PER_MS);
	counted = sysreg_read(pmccntr_el0);
	sysreg_write(pmcr_el0, PMCR_LONG);
	isb();
	stopped = sysreg_read(pmccntr_el0);
	clock_delay(NS_PER_MS);
	CHECK_GT(counted, 0);
	CHECK_EQ(sysreg_read(pmccntr_el0), stopped);
	pmu_off();
}

static void overflowed(const struct irq *irq, void *context)
{
	uint64_t flags = sysreg_read(pmovsset_el0);

	(void)irq;
	(void)context;
	/* like physical_fired() */
	if (!flags)
		return;
	fired.at = flags;
	fired.count++;
	sysreg_write(pmovsclr_el0, flags);
	isb();
}

/* The clock whose cycles are counted may stop while a CPU waits for interrupts. */
static void wait_busily(uint64_t timeout_ns)
{
	uint64_t end = clock_ns() + timeout_ns;

	while (!fired.count && clock_ns() < end)
		cpu_relax();
}

TEST(cycle_overflow, "the cycle counter interrupts when it overflows, and tells so",
     NEEDS("pmu") CITE("Arm ARM, PMOVSSET_EL0; PMINTENSET_EL1"))
{
	int node = dt_find(DT_START, "arm,armv8-pmuv3");
	unsigned int intid;

	REQUIRE(dt_interrupt(node, 0, &intid), "no PMU in the device tree");
	fired.count = 0;
	irq_register(IRQ_INTID(intid), overflowed, NULL);
	pmu_off();
	irq_open(IRQ_INTID(intid));
	sysreg_write(pmccfiltr_el0, 0);
	sysreg_write(pmintenset_el1, PM_CYCLES);
	sysreg_write(pmcntenset_el0, PM_CYCLES);
	sysreg_write(pmcr_el0, PMCR_ENABLE | PMCR_LONG);
	isb();
	sysreg_write(pmccntr_el0, ~0ull - 1000000);
	isb();
	wait_busily(NS_PER_S * clock_slowness());
	CHECK(fired.at & PM_CYCLES);
	pmu_off();
	CHECK_EQ(fired.count, 1);
}
