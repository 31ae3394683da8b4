/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario state_gic: it brings its interrupt controller into some state, rings
 * to be moved into another machine, and looks whether it is still so.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <bits.h>
#include <clock.h>
#include <dt.h>
#include <gic.h>
#include <gic_impl.h>
#include <its.h>
#include <its_impl.h>
#include <mmio.h>
#include <pci_host.h>
#include <sysreg.h>
#include <util.h>

#include "../host/vmm/arm/moves.h"
#include "parts.h"

#define LIMIT (20 * NS_PER_S * clock_slowness())
#define SPIS  96 /* one more than the last */

/* Of the private ones that are nobody's: all SGIs, and PPIs below the PMU's and the timers'. */
#define FREE_PRIVATE 0x007fffffu

/* A kind of registers of interrupts: bits for each, and what is put there. */
static const struct kind {
	unsigned int reg, bits;
	uint32_t value;
} kinds[] = {
	{ GICD_IGROUPR, 1, 0x5a5a3c3c }, { GICD_IPRIORITYR, 8, 0x90a0b0c8 },
	{ GICD_ICFGR, 2, 0xa08a2288 },	 { GICD_ISENABLER, 1, 0x33cc55aa },
	{ GICD_ISPENDR, 1, 0x0f3355cc }, { GICD_ISACTIVER, 1, 0x00f0a55a },
};

#define MOST_VALUES 256

static struct {
	uint32_t at, value;
} before[MOST_VALUES];
static unsigned int values;

static void note(uintptr_t address, unsigned int reg)
{
	REQUIRE(values < MOST_VALUES);
	before[values].at = reg;
	before[values++].value = mmio_read32(address);
}

/* All that there is of a kind, from its first word to that of the last interrupt. */
static void for_each_word(void (*function)(uintptr_t at, unsigned int reg, uint32_t value))
{
	uintptr_t private = gic.interface->private_bank();

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		unsigned int step = 32 / kinds[i].bits;

		for (unsigned int intid = 0; intid < SPIS; intid += step) {
			unsigned int reg = kinds[i].reg + intid / step * 4;
			bool is_private = intid < GIC_PRIVATE;

			function((is_private ? private : gic.distributor) + reg, reg,
				 is_private && kinds[i].bits == 1 ? kinds[i].value & FREE_PRIVATE
								  : kinds[i].value);
		}
	}
}

static void put(uintptr_t at, unsigned int reg, uint32_t value)
{
	(void)reg;
	mmio_write32(at, value);
}

static void look(uintptr_t at, unsigned int reg, uint32_t value)
{
	(void)value;
	note(at, reg);
}

static void look_again(uintptr_t at, unsigned int reg, uint32_t value)
{
	(void)value;
	compare(reg, before[values++].value, mmio_read32(at));
}

/* Where shared interrupts go: to each of the CPUs in turn. */
static void route_in_turn(void)
{
	for (unsigned int intid = GIC_PRIVATE; intid < SPIS; intid++)
		gic_route(intid, smp_cpu(intid % smp_count()));
}

static uint64_t route_of(unsigned int intid)
{
	if (gic_version() == 3)
		return mmio_read64(gic.distributor + GICD_IROUTER + 8 * intid);
	return mmio_read8(gic.distributor + GICD_ITARGETSR + intid);
}

/* SGIs of a GICv2 are pending for each of those who have sent them. */
static void send_sgis_v2(void)
{
	for (unsigned int sgi = 0; sgi < GIC_SGIS; sgi++)
		mmio_write8(gic.distributor + GICD_SPENDSGIR + sgi, sgi % 4);
}

static void move_distributor(void)
{
	uint64_t routes[SPIS], control = mmio_read32(gic.distributor + GICD_CTLR);
	uint8_t senders[GIC_SGIS] = { 0 };
	bool v2 = gic_version() == 2;

	irq_disable();
	route_in_turn();
	for_each_word(put);
	if (v2)
		send_sgis_v2();
	for_each_word(look);
	for (unsigned int intid = GIC_PRIVATE; intid < SPIS; intid++)
		routes[intid] = route_of(intid);
	for (unsigned int sgi = 0; sgi < GIC_SGIS && v2; sgi++)
		senders[sgi] = mmio_read8(gic.distributor + GICD_SPENDSGIR + sgi);
	values = 0;
	move();
	for_each_word(look_again);
	for (unsigned int intid = GIC_PRIVATE; intid < SPIS; intid++)
		compare(GICD_IROUTER + 8 * intid, routes[intid], route_of(intid));
	for (unsigned int sgi = 0; sgi < GIC_SGIS && v2; sgi++)
		compare(GICD_SPENDSGIR + sgi, senders[sgi],
			mmio_read8(gic.distributor + GICD_SPENDSGIR + sgi));
	compare(GICD_CTLR, control, mmio_read32(gic.distributor + GICD_CTLR));
}

/* GICv2: offsets of the interface's registers, and values. */
static const struct {
	unsigned int reg;
	uint32_t value;
} interface_v2[] = {
	{ 0x00, 0x21b }, /* CTLR: both groups, FIQ, common binary point, end in two steps */
	{ 0x04, 0xa0 },	 /* PMR */
	{ 0x08, 4 },	 /* BPR */
	{ 0x1c, 5 },	 /* ABPR */
};

static void move_interface_v2(void)
{
	uint64_t base, size;
	uintptr_t interface;
	uint32_t found[ARRAY_SIZE(interface_v2)];

	dt_reg(gic.node, 1, &base, &size);
	interface = (uintptr_t)mmu_device(base, PAGE_SIZE);
	for (unsigned int i = 0; i < ARRAY_SIZE(interface_v2); i++)
		mmio_write32(interface + interface_v2[i].reg, interface_v2[i].value);
	for (unsigned int i = 0; i < ARRAY_SIZE(interface_v2); i++)
		found[i] = mmio_read32(interface + interface_v2[i].reg);
	move();
	for (unsigned int i = 0; i < ARRAY_SIZE(interface_v2); i++)
		compare(interface_v2[i].reg, found[i],
			mmio_read32(interface + interface_v2[i].reg));
}

#define CTLR_EOI_MODE BIT(1)

/* The masks of priorities differ, and one of the groups is off, which it is not after a reset. */
static void read_interface_v3(uint64_t *found)
{
	*found++ = sysreg_read(icc_sre_el1);
	*found++ = sysreg_read(icc_ctlr_el1);
	*found++ = sysreg_read(icc_pmr_el1);
	*found++ = sysreg_read(icc_bpr0_el1);
	*found++ = sysreg_read(icc_bpr1_el1);
	*found++ = sysreg_read(icc_igrpen0_el1);
	*found++ = sysreg_read(icc_igrpen1_el1);
}

static void move_interface_v3(void)
{
	uint64_t expected[7], found[7];

	sysreg_write(icc_ctlr_el1, CTLR_EOI_MODE);
	sysreg_write(icc_pmr_el1, 0xa0);
	sysreg_write(icc_bpr0_el1, 4);
	sysreg_write(icc_bpr1_el1, 5);
	sysreg_write(icc_igrpen0_el1, 1);
	sysreg_write(icc_igrpen1_el1, 1);
	isb();
	read_interface_v3(expected);
	move();
	read_interface_v3(found);
	for (unsigned int i = 0; i < ARRAY_SIZE(found); i++)
		compare(i, expected[i], found[i]);
}

static void move_interface(void)
{
	irq_disable();
	if (gic_version() == 3)
		move_interface_v3();
	else
		move_interface_v2();
}

#define SGI_OUTER 1
#define SGI_INNER 2
#define SGI_LATER 3

static void open_sgi(unsigned int sgi, unsigned int priority, bool fiq)
{
	irq_open(fiq ? IRQ_FIQ_INTID(sgi) : IRQ_SGI(sgi));
	gic_set_priority(sgi, priority);
}

static struct gic_taken send_and_take(unsigned int sgi, bool fiq)
{
	struct gic_taken taken;

	gic_send(this_cpu(), sgi, fiq);
	taken = gic_take(fiq);
	compare(sgi, sgi, taken.intid);
	return taken;
}

/*
 * Acknowledged and ended by hand, so that nothing is taken that was not asked for. The outer one
 * is of the other group, where there are two: GICv3 has the active priorities of each by itself.
 */
static void move_nested(void)
{
	struct gic_taken outer, inner;
	bool fiq = gic_has_fiq();

	irq_disable();
	open_sgi(SGI_OUTER, 0x80, fiq);
	open_sgi(SGI_INNER, 0x40, false);
	open_sgi(SGI_LATER, 0x60, false);
	outer = send_and_take(SGI_OUTER, fiq);
	inner = send_and_take(SGI_INNER, false);
	gic_send(this_cpu(), SGI_LATER, false);
	move();
	compare(0x40, 0x40, gic_running_priority());
	compare(SGI_OUTER, true, gic_is_active(SGI_OUTER));
	compare(SGI_INNER, true, gic_is_active(SGI_INNER));
	compare(GIC_SPURIOUS, GIC_SPURIOUS, gic_take(false).intid);
	gic_end(inner);
	compare(0x80, 0x80, gic_running_priority());
	inner = gic_take(false);
	compare(SGI_LATER, SGI_LATER, inner.intid);
	gic_end(inner);
	gic_end(outer);
	compare(GIC_PRIORITY_LOWEST, GIC_PRIORITY_LOWEST, gic_running_priority());
	compare(SGI_OUTER, false, gic_is_active(SGI_OUTER));
}

#define FREE_SPI (MOVE_SPI + 1)
#define FREE_PPI 4

/* What is private, what is shared, and what another CPU could have sent. */
static void move_pending(void)
{
	const unsigned int sources[] = { IRQ_SGI(SGI_LATER), IRQ_PPI(FREE_PPI), IRQ_SPI(FREE_SPI) };

	irq_disable();
	for (unsigned int i = 0; i < ARRAY_SIZE(sources); i++) {
		irq_register(sources[i], take, NULL);
		irq_open(sources[i]);
		gic_set_edge(IRQ_NUMBER(sources[i]), true);
		gic_set_pending(IRQ_NUMBER(sources[i]), true);
	}
	move();
	irq_enable();
	wait_taken(ARRAY_SIZE(sources), LIMIT);
	compare(0, ARRAY_SIZE(sources), count);
	for (unsigned int i = 0; i < ARRAY_SIZE(sources); i++)
		compare(IRQ_NUMBER(sources[i]), false, gic_is_pending(IRQ_NUMBER(sources[i])));
}

static void move_line(void)
{
	const unsigned int intid = IRQ_NUMBER(IRQ_SPI(MOVE_SPI));
	struct gic_taken taken;

	irq_disable();
	gic_set_edge(intid, false);
	irq_open(intid);
	move(); /* raised before */
	compare(1, true, gic_is_pending(intid));
	taken = gic_take(false);
	compare(2, intid, taken.intid);
	gic_end(taken);
	compare(3, true, gic_is_pending(intid));
	move(); /* lowered before */
	compare(4, false, gic_is_pending(intid));
	compare(5, GIC_SPURIOUS, gic_take(false).intid);
	move(); /* raised before */
	compare(6, true, gic_is_pending(intid));
	move(); /* lowered before */
	compare(7, false, gic_is_pending(intid));
}

static bool wait_for(unsigned int taken)
{
	wait_taken(taken, LIMIT);
	compare(taken, taken, count);
	return count == taken;
}

/* The VMM sends both before the first move, and the first one again behind the second move. */
static void move_lpis(void)
{
	struct pci_message first, second;

	irq_disable();
	REQUIRE(its_message(MOVE_DEVICE, 0, &first) && its_message(MOVE_DEVICE, 1, &second));
	irq_register(first.source, take, NULL);
	irq_register(second.source, take, NULL);
	lpi_configure(FIRST_LPI + 1, false);
	its_reread(MOVE_DEVICE, 1);
	move();
	irq_enable();
	if (!wait_for(1))
		return;
	lpi_configure(FIRST_LPI + 1, true);
	its_reread(MOVE_DEVICE, 1);
	if (!wait_for(2))
		return;
	move();
	wait_for(3);
}

static void (*const moves[])(void) = {
	[MOVE_DISTRIBUTOR] = move_distributor,
	[MOVE_INTERFACE] = move_interface,
	[MOVE_NESTED] = move_nested,
	[MOVE_PENDING] = move_pending,
	[MOVE_LINE] = move_line,
	[MOVE_LPIS] = move_lpis,
};

TEST(obeys, "the CPU is moved with what the VMM tells it to have")
{
	parts_serve(moves);
}
