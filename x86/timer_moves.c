/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers that run while the guest is migrated: of the local APIC, the HPET, the 8254, the RTC.
 *
 * One-shots of the APIC are the library's own timers, which move in common/clock_moves.c.
 */
#include <apic.h>
#include <case.h>
#include <clock.h>
#include <control.h>
#include <io.h>
#include <ioapic.h>
#include <irq.h>
#include <mmu.h>
#include <pit.h>
#include <running_timer.h>
#include <smp.h>
#include <test.h>

#define VECTOR	  0xc1
#define TOLERANCE 50 /* permille: rates are measured */
#define PERIOD	  (50 * NS_PER_MS)

/* QEMU's and KVM's counts nanoseconds. */
static bool start_periodic(uint64_t ns)
{
	timer_reset();
	apic_write(APIC_LVT_TIMER, APIC_LVT_PERIODIC | VECTOR);
	apic_write(APIC_TIMER_INITIAL, ns);
	return true;
}

static void stop_periodic(void)
{
	apic_write(APIC_TIMER_INITIAL, 0);
}

TEST(apic_periodic, "a periodic APIC timer moves, and goes on in its period",
     NEEDS("migration") CITE("SDM vol. 3, 11.5.4, APIC Timer"))
{
	const struct running_timer timer = { .source = IRQ_VECTOR(VECTOR),
					     .start = start_periodic,
					     .stop = stop_periodic,
					     .permille = TOLERANCE };

	running_timer_move_periodic(&timer, PERIOD);
}

#define HPET_BASE	 0xfed00000
#define HPET_SIZE	 0x400
#define HPET_ID		 0x000
#define HPET_PERIOD	 0x004 /* in femtoseconds */
#define HPET_CONFIG	 0x010
#define HPET_ENABLE	 1
#define HPET_COUNTER	 0x0f0
#define HPET_TIMER	 0x100 /* of the first one: configuration, routes, comparator */
#define HPET_ROUTES	 0x104
#define HPET_COMPARATOR	 0x108
#define HPET_INTERRUPT	 0x004
#define HPET_PERIODIC	 0x008
#define HPET_SET_VALUE	 0x040
#define HPET_32_BITS	 0x100
#define HPET_ROUTE_SHIFT 9
#define HPET_NO_ISA	 0xffff0000 /* lines that ISA devices do not have */
#define FS_PER_NS	 1000000ull

static volatile uint32_t *hpet;

static uint32_t hpet_get(unsigned int reg)
{
	return hpet[reg / 4];
}

static void hpet_set(unsigned int reg, uint32_t value)
{
	hpet[reg / 4] = value;
}

static void stop_hpet(void)
{
	hpet_set(HPET_TIMER, 0);
}

/* A period that is short, and goes on behind a case that has failed, leaves no CPU to the host. */
static void stop_at_end(struct case_undo *self)
{
	(void)self;
	stop_hpet();
}

/* From 0: a timer of 32 bits interrupts when they wrap around as well, after some 40 s. */
static void restart_counter(void)
{
	uint32_t config = hpet_get(HPET_CONFIG);

	hpet_set(HPET_CONFIG, config & ~HPET_ENABLE);
	hpet_set(HPET_COUNTER, 0);
	hpet_set(HPET_COUNTER + 4, 0);
	hpet_set(HPET_CONFIG, config | HPET_ENABLE);
}

/* The first timer, on the first line that it can be routed to; flags for the line as well. */
static uint32_t hpet_setup(uint32_t line_flags, uint32_t flags)
{
	static struct case_undo undo = { .undo = stop_at_end };
	uint32_t line;

	hpet = mmu_device(HPET_BASE, HPET_SIZE);
	if (!hpet_get(HPET_ID) || hpet_get(HPET_ID) == UINT32_MAX)
		SKIP("needs an HPET");
	line = __builtin_ctz(hpet_get(HPET_ROUTES) & HPET_NO_ISA);
	REQUIRE(ioapic_route(line, VECTOR, smp_id(), line_flags));
	case_at_end(&undo);
	hpet_set(HPET_TIMER, 0);
	restart_counter();
	hpet_set(HPET_TIMER, line << HPET_ROUTE_SHIFT | flags);
	return line;
}

static uint32_t hpet_ticks(uint64_t ns)
{
	return ns * FS_PER_NS / hpet_get(HPET_PERIOD);
}

/* Enabled last: the comparator may still hold what has passed, which some take for due. */
static bool start_hpet(uint64_t ns)
{
	hpet_setup(0, HPET_32_BITS);
	hpet_set(HPET_COMPARATOR, hpet_get(HPET_COUNTER) + hpet_ticks(ns));
	hpet_set(HPET_TIMER, hpet_get(HPET_TIMER) | HPET_INTERRUPT);
	return true;
}

TEST(hpet_once, "a one-shot of the HPET that is running moves, and fires once",
     NEEDS("migration") NEEDS("ioapic") CITE("IA-PC HPET 1.0a, 2.3.9.2.1"))
{
	const struct running_timer timer = { .source = IRQ_VECTOR(VECTOR),
					     .start = start_hpet,
					     .serve = stop_hpet,
					     .permille = TOLERANCE };

	running_timer_move(&timer, 1);
}

/* Between two writes of a half nothing must be due: the period is set first, then the start. */
static void hpet_set_period(uint64_t ns, uint32_t flags)
{
	uint64_t now = (uint64_t)hpet_get(HPET_COUNTER + 4) << 32 | hpet_get(HPET_COUNTER);
	uint64_t first = now + hpet_ticks(ns);

	hpet_set(HPET_TIMER, hpet_get(HPET_TIMER) | HPET_SET_VALUE);
	hpet_set(HPET_COMPARATOR, first);
	if (!(flags & HPET_32_BITS)) {
		hpet_set(HPET_TIMER, hpet_get(HPET_TIMER) | HPET_SET_VALUE);
		hpet_set(HPET_COMPARATOR + 4, first >> 32);
		hpet_set(HPET_COMPARATOR + 4, 0);
	}
	hpet_set(HPET_COMPARATOR, hpet_ticks(ns));
}

static bool start_hpet_periodic(uint64_t ns)
{
	hpet_setup(0, HPET_INTERRUPT | HPET_PERIODIC);
	hpet_set_period(ns, HPET_PERIODIC);
	return true;
}

TEST(hpet_periodic, "a periodic timer of the HPET moves, and goes on in its period",
     NEEDS("migration") NEEDS("ioapic") CITE("IA-PC HPET 1.0a, 2.3.9.2.2"))
{
	const struct running_timer timer = { .source = IRQ_VECTOR(VECTOR),
					     .start = start_hpet_periodic,
					     .stop = stop_hpet,
					     .permille = TOLERANCE };

	running_timer_move_periodic(&timer, PERIOD);
}

#define SHORT_PERIOD (20 * NS_PER_US)
#define HOPS	     3

static unsigned int ticks;

static void count_tick(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	ticks++;
}

/* Its period is so short that one has passed unseen whenever the guest is stopped. */
TEST(hpet_32_bits, "a timer of the HPET of 32 bits whose period has just passed goes on",
     NEEDS("migration") NEEDS("ioapic") CITE("IA-PC HPET 1.0a, 2.3.9.2.2"))
{
	const uint32_t flags = HPET_INTERRUPT | HPET_PERIODIC | HPET_32_BITS;
	uint32_t line = hpet_setup(IOAPIC_MASK, flags);

	irq_register(IRQ_VECTOR(VECTOR), count_tick, NULL);
	hpet_set_period(SHORT_PERIOD, flags);
	for (unsigned int hop = 0; hop < control_hops(HOPS); hop++) {
		control_migrate("precopy", NULL);
		ticks = 0;
		ioapic_route(line, VECTOR, 0, 0);
		for (uint64_t end = clock_ns() + NS_PER_S; !ticks && clock_ns() < end;)
			cpu_relax();
		ioapic_route(line, VECTOR, 0, IOAPIC_MASK);
		REQUIRE_NE(ticks, 0);
	}
}

#define ISA_PIT 0
#define ISA_RTC 8

static bool start_pit(uint64_t ns)
{
	(void)ns;
	return ioapic_route(ioapic_isa(ISA_PIT), VECTOR, 0, 0) && pit_run();
}

static void stop_pit(void)
{
	ioapic_mask(ioapic_isa(ISA_PIT));
}

TEST(pit, "the 8254 moves, and goes on in its period",
     NEEDS("migration") NEEDS("pit") NEEDS("ioapic")
	     CITE("Intel 8254 datasheet, Mode 2: Rate Generator"))
{
	const struct running_timer timer = { .source = IRQ_VECTOR(VECTOR),
					     .start = start_pit,
					     .stop = stop_pit,
					     .permille = TOLERANCE };

	running_timer_move_periodic(&timer, NS_PER_S * (1 << PIT_BITS) / PIT_HZ);
}

#define RTC_INDEX      0x70
#define RTC_DATA       0x71
#define RTC_A	       0x0a
#define RTC_B	       0x0b
#define RTC_C	       0x0c
#define RTC_D	       0x0d
#define RTC_D_VALID    0x80
#define RTC_B_PERIODIC 0x40
#define RTC_A_32_HZ    0x2b /* with the usual time base */
#define RTC_PERIOD     (NS_PER_S / 32)

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

static bool start_rtc(uint64_t ns)
{
	(void)ns;
	if (rtc_read(RTC_D) != RTC_D_VALID || !ioapic_route(ioapic_isa(ISA_RTC), VECTOR, 0, 0))
		return false;
	rtc_write(RTC_A, RTC_A_32_HZ);
	rtc_read(RTC_C);
	rtc_write(RTC_B, rtc_read(RTC_B) | RTC_B_PERIODIC);
	return true;
}

/* It interrupts no more until register C is read. */
static void serve_rtc(void)
{
	rtc_read(RTC_C);
}

static void stop_rtc(void)
{
	rtc_write(RTC_B, rtc_read(RTC_B) & ~RTC_B_PERIODIC);
}

TEST(rtc, "the periodic interrupt of the RTC moves, and goes on at its rate",
     NEEDS("migration") NEEDS("ioapic") CITE("MC146818 datasheet, Periodic Interrupt Selection"))
{
	const struct running_timer timer = { .source = IRQ_VECTOR(VECTOR),
					     .start = start_rtc,
					     .serve = serve_rtc,
					     .stop = stop_rtc,
					     .permille = TOLERANCE };

	running_timer_move_periodic(&timer, RTC_PERIOD);
}
