/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The timers of a PC: of the local APIC, the 8254, the RTC, and ACPI's counter.
 * Each must fire, not too early, and count at its rate.
 *
 * The library's own timers are set aside meanwhile, its watchdog too: a case that
 * hangs is ended by the runner.
 */
#include <acpi.h>
#include <apic.h>
#include <atomic.h>
#include <clock.h>
#include <cpu_regs.h>
#include <io.h>
#include <ioapic.h>
#include <irq.h>
#include <pit.h>
#include <smp.h>
#include <test.h>

#define VECTOR	 0xc1
#define PATIENCE (10 * NS_PER_S)
#define TICKS	 2000000 /* some milliseconds */

/* How far two clocks may be apart, in 1/1000: this host is busy with other things as well. */
#define TOLERANCE 50

static unsigned int fired;
static uint64_t fired_at[8];

static void note_time(const struct irq *irq, void *context)
{
	unsigned int n = atomic_add(&fired, 1);

	(void)irq;
	(void)context;
	if (n < 8)
		fired_at[n] = clock_ns();
}

static bool wait_for(unsigned int wanted)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (atomic_load(&fired) < wanted && clock_ns() < end)
		cpu_relax();
	return atomic_load(&fired) >= wanted;
}

static void use_apic_timer(uint32_t mode)
{
	timer_reset();
	fired = 0;
	irq_register(IRQ_VECTOR(VECTOR), note_time, NULL);
	apic_write(APIC_LVT_TIMER, mode | VECTOR);
}

/* Time that the APIC timer takes for so many ticks, by the library's clock. */
static uint64_t time_of_ticks(uint32_t ticks, uint32_t divide)
{
	uint64_t begin, first, took, counted;

	apic_write(APIC_TIMER_DIVIDE, divide);
	apic_write(APIC_TIMER_INITIAL, UINT32_MAX);
	first = apic_read(APIC_TIMER_CURRENT);
	begin = clock_ns();
	do {
		counted = first - apic_read(APIC_TIMER_CURRENT);
		took = clock_ns() - begin;
	} while (counted < ticks);
	return took * ticks / counted;
}

TEST(apic_timer_once,
     "a one-shot of the APIC timer interrupts once, not early, and leaves a count of 0",
     CITE("SDM vol. 3, 11.5.4, APIC Timer"))
{
	uint64_t expected = time_of_ticks(TICKS, APIC_DIVIDE_BY_1), begin;

	use_apic_timer(0);
	begin = clock_ns();
	apic_write(APIC_TIMER_INITIAL, TICKS);
	REQUIRE(wait_for(1));
	CHECK_GE(fired_at[0] - begin, expected - expected * TOLERANCE / 1000);
	clock_delay(expected);
	CHECK_EQ(fired, 1);
	CHECK_EQ(apic_read(APIC_TIMER_CURRENT), 0);
}

TEST(apic_timer_periodic,
     "a periodic APIC timer interrupts again and again, in its period on average",
     CITE("SDM vol. 3, 11.5.4, APIC Timer"))
{
	uint64_t period = time_of_ticks(TICKS, APIC_DIVIDE_BY_1), begin;

	use_apic_timer(APIC_LVT_PERIODIC);
	begin = clock_ns(); /* not the first interrupt, which may be late */
	apic_write(APIC_TIMER_INITIAL, TICKS);
	REQUIRE(wait_for(8));
	apic_write(APIC_TIMER_INITIAL, 0);
	CHECK_GE(fired_at[7] - begin + period, 8 * period);
}

TEST(apic_timer_divided, "divided by 16, the APIC timer counts 16 times as slowly",
     CITE("SDM vol. 3, figure 11-10, Divide Configuration Register"))
{
	uint64_t fast, slow;

	use_apic_timer(APIC_LVT_MASKED);
	fast = time_of_ticks(TICKS, APIC_DIVIDE_BY_1);
	slow = time_of_ticks(TICKS, APIC_DIVIDE_BY_16);
	test_value("by_1", fast, "ns");
	test_value("by_16", slow, "ns");
	CHECK_GE(slow, fast * 16 - fast * 16 * TOLERANCE / 1000);
}

/* False if the host was so late that the timer may have been over before. */
static bool stop_in_time(void)
{
	uint64_t limit = time_of_ticks(TICKS, APIC_DIVIDE_BY_1) / 2, begin;

	use_apic_timer(0);
	begin = clock_ns();
	apic_write(APIC_TIMER_INITIAL, TICKS);
	apic_write(APIC_TIMER_INITIAL, 0);
	return clock_ns() - begin < limit;
}

TEST(apic_timer_stopped, "an initial count of 0 stops the APIC timer before it interrupts",
     CITE("SDM vol. 3, 11.5.4, APIC Timer"))
{
	unsigned int tries = 20;

	while (!stop_in_time()) {
		if (!--tries)
			SKIP("needs a host that runs the guest for a millisecond on end");
	}
	clock_delay(10 * NS_PER_MS);
	CHECK_EQ(fired, 0);
	CHECK_EQ(apic_read(APIC_TIMER_CURRENT), 0);
}

TEST(apic_timer_masked, "a masked APIC timer counts, but does not interrupt",
     CITE("SDM vol. 3, 11.5.1, Local Vector Table"))
{
	use_apic_timer(APIC_LVT_MASKED);
	apic_write(APIC_TIMER_INITIAL, TICKS);
	CHECK_LT(apic_read(APIC_TIMER_CURRENT), TICKS);
	clock_delay(10 * NS_PER_MS);
	CHECK_EQ(fired, 0);
}

TEST(tsc_deadline, "IA32_TSC_DEADLINE interrupts once that count is reached, and reads 0 then",
     NEEDS("tsc-deadline") CITE("SDM vol. 3, 11.5.4.1, TSC-Deadline Mode"))
{
	uint64_t deadline;

	use_apic_timer(APIC_LVT_DEADLINE);
	__asm__ volatile("mfence" : : : "memory");
	deadline = tsc_read() + TICKS;
	msr_write(MSR_TSC_DEADLINE, deadline);
	REQUIRE(wait_for(1));
	CHECK_GE(tsc_read(), deadline);
	CHECK_EQ(msr_read(MSR_TSC_DEADLINE), 0);
	CHECK_EQ(fired, 1);
}

TEST(pit_interrupts, "channel 0 of the 8254 interrupts at the end of each period",
     NEEDS("pit") NEEDS("ioapic") CITE("Intel 8254 datasheet, Mode 2: Rate Generator"))
{
	uint64_t period = NS_PER_S * (1 << PIT_BITS) / PIT_HZ, begin = clock_ns();

	fired = 0;
	irq_register(IRQ_VECTOR(VECTOR), note_time, NULL);
	REQUIRE(ioapic_route(ioapic_isa(0), VECTOR, 0, 0));
	REQUIRE(pit_run());
	REQUIRE(wait_for(4));
	test_value("period", (fired_at[3] - fired_at[0]) / 3, "ns");
	CHECK_GE(fired_at[3] - begin + period / 2, 3 * period);
}

#define RTC_INDEX      0x70
#define RTC_DATA       0x71
#define RTC_IRQ	       8
#define RTC_A	       0x0a
#define RTC_B	       0x0b
#define RTC_C	       0x0c
#define RTC_D	       0x0d
#define RTC_D_VALID    0x80
#define RTC_B_PERIODIC 0x40
#define RTC_A_256_HZ   0x28 /* with the usual time base */

static uint8_t rtc_read(uint8_t reg)
{
	out8(RTC_INDEX, reg);
	return in8(RTC_DATA);
}

static void rtc_write(uint8_t reg, uint8_t value)
{
	out8(RTC_INDEX, reg);
	out8(RTC_DATA, value);
}

/* It interrupts no more until register C is read. */
static void rtc_fired(const struct irq *irq, void *context)
{
	note_time(irq, context);
	rtc_read(RTC_C);
}

TEST(rtc_interrupts, "the RTC interrupts at the rate of register A, while register B allows it",
     NEEDS("ioapic") CITE("MC146818 datasheet, Periodic Interrupt Selection"))
{
	uint64_t period = NS_PER_S / 256, begin;
	unsigned int before;
	uint8_t b;

	if (rtc_read(RTC_D) != RTC_D_VALID)
		SKIP("needs an RTC");
	b = rtc_read(RTC_B);
	fired = 0;
	irq_register(IRQ_VECTOR(VECTOR), rtc_fired, NULL);
	REQUIRE(ioapic_route(ioapic_isa(RTC_IRQ), VECTOR, 0, 0));
	rtc_write(RTC_A, RTC_A_256_HZ);
	rtc_read(RTC_C);
	begin = clock_ns();
	rtc_write(RTC_B, b | RTC_B_PERIODIC);
	CHECK(wait_for(8));
	rtc_write(RTC_B, b & ~RTC_B_PERIODIC);
	CHECK_GE(fired_at[7] - begin + period, 7 * period);

	clock_delay(2 * period);
	before = fired;
	clock_delay(4 * period);
	CHECK_EQ(fired, before);
}

#define ACPI_TIMER_HZ	3579545
#define ACPI_TIMER_MASK 0xffffff

TEST(acpi_timer, "ACPI's timer counts 3.579545 MHz",
     NEEDS("acpi") CITE("ACPI 6.5, 4.8.2.1, Power Management Timer"))
{
	const struct acpi_fadt *fadt = acpi_table("FACP", 0);
	uint64_t begin, started, shortest, longest, ns;
	uint32_t from;

	if (!fadt || !fadt->pm_timer_length)
		SKIP("needs the fixed hardware of ACPI");
	begin = clock_ns();
	from = in32(fadt->pm_timer);
	started = clock_ns();
	clock_delay(50 * NS_PER_MS);
	shortest = clock_ns() - started;
	ns = ((in32(fadt->pm_timer) - from) & ACPI_TIMER_MASK) * NS_PER_S / ACPI_TIMER_HZ;
	longest = clock_ns() - begin; /* any time may pass between two readings */
	test_value("clock", shortest, "ns");
	test_value("acpi_timer", ns, "ns");
	CHECK_GE(ns, shortest - shortest * TOLERANCE / 1000);
	CHECK_LE(ns, longest + longest * TOLERANCE / 1000);
}
