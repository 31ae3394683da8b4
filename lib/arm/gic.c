/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The distributor, and what GICv3 has of it for each CPU: the registers are the
 * same, they only lie elsewhere.
 */
#include <bits.h>
#include <dt.h>
#include <irq.h>
#include <smp.h>
#include <spinlock.h>
#include <test.h>
#include "gic.h"
#include "gic_impl.h"
#include "mmio.h"

struct gic_state gic;

static struct spinlock lock; /* of registers that several interrupts share */
static unsigned long touched[BITMAP_LONGS(GIC_SPECIAL)]; /* SPIs that a case has changed */
static bool any_touched;

static void find_gic(void)
{
	static const char *const v2_names[] = { "arm,cortex-a15-gic", "arm,gic-400" };

	gic.node = dt_find(DT_START, "arm,gic-v3");
	gic.interface = &gicv3;
	for (unsigned int i = 0; gic.node < 0 && i < 2; i++) {
		gic.node = dt_find(DT_START, v2_names[i]);
		gic.interface = &gicv2;
	}
	if (gic.node < 0)
		test_crashed("no GICv2 or GICv3 in the device tree");
	gic.interface->setup();
}

static uintptr_t bank(unsigned int intid)
{
	return intid < GIC_PRIVATE ? gic.interface->private_bank() : gic.distributor;
}

static uintptr_t word_of(unsigned int reg, unsigned int intid)
{
	return bank(intid) + reg + intid / 32 * 4;
}

static bool get_bit(unsigned int reg, unsigned int intid)
{
	return mmio_read32(word_of(reg, intid)) >> intid % 32 & 1;
}

/* For the pairs of registers where a one sets or clears. */
static void write_bit(unsigned int reg, unsigned int intid)
{
	mmio_write32(word_of(reg, intid), 1u << intid % 32);
}

static void touch(unsigned int intid)
{
	if (intid < GIC_PRIVATE) {
		this_cpu()->arch.gic_touched = true;
	} else {
		set_bit(touched, intid);
		any_touched = true;
	}
}

/* With interrupts disabled, since a handler may want the lock as well. */
static void change_group(unsigned int intid, bool fiq)
{
	uintptr_t place = word_of(GICD_IGROUPR, intid);
	uint32_t bit = 1u << intid % 32, word;

	if (!gic.both_groups)
		return;
	spin_lock(&lock);
	word = mmio_read32(place);
	mmio_write32(place, fiq ? word & ~bit : word | bit);
	spin_unlock(&lock);
}

bool gic_enable(unsigned int intid, bool fiq)
{
	bool was = get_bit(GICD_ISENABLER, intid), enabled = irq_save();

	touch(intid);
	change_group(intid, fiq);
	if (!was) {
		gic_set_priority(intid, GIC_PRIORITY);
		if (intid >= GIC_PRIVATE)
			gic.interface->route(intid, this_cpu());
		write_bit(GICD_ISENABLER, intid);
	}
	irq_restore(enabled);
	return was;
}

bool gic_disable(unsigned int intid)
{
	bool was = get_bit(GICD_ISENABLER, intid);

	write_bit(GICD_ICENABLER, intid);
	return was;
}

/* Back to what irq_setup() promises: closed, not pending, edge or level left to the device. */
static void forget(unsigned int intid)
{
	write_bit(GICD_ICENABLER, intid);
	write_bit(GICD_ICPENDR, intid);
	change_group(intid, false);
	clear_bit(touched, intid);
}

static void forget_shared(void)
{
	for (unsigned int intid = GIC_PRIVATE; intid < GIC_SPECIAL; intid++) {
		if (test_bit(touched, intid))
			forget(intid);
	}
	any_touched = false;
}

/* All private ones closed and none pending, but for the library's own; all in group 1. */
static void open_private(uint32_t own)
{
	uintptr_t private = gic.interface->private_bank();

	mmio_write32(private + GICD_ICENABLER, ~own);
	mmio_write32(private + GICD_ICPENDR, ~0u);
	if (gic.both_groups)
		mmio_write32(private + GICD_IGROUPR, ~0u);
	for (unsigned int intid = 0; intid < GIC_PRIVATE; intid += 4)
		mmio_write32(private + GICD_IPRIORITYR + intid, GIC_PRIORITY * 0x01010101u);
	mmio_write32(private + GICD_ISENABLER, own);
}

/* Hosts have lost groups in a migration: that costs the case that moved, and not the next. */
static bool private_is_clean(const struct cpu *cpu)
{
	return cpu->arch.gic_ready && !cpu->arch.gic_touched &&
	       (!gic.both_groups || mmio_read32(word_of(GICD_IGROUPR, 0)) == ~0u);
}

void gic_setup_cpu(struct cpu *cpu, unsigned int timer)
{
	if (!gic.interface)
		find_gic();
	if (!cpu->id && any_touched)
		forget_shared();
	gic.interface->setup_cpu(cpu);
	if (!private_is_clean(cpu))
		open_private(1u << SGI_IPI | 1u << SGI_KICK | 1u << SGI_STOP | 1u << timer);
	cpu->arch.gic_ready = true;
	cpu->arch.gic_touched = false;
}

struct gic_taken gic_take(bool fiq)
{
	return gic.interface->take(fiq);
}

void gic_end(struct gic_taken taken)
{
	gic.interface->end(taken);
}

unsigned int gic_version(void)
{
	return gic.interface->version;
}

bool gic_has_fiq(void)
{
	return gic.both_groups;
}

unsigned int gic_intids(void)
{
	unsigned int n = 32 * ((mmio_read32(gic.distributor + GICD_TYPER) & 0x1f) + 1);

	return n < GIC_SPECIAL ? n : GIC_SPECIAL;
}

void gic_set_priority(unsigned int intid, unsigned int priority)
{
	touch(intid);
	mmio_write8(bank(intid) + GICD_IPRIORITYR + intid, priority);
}

unsigned int gic_priority(unsigned int intid)
{
	return mmio_read8(bank(intid) + GICD_IPRIORITYR + intid);
}

/* Two bits each, of which the upper one means edge. */
void gic_set_edge(unsigned int intid, bool edge)
{
	uintptr_t place = bank(intid) + GICD_ICFGR + intid / 16 * 4;
	uint32_t bit = 2u << intid % 16 * 2, word;
	bool enabled = irq_save();

	touch(intid);
	spin_lock(&lock);
	word = mmio_read32(place);
	mmio_write32(place, edge ? word | bit : word & ~bit);
	spin_unlock(&lock);
	irq_restore(enabled);
}

/* GICv2 keeps pending SGIs by the CPU that sent them. */
static bool is_sgi_of_v2(unsigned int intid)
{
	return intid < GIC_SGIS && gic.interface->version == 2;
}

void gic_set_pending(unsigned int intid, bool pending)
{
	touch(intid);
	if (is_sgi_of_v2(intid))
		mmio_write8(gic.distributor + (pending ? GICD_SPENDSGIR : GICD_CPENDSGIR) + intid,
			    pending ? this_cpu()->arch.gic_target : 0xff);
	else
		write_bit(pending ? GICD_ISPENDR : GICD_ICPENDR, intid);
}

bool gic_is_pending(unsigned int intid)
{
	return get_bit(GICD_ISPENDR, intid);
}

bool gic_is_active(unsigned int intid)
{
	return get_bit(GICD_ISACTIVER, intid);
}

bool gic_is_enabled(unsigned int intid)
{
	return get_bit(GICD_ISENABLER, intid);
}

void gic_route(unsigned int intid, const struct cpu *cpu)
{
	touch(intid);
	gic.interface->route(intid, cpu);
}

void gic_send(const struct cpu *cpu, unsigned int sgi, bool fiq)
{
	gic.interface->send(cpu, sgi, fiq);
}

void gic_set_mask(unsigned int mask)
{
	gic.interface->set_mask(mask);
}

unsigned int gic_mask(void)
{
	return gic.interface->mask();
}

unsigned int gic_running_priority(void)
{
	return gic.interface->running_priority();
}
