/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clocks of a CPU: time of day, clock comparator, CPU timer.
 *
 * The comparator and the CPU timer are levels, not events: their interruption
 * is pending as long as the condition holds. A host that delivers it once and
 * forgets, or early, gives a guest spurious or lost ticks.
 */
#include <clock.h>
#include <irq.h>
#include <smp.h>
#include <test.h>

#define UNITS_PER_MS (4096ull * 1000)
#define LATEST	     (~0ull)
#define PATIENCE     NS_PER_S
#define FAR	     (1ll << 60)

static uint64_t time_of_day(void)
{
	uint64_t units;

	__asm__ volatile("stck %0" : "=Q"(units) : : "cc");
	return units;
}

static void set_comparator(uint64_t units)
{
	__asm__ volatile("sckc %0" : : "Q"(units));
}

static uint64_t comparator(void)
{
	uint64_t units;

	__asm__ volatile("stckc %0" : "=Q"(units));
	return units;
}

static void set_cpu_timer(int64_t units)
{
	__asm__ volatile("spt %0" : : "Q"(units));
}

static int64_t cpu_timer(void)
{
	int64_t units;

	__asm__ volatile("stpt %0" : "=Q"(units));
	return units;
}

static volatile unsigned int calls;
static volatile uint64_t called_at;

static void note_time(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	called_at = time_of_day();
	calls++;
}

static bool wait_for_call(void)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (!calls && clock_ns() < end)
		cpu_relax();
	return calls;
}

TEST(unique, "two STORE CLOCK in a row never store the same value, and the second is greater",
     CITE("Principles of Operation, STORE CLOCK"))
{
	uint64_t before = time_of_day();
	unsigned int wrong = 0;

	for (unsigned int i = 0; i < 10000; i++) {
		uint64_t now = time_of_day();

		wrong += now <= before;
		before = now;
	}
	CHECK_EQ(wrong, 0);
}

TEST(extended, "STORE CLOCK EXTENDED lies between two STORE CLOCK, behind its epoch index",
     CITE("Principles of Operation, STORE CLOCK EXTENDED"))
{
	struct {
		uint8_t bytes[16];
	} value;
	uint64_t before, now = 0, after;

	before = time_of_day();
	__asm__ volatile("stcke %0" : "=Q"(value) : : "cc");
	after = time_of_day();
	for (unsigned int i = 1; i <= 8; i++)
		now = now << 8 | value.bytes[i];
	CHECK_LT(before, now);
	CHECK_LT(now, after);
}

TEST(programmable_field,
     "the programmable field that SET CLOCK PROGRAMMABLE FIELD set ends STORE CLOCK EXTENDED",
     CITE("Principles of Operation, SET CLOCK PROGRAMMABLE FIELD"))
{
	struct {
		uint8_t bytes[16];
	} value;
	register uint64_t field __asm__("r0") = 0xa55a;

	__asm__ volatile("sckpf\n	stcke %0" : "=Q"(value) : "d"(field) : "cc");
	CHECK_EQ(value.bytes[14] << 8 | value.bytes[15], 0xa55a);
	field = 0;
	__asm__ volatile("sckpf" : : "d"(field));
}

TEST(comparator_keeps_its_value, "STORE CLOCK COMPARATOR stores what was set",
     CITE("Principles of Operation, STORE CLOCK COMPARATOR"))
{
	uint64_t want = LATEST - 0x123456789abcull;

	set_comparator(want);
	CHECK_EQ(comparator() | 0xff, want | 0xff);
}

TEST(comparator_not_early, "the clock comparator never interrupts before its time",
     CITE("Principles of Operation, Clock Comparator"))
{
	irq_register(IRQ_EXTERNAL(EXTERNAL_CLOCK_COMPARATOR), note_time, NULL);
	for (unsigned int i = 1; i <= 20; i++) {
		uint64_t at = time_of_day() + i * UNITS_PER_MS / 10;

		calls = 0;
		set_comparator(at);
		REQUIRE(wait_for_call());
		CHECK_LE(at, called_at);
	}
}

static void check_past(uint64_t past)
{
	calls = 0;
	irq_register(IRQ_EXTERNAL(EXTERNAL_CLOCK_COMPARATOR), note_time, NULL);
	set_comparator(past);
	CHECK(wait_for_call());
}

TEST(comparator_in_the_past, "a comparator that is set to a moment ago interrupts at once",
     CITE("Principles of Operation, Clock Comparator"))
{
	check_past(time_of_day() - UNITS_PER_MS / 1000);
}

TEST(comparator_long_past, "a comparator that is set to the beginning of time interrupts at once",
     CITE("Principles of Operation, Clock Comparator"))
{
	check_past(0);
}

TEST(comparator_withdrawn,
     "an interruption that was pending is gone when the comparator is set to the future",
     CITE("Principles of Operation, Clock Comparator"))
{
	calls = 0;
	irq_register(IRQ_EXTERNAL(EXTERNAL_CLOCK_COMPARATOR), note_time, NULL);
	irq_disable();
	set_comparator(time_of_day());
	clock_delay(NS_PER_MS);
	set_comparator(LATEST);
	irq_enable();
	clock_delay(NS_PER_MS);
	CHECK_EQ(calls, 0);
}

TEST(cpu_timer_counts_down, "the CPU timer goes down at the rate of the clock",
     CITE("Principles of Operation, CPU Timer"))
{
	uint64_t begin, started, stopped, end;
	int64_t first, last;

	set_cpu_timer(FAR);
	begin = time_of_day();
	first = cpu_timer();
	started = time_of_day(); /* any time may pass between two readings */
	clock_delay(20 * NS_PER_MS);
	stopped = time_of_day();
	last = cpu_timer();
	end = time_of_day();
	CHECK_LT(last, first);
	CHECK_LE(first - last, end - begin);
	CHECK_GE((first - last) * 10, (stopped - started) * 9);
}

static void set_far_and_note(const struct irq *irq, void *context)
{
	note_time(irq, context);
	set_cpu_timer(FAR);
}

TEST(cpu_timer_interrupts, "the CPU timer interrupts when it is negative, not before",
     CITE("Principles of Operation, CPU Timer"))
{
	uint64_t begin;

	calls = 0;
	irq_register(IRQ_EXTERNAL(EXTERNAL_CPU_TIMER), set_far_and_note, NULL);
	irq_open(IRQ_EXTERNAL(EXTERNAL_CPU_TIMER));
	begin = time_of_day();
	set_cpu_timer(2 * UNITS_PER_MS);
	REQUIRE(wait_for_call());
	CHECK_GE(called_at - begin, 2 * UNITS_PER_MS);
	clock_delay(NS_PER_MS);
	CHECK_EQ(calls, 1);
}

TEST(cpu_timer_set_negative, "a CPU timer that is set to a negative value interrupts at once",
     CITE("Principles of Operation, CPU Timer"))
{
	calls = 0;
	irq_register(IRQ_EXTERNAL(EXTERNAL_CPU_TIMER), set_far_and_note, NULL);
	set_cpu_timer(-1);
	irq_open(IRQ_EXTERNAL(EXTERNAL_CPU_TIMER));
	CHECK(wait_for_call());
}

static void set_far_third_time(const struct irq *irq, void *context)
{
	note_time(irq, context);
	if (calls == 3)
		set_cpu_timer(FAR);
}

TEST(cpu_timer_stays_pending, "a negative CPU timer interrupts again and again until it is set",
     CITE("Principles of Operation, CPU Timer"))
{
	calls = 0;
	irq_register(IRQ_EXTERNAL(EXTERNAL_CPU_TIMER), set_far_third_time, NULL);
	set_cpu_timer(UNITS_PER_MS);
	clock_delay(2 * NS_PER_MS);
	irq_open(IRQ_EXTERNAL(EXTERNAL_CPU_TIMER));
	clock_delay(5 * NS_PER_MS);
	CHECK_EQ(calls, 3);
}
