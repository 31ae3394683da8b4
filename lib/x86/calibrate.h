/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How fast the time-stamp counter and the timer of the local APIC are.
 */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include <stdbool.h>
#include <stdint.h>

/* 32.32 fixed point. */
struct clock_rates {
	uint64_t ns_per_tsc;
	uint64_t timer_per_ns;
};

/*
 * Lets the APIC timer run and returns the time-stamp counter at that moment. What
 * the machine does until calibrate_end() is time to measure.
 */
uint64_t calibrate_begin(void);

/* Whether the hypervisor calls itself KVM. */
bool calibrate_on_kvm(void);

/* Before the APIC timer is used for anything else, on the same CPU. */
void calibrate_end(struct clock_rates *rates);

#endif
