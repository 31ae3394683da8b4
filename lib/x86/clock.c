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

static uint64_t start_tsc;
static struct clock_rates rates;

void clock_setup(void)
{
	apic_setup();
	if (!start_tsc)
		start_tsc = calibrate_begin();
}

uint64_t clock_ns(void)
{
	if (!rates.ns_per_tsc)
		calibrate_end(&rates);
	return fixed_scale(tsc_read() - start_tsc, rates.ns_per_tsc);
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
