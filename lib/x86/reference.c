/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The second clock: the best of HPET, ACPI's timer and the PIT.
 */
#include <acpi.h>
#include <clock.h>
#include <machine_clocks.h>
#include <mmu.h>
#include "fixed_point.h"
#include "io.h"
#include "pit.h"

#define HPET_BASE    0xfed00000
#define HPET_SIZE    0x400
#define HPET_ID	     0x00 /* revision and vendor */
#define HPET_PERIOD  0x04 /* in femtoseconds */
#define HPET_CONFIG  0x10
#define HPET_COUNTER 0xf0
#define HPET_ENABLE  1
#define HPET_SLOWEST 100000000 /* what the specification allows */
#define FS_PER_NS    1000000

#define ACPI_TIMER_HZ	3579545
#define ACPI_TIMER_BITS 24

static volatile uint32_t *hpet;

static uint32_t hpet_read(unsigned int reg)
{
	return hpet[reg / 4];
}

static bool hpet_setup(void)
{
	uint32_t id, period;

	hpet = mmu_device(HPET_BASE, HPET_SIZE);
	id = hpet_read(HPET_ID);
	period = hpet_read(HPET_PERIOD);
	if (!id || id == UINT32_MAX || !period || period > HPET_SLOWEST)
		return false;
	hpet[HPET_CONFIG / 4] |= HPET_ENABLE;
	return true;
}

static uint64_t hpet_ns(void)
{
	uint32_t high, low;

	do {
		high = hpet_read(HPET_COUNTER + 4);
		low = hpet_read(HPET_COUNTER);
	} while (high != hpet_read(HPET_COUNTER + 4));
	return fixed_scale((uint64_t)high << 32 | low,
			   FIXED_ONE * hpet_read(HPET_PERIOD) / FS_PER_NS);
}

static uint64_t ticks_to_ns(uint64_t ticks, uint64_t hz)
{
	return fixed_scale(ticks, FIXED_ONE * NS_PER_S / hz);
}

/*
 * A counter of few bits turns over often. How often since it was set up, the first
 * clock tells: it would have to be wrong by half a turn to be believed.
 */
struct short_counter {
	unsigned int bits;
	uint64_t hz;
	uint64_t (*read)(void);
	uint64_t first, first_ns;
};

static void begin(struct short_counter *counter)
{
	counter->first = counter->read();
	counter->first_ns = clock_ns();
}

static uint64_t count(const struct short_counter *counter)
{
	uint64_t turn = 1ull << counter->bits, counted = counter->read() - counter->first;
	uint64_t expected =
		fixed_scale(clock_ns() - counter->first_ns, FIXED_ONE * counter->hz / NS_PER_S) +
		turn;
	uint64_t behind = (expected - counted) & (turn - 1);

	return behind < turn / 2 ? expected - behind : expected - behind + turn;
}

static uint16_t acpi_timer_port;

static uint64_t acpi_timer_ticks(void)
{
	return in32(acpi_timer_port);
}

static struct short_counter acpi_timer = { ACPI_TIMER_BITS, ACPI_TIMER_HZ, acpi_timer_ticks, 0, 0 };

static bool acpi_timer_setup(void)
{
	const struct acpi_fadt *fadt = acpi_table("FACP", 0);

	if (!fadt || !fadt->pm_timer_length)
		return false;
	acpi_timer_port = fadt->pm_timer;
	begin(&acpi_timer);
	return true;
}

static uint64_t acpi_timer_ns(void)
{
	return ticks_to_ns(count(&acpi_timer), ACPI_TIMER_HZ);
}

static struct short_counter pit = { PIT_BITS, PIT_HZ, pit_ticks, 0, 0 };

static bool pit_setup(void)
{
	if (!pit_run())
		return false;
	begin(&pit);
	return true;
}

static uint64_t pit_ns(void)
{
	return ticks_to_ns(count(&pit), PIT_HZ);
}

/* A turn of the PIT is too short for anything but the last resort. */
const struct machine_clock machine_clocks[] = {
	{ .name = "time-stamp counter", .ns = clock_ns },
	{ .name = "HPET", .setup = hpet_setup, .ns = hpet_ns },
	{ .name = "ACPI's timer", .setup = acpi_timer_setup, .ns = acpi_timer_ns },
	{ .name = NULL },
};

static const struct machine_clock the_pit = { .name = "PIT", .setup = pit_setup, .ns = pit_ns };

static const struct machine_clock *choose(void)
{
	for (const struct machine_clock *clock = &machine_clocks[1]; clock->name; clock++) {
		if (clock->setup())
			return clock;
	}
	return pit_setup() ? &the_pit : NULL;
}

bool clock_reference_ns(uint64_t *ns)
{
	static const struct machine_clock *best;
	static bool chosen;

	if (!chosen)
		best = choose();
	chosen = true;
	if (best)
		*ns = best->ns();
	return best;
}
