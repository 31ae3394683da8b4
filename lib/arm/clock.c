/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generic timer: its virtual counter is the clock, its virtual timer the
 * library's own. Both keep their course when the machine migrates.
 */
#include <bits.h>
#include <clock.h>
#include <dt.h>
#include <machine_clocks.h>
#include <smp.h>
#include <test.h>
#include "interrupt.h"
#include "sysreg.h"
#include "timer.h"

/* CNTV_CTL_EL0 */
#define CTL_ENABLE BIT(0)
#define CTL_MASKED BIT(1)

#define FRACTION 32 /* bits behind the point of the factors */

static uint64_t ns_per_tick, ticks_per_ns;
static unsigned int intid;

static uint64_t scale(uint64_t value, uint64_t factor)
{
	return (unsigned __int128)value * factor >> FRACTION;
}

uint64_t clock_frequency(void)
{
	return sysreg_read(cntfrq_el0);
}

static void calibrate(void)
{
	uint64_t frequency = clock_frequency();

	ticks_per_ns = (frequency << FRACTION) / NS_PER_S;
	if (!ticks_per_ns)
		test_crashed("CNTFRQ_EL0 is %lu: the firmware has not set it", frequency);
	ns_per_tick = (NS_PER_S << FRACTION) / frequency;
}

uint64_t clock_ticks_to_ns(uint64_t ticks)
{
	return scale(ticks, ns_per_tick);
}

uint64_t clock_ns(void)
{
	isb();
	return scale(sysreg_read(cntvct_el0), ns_per_tick);
}

/* The physical counter counts the same ticks, but comes to the guest by another road. */
static uint64_t physical_ns(void)
{
	isb();
	return scale(sysreg_read(cntpct_el0), ns_per_tick);
}

bool clock_reference_ns(uint64_t *ns)
{
	*ns = physical_ns();
	return true;
}

const struct machine_clock machine_clocks[] = {
	{ .name = "virtual counter", .ns = clock_ns },
	{ .name = "physical counter", .ns = physical_ns },
	{ .name = NULL },
};

/* Four interrupts in the order of the binding: secure, non-secure, virtual, hypervisor. */
unsigned int clock_timer_intid(enum clock_timer timer)
{
	unsigned int number;
	int node = dt_find(DT_START, "arm,armv8-timer");

	if (node < 0 || !dt_interrupt(node, timer, &number))
		test_crashed("no generic timer in the device tree");
	return number;
}

unsigned int clock_intid(void)
{
	return intid;
}

void clock_setup(void)
{
	if (!ns_per_tick) {
		calibrate();
		intid = clock_timer_intid(CLOCK_TIMER_VIRTUAL);
	}
	clock_disarm();
}

void clock_arm(uint64_t deadline_ns)
{
	sysreg_write(cntv_cval_el0, scale(deadline_ns, ticks_per_ns));
	sysreg_write(cntv_ctl_el0, CTL_ENABLE);
	isb();
}

void clock_disarm(void)
{
	sysreg_write(cntv_ctl_el0, CTL_MASKED);
	isb();
}

uint64_t clock_youth_ns(void)
{
	return 0;
}
