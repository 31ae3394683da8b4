/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clock is the time-stamp counter, the timer that of the local APIC. What
 * they count per second is only found out when somebody asks for the time.
 */
#include <clock.h>
#include <smp.h>
#include "apic.h"
#include "calibrate.h"
#include "cpu_regs.h"
#include "fixed_point.h"

#define OLD (3 * NS_PER_S)

static uint64_t start_tsc;
static struct clock_rates rates;

void clock_setup(void)
{
	apic_setup();
	if (!start_tsc)
		start_tsc = calibrate_begin();
}

static uint64_t ns_since(uint64_t tsc)
{
	if (!rates.ns_per_tsc)
		calibrate_end(&rates);
	return fixed_scale(tsc_read() - tsc, rates.ns_per_tsc);
}

uint64_t clock_ns(void)
{
	return ns_since(start_tsc);
}

/*
 * KVM before Linux 6.8 takes a time-stamp counter that is set within a second of what it would be
 * now, counted from its last reset, for an attempt to set all CPUs alike, and leaves it.
 */
uint64_t clock_youth_ns(void)
{
	uint64_t age;

	if (!calibrate_on_kvm())
		return 0;
	age = ns_since(0);
	return age < OLD ? OLD - age : 0;
}

/* The counter has 32 bits: what lies further ahead is asked for again later. */
void clock_arm(uint64_t deadline_ns)
{
	uint64_t now = clock_ns(), ticks = 1;

	if (deadline_ns > now)
		ticks = fixed_scale(deadline_ns - now, rates.timer_per_ns);
	if (ticks > UINT32_MAX)
		ticks = UINT32_MAX;
	apic_write(APIC_TIMER_INITIAL, ticks ? ticks : 1);
}

void clock_disarm(void)
{
	apic_write(APIC_TIMER_INITIAL, 0);
}
