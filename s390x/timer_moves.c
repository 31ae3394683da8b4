/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers that run while the guest is migrated: the clock comparator and the CPU timer.
 *
 * Both are values that are compared as long as the CPU runs. A host that emulates them with a
 * timer of its own has to start that one again in the other machine.
 */
#include <clock.h>
#include <irq.h>
#include <running_timer.h>
#include <smp.h>
#include <test.h>

#define PoP "Principles of Operation, "

#define FAR (1ll << 60)

static uint64_t units(uint64_t ns)
{
	return ns / 125 * 512;
}

static bool set_comparator(uint64_t ns)
{
	uint64_t now;

	__asm__ volatile("stckf %0" : "=Q"(now) : : "cc");
	now += units(ns);
	__asm__ volatile("sckc %0" : : "Q"(now));
	return true;
}

TEST(clock_comparator, "a clock comparator that is to be passed on each CPU moves, and fires once",
     NEEDS("migration") NEEDS("cpus=2") CITE(PoP "Clock Comparator"))
{
	const struct running_timer comparator = {
		.source = IRQ_EXTERNAL(EXTERNAL_CLOCK_COMPARATOR),
		.start = set_comparator,
	};

	running_timer_move(&comparator, smp_count());
}

static void set_cpu_timer(int64_t value)
{
	__asm__ volatile("spt %0" : : "Q"(value));
}

static bool start_cpu_timer(uint64_t ns)
{
	set_cpu_timer(units(ns));
	return true;
}

static void stop_cpu_timer(void)
{
	set_cpu_timer(FAR);
}

TEST(cpu_timer, "a CPU timer that is running on each CPU moves, and fires once",
     NEEDS("migration") NEEDS("cpus=2") CITE(PoP "CPU Timer"))
{
	const struct running_timer timer = { .source = IRQ_EXTERNAL(EXTERNAL_CPU_TIMER),
					     .start = start_cpu_timer,
					     .serve = stop_cpu_timer };

	running_timer_move(&timer, smp_count());
}
