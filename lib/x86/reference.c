/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The second clock: the best of HPET, ACPI's timer and the PIT.
 */
#include <acpi.h>
#include <clock.h>
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

static uint16_t acpi_timer_port;

static bool acpi_timer_setup(void)
{
	const struct acpi_fadt *fadt = acpi_table("FACP", 0);

	if (!fadt || !fadt->pm_timer_length)
		return false;
	acpi_timer_port = fadt->pm_timer;
	return true;
}

static uint64_t acpi_timer_ticks(void)
{
	return in32(acpi_timer_port);
}

/*
 * A counter of few bits turns over often. How often since the start, the first
 * clock tells: it would have to be wrong by half a turn to be believed.
 */
static uint64_t unwrapped(uint64_t ticks, unsigned int bits, uint64_t hz)
{
	uint64_t turn = 1ull << bits, expected = fixed_scale(clock_ns(), FIXED_ONE * hz / NS_PER_S);
	uint64_t behind = (expected - ticks) & (turn - 1);

	return behind < turn / 2 ? expected - behind : expected - behind + turn;
}

static enum { UNKNOWN, NONE, HPET, ACPI_TIMER, PIT } best;

static void choose(void)
{
	if (hpet_setup())
		best = HPET;
	else if (acpi_timer_setup())
		best = ACPI_TIMER;
	else
		best = pit_run() ? PIT : NONE;
}

bool clock_reference_ns(uint64_t *ns)
{
	if (best == UNKNOWN)
		choose();
	if (best == HPET)
		*ns = hpet_ns();
	else if (best == ACPI_TIMER)
		*ns = ticks_to_ns(unwrapped(acpi_timer_ticks(), ACPI_TIMER_BITS, ACPI_TIMER_HZ),
				  ACPI_TIMER_HZ);
	else if (best == PIT)
		*ns = ticks_to_ns(unwrapped(pit_ticks(), PIT_BITS, PIT_HZ), PIT_HZ);
	return best != NONE;
}
