/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include <smp.h>
#include "apic.h"
#include "calibrate.h"
#include "cpu_regs.h"
#include "fixed_point.h"
#include "pit.h"

/* Long enough for an error of 0.05 %: reading the timer takes up to 100 ns more or less. */
#define SHORTEST_NS (200 * NS_PER_US)
#define PIT_NS	    (10 * NS_PER_MS)
#define TRIES	    3

/* The first letters of a hypervisor's name, "KVMKVMKVM" and "TCGTCGTCGTCG". */
#define NAME_KVM 0x4b4d564b
#define NAME_TCG 0x54474354

/* Both counters at one moment. */
struct sample {
	uint64_t tsc;
	uint32_t timer; /* counts down */
};

/* What a hypervisor writes for its guest, see KVM's documentation of the MSR. */
struct kvm_clock {
	uint32_t version;
	uint32_t reserved0;
	uint64_t tsc;
	uint64_t ns;
	uint32_t factor; /* 0.32 fixed point, of the shifted counter */
	int8_t shift;
	uint8_t flags;
	uint8_t reserved1[2];
};

static struct sample begin;

/* A try that was interrupted took longer than the others. */
static struct sample take_sample(void)
{
	struct sample best = { 0 };
	uint64_t shortest = UINT64_MAX;

	for (unsigned int i = 0; i < TRIES; i++) {
		uint64_t before = tsc_read();
		uint32_t timer = apic_read(APIC_TIMER_CURRENT);
		uint64_t took = tsc_read() - before;

		if (took < shortest) {
			shortest = took;
			best = (struct sample){ before + took / 2, timer };
		}
	}
	return best;
}

uint64_t calibrate_begin(void)
{
	apic_write(APIC_TIMER_INITIAL, UINT32_MAX);
	begin = take_sample();
	return begin.tsc;
}

/* The timer counts nanoseconds. */
static uint64_t tsc_by_timer(void)
{
	uint32_t ticks;
	struct sample end;

	do {
		end = take_sample();
		ticks = begin.timer - end.timer;
	} while (ticks < SHORTEST_NS);
	return FIXED_ONE * ticks / (end.tsc - begin.tsc);
}

/* KVM tells how to make nanoseconds of its time-stamp counter. */
static uint64_t tsc_by_kvm(void)
{
	static volatile struct kvm_clock clock __attribute__((aligned(64)));
	uint64_t factor;

	if (!(cpuid(CPUID_KVM_FEATURES, 0).eax & CPUID_KVM_CLOCK))
		return 0;
	msr_write(MSR_KVM_CLOCK, (uintptr_t)&clock | 1);
	factor = clock.factor;
	factor = clock.shift < 0 ? factor >> -clock.shift : factor << clock.shift;
	msr_write(MSR_KVM_CLOCK, 0);
	return factor;
}

/* Nothing is known: both against the clock that every PC has. */
static bool by_pit(struct clock_rates *rates)
{
	struct sample first, last;

	apic_write(APIC_TIMER_INITIAL, UINT32_MAX);
	if (!pit_begin(PIT_NS))
		return false;
	first = take_sample();
	pit_end();
	last = take_sample();
	rates->ns_per_tsc = FIXED_ONE * PIT_NS / (last.tsc - first.tsc);
	rates->timer_per_ns = FIXED_ONE * (first.timer - last.timer) / PIT_NS;
	return true;
}

static uint32_t hypervisor_name(void)
{
	return cpuid(CPUID_HYPERVISOR, 0).ebx;
}

bool calibrate_on_kvm(void)
{
	return hypervisor_name() == NAME_KVM;
}

void calibrate_end(struct clock_rates *rates)
{
	uint32_t name = hypervisor_name();
	bool kvm = name == NAME_KVM;

	if (kvm || name == NAME_TCG || !by_pit(rates)) {
		rates->timer_per_ns = FIXED_ONE; /* QEMU and KVM emulate one of 1 GHz */
		rates->ns_per_tsc = kvm ? tsc_by_kvm() : 0;
		if (!rates->ns_per_tsc)
			rates->ns_per_tsc = tsc_by_timer();
	}
	apic_write(APIC_TIMER_INITIAL, 0);
}
