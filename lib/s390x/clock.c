/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time-of-day clock, whose bit 51 is a microsecond: 4096 units. It goes on
 * in a guest that has been migrated.
 */
#include <clock.h>
#include <machine_clocks.h>
#include <smp.h>
#include <stddef.h>

/* 1000 / 4096 */
#define NS_PER_GROUP	125
#define UNITS_PER_GROUP 512

#define NEVER (~0ul)

/* Far from where the CPU timer becomes negative and interrupts. */
#define CPU_TIMER_START (1ul << 62)

static uint64_t start_of_time;

static uint64_t time_of_day(void)
{
	uint64_t units;

	__asm__ volatile("stckf %0" : "=Q"(units) : : "cc");
	return units;
}

static uint64_t units_to_ns(uint64_t units)
{
	return units / UNITS_PER_GROUP * NS_PER_GROUP +
	       units % UNITS_PER_GROUP * NS_PER_GROUP / UNITS_PER_GROUP;
}

static uint64_t ns_to_units(uint64_t ns)
{
	return ns / NS_PER_GROUP * UNITS_PER_GROUP +
	       ns % NS_PER_GROUP * UNITS_PER_GROUP / NS_PER_GROUP;
}

uint64_t clock_ns(void)
{
	return units_to_ns(time_of_day() - start_of_time);
}

static void set_comparator(uint64_t units)
{
	__asm__ volatile("sckc %0" : : "Q"(units));
}

static void set_cpu_timer(uint64_t units)
{
	__asm__ volatile("spt %0" : : "Q"(units));
}

void clock_setup(void)
{
	if (!start_of_time)
		start_of_time = time_of_day();
	set_comparator(NEVER);
	set_cpu_timer(CPU_TIMER_START);
}

void clock_arm(uint64_t deadline_ns)
{
	uint64_t units = ns_to_units(deadline_ns);

	set_comparator(units < NEVER - start_of_time ? start_of_time + units + 1 : NEVER);
}

void clock_disarm(void)
{
	set_comparator(NEVER);
}

uint64_t clock_youth_ns(void)
{
	return 0;
}

/* It counts down. */
static uint64_t cpu_timer_ns(void)
{
	uint64_t units;

	__asm__ volatile("stpt %0" : "=Q"(units));
	return units_to_ns(CPU_TIMER_START - units);
}

bool clock_reference_ns(uint64_t *ns)
{
	*ns = cpu_timer_ns();
	return true;
}

const struct machine_clock machine_clocks[] = {
	{ .name = "time-of-day clock", .ns = clock_ns },
	{ .name = "CPU timer", .ns = cpu_timer_ns },
	{ .name = NULL },
};
