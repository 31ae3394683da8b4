/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers that run while the guest is migrated: those of the generic timer, and the alarm of the
 * PL031.
 *
 * Each is a value that is compared with a counter. A host that emulates them with timers of its
 * own has to start each of those again in the other machine.
 */
#include <clock.h>
#include <control.h>
#include <dt.h>
#include <el2.h>
#include <irq.h>
#include <mmio.h>
#include <mmu.h>
#include <running_timer.h>
#include <smp.h>
#include <sysreg.h>
#include <test.h>
#include <timer.h>

#define CTL_ENABLE 1

static uint64_t ticks(uint64_t ns)
{
	return ns / NS_PER_US * clock_frequency() / (NS_PER_S / NS_PER_US) + 1;
}

static bool start_physical(uint64_t ns)
{
	isb();
	sysreg_write(cntp_cval_el0, sysreg_read(cntpct_el0) + ticks(ns));
	sysreg_write(cntp_ctl_el0, CTL_ENABLE);
	isb();
	return true;
}

static void stop_physical(void)
{
	sysreg_write(cntp_ctl_el0, 0);
	isb();
}

TEST(physical, "a physical timer that is running on each CPU moves, and fires once",
     NEEDS("migration") NEEDS("cpus=2") CITE("Arm ARM, CNTP_CVAL_EL0"))
{
	const struct running_timer timer = {
		.source = IRQ_INTID(clock_timer_intid(CLOCK_TIMER_PHYSICAL)),
		.start = start_physical,
		.serve = stop_physical,
		.permille = 1,
	};

	running_timer_move(&timer, smp_count());
}

static bool start_hypervisor(uint64_t ns)
{
	isb();
	el2_write(cnthp_cval_el2, sysreg_read(cntpct_el0) + ticks(ns));
	el2_write(cnthp_ctl_el2, CTL_ENABLE);
	return true;
}

static void stop_hypervisor(void)
{
	el2_write(cnthp_ctl_el2, 0);
}

TEST(hypervisor, "the timer of EL2 that is running on each CPU moves, and fires once",
     NEEDS("migration") NEEDS("el2") NEEDS("cpus=2") CITE("Arm ARM, CNTHP_CVAL_EL2"))
{
	const struct running_timer timer = {
		.source = IRQ_INTID(clock_timer_intid(CLOCK_TIMER_HYPERVISOR)),
		.start = start_hypervisor,
		.serve = stop_hypervisor,
		.permille = 1,
	};

	running_timer_move(&timer, smp_count());
}

/* PL031 */
enum { RTCDR = 0x00, RTCMR = 0x04, RTCIMSC = 0x10, RTCRIS = 0x14, RTCICR = 0x1c };

#define PATIENCE (10 * NS_PER_S)

static uintptr_t rtc;

static unsigned int open_rtc(void)
{
	int node = dt_find(DT_START, "arm,pl031");
	uint64_t base, size;
	unsigned int intid;

	if (node == DT_NONE || !dt_reg(node, 0, &base, &size) || !dt_interrupt(node, 0, &intid))
		SKIP("needs a PL031 clock in the device tree");
	rtc = (uintptr_t)mmu_device(base, size);
	return intid;
}

/* One that has passed may have come again in a migration: alarm_passed. */
static bool start_alarm(uint64_t ns)
{
	mmio_write32(rtc + RTCMR, mmio_read32(rtc + RTCDR) + ns / NS_PER_S + 2);
	mmio_write32(rtc + RTCICR, 1);
	mmio_write32(rtc + RTCIMSC, 1);
	return true;
}

static void clear_alarm(void)
{
	mmio_write32(rtc + RTCIMSC, 0);
	mmio_write32(rtc + RTCICR, 1);
}

TEST(alarm, "an alarm of the PL031 that is to come moves, and comes once",
     NEEDS("migration") CITE("Arm DDI0224, RTCMR; RTCIMSC"))
{
	const struct running_timer alarm = { .source = IRQ_INTID(open_rtc()),
					     .start = start_alarm,
					     .serve = clear_alarm,
					     .coarse_ns = 3 * NS_PER_S };

	running_timer_move(&alarm, 1);
}

/* At the beginning of a second, which may end nevertheless before the alarm is set for it. */
static uint32_t let_alarm_pass(void)
{
	uint32_t before = mmio_read32(rtc + RTCDR), second;

	do
		second = mmio_read32(rtc + RTCDR);
	while (second == before);
	do {
		second = mmio_read32(rtc + RTCDR);
		mmio_write32(rtc + RTCMR, second);
	} while (!mmio_read32(rtc + RTCRIS));
	return second;
}

TEST(alarm_passed, "an alarm of the PL031 that has come does not come again within its second",
     NEEDS("migration") CITE("Arm DDI0224, RTCRIS; RTCICR"))
{
	uint64_t end = clock_ns() + PATIENCE;
	uint32_t second;

	open_rtc();
	do {
		if (clock_ns() > end)
			SKIP("needs a host that migrates within a second");
		second = let_alarm_pass();
		mmio_write32(rtc + RTCICR, 1);
		REQUIRE_EQ(mmio_read32(rtc + RTCRIS), 0);
		control_migrate("precopy", NULL);
	} while (mmio_read32(rtc + RTCDR) != second);
	CHECK_EQ(mmio_read32(rtc + RTCRIS), 0);
	clear_alarm();
}
