/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPU interface of GICv2. Interrupts of group 1 are signalled as IRQ and those
 * of group 0 as FIQ. Not every emulation has the registers that acknowledge
 * group 1 alone, so GICC_IAR is told to answer for both; which group it was is
 * looked up, since one of the other may have overtaken the one that was
 * signalled.
 */
#include <dt.h>
#include <irq.h>
#include <smp.h>
#include "gic.h"
#include "gic_impl.h"
#include "mmio.h"
#include "mmu_arm.h"

enum {
	GICC_CTLR = 0x00,
	GICC_PMR = 0x04,
	GICC_IAR = 0x0c,
	GICC_EOIR = 0x10,
	GICC_RPR = 0x14,
};

enum { ENABLE_GROUP0 = 1, ENABLE_GROUP1 = 2, ACKNOWLEDGE_BOTH = 4, GROUP0_IS_FIQ = 8 };

#define INTID_MASK   0x3ff
#define SENDER_SHIFT 10

static uintptr_t interface;

static void setup(void)
{
	uint64_t base, size;

	dt_reg(gic.node, 0, &base, &size);
	gic.distributor = mmu_device_block(base, size);
	dt_reg(gic.node, 1, &base, &size);
	interface = mmu_device_block(base, size);

	/* Without a group bit that can be set, the one group there is is enabled by bit 0. */
	mmio_write32(gic.distributor + GICD_IGROUPR, ~0u);
	gic.both_groups = mmio_read32(gic.distributor + GICD_IGROUPR);
	mmio_write32(gic.distributor + GICD_CTLR, ENABLE_GROUP0 | ENABLE_GROUP1);
}

/*
 * The targets of an interrupt that belongs to one CPU read as that CPU, but not
 * of all that could; and where there is one CPU only, as nothing.
 */
static unsigned int own_target(void)
{
	uint32_t targets = 0;

	for (unsigned int intid = 0; !targets && intid < GIC_PRIVATE; intid += 4)
		targets = mmio_read32(gic.distributor + GICD_ITARGETSR + intid);
	targets |= targets >> 16;
	targets |= targets >> 8;
	return targets ? targets & 0xff : 1;
}

static void setup_cpu(struct cpu *cpu)
{
	if (!cpu->arch.gic_target)
		cpu->arch.gic_target = own_target();
	mmio_write32(interface + GICC_PMR, GIC_PRIORITY_LOWEST);
	mmio_write32(interface + GICC_CTLR,
		     gic.both_groups
			     ? ENABLE_GROUP0 | ENABLE_GROUP1 | ACKNOWLEDGE_BOTH | GROUP0_IS_FIQ
			     : ENABLE_GROUP0);
}

static uintptr_t private_bank(void)
{
	return gic.distributor;
}

static bool is_group1(unsigned int intid)
{
	uint32_t groups = mmio_read32(gic.distributor + GICD_IGROUPR + intid / 32 * 4);

	return groups >> intid % 32 & 1;
}

static struct gic_taken take(bool fiq)
{
	uint32_t word = mmio_read32(interface + GICC_IAR);
	struct gic_taken taken = {
		.word = word, .intid = word & INTID_MASK, .sender = word >> SENDER_SHIFT, .fiq = fiq
	};

	if (gic.both_groups && taken.intid < GIC_SPECIAL)
		taken.fiq = !is_group1(taken.intid);
	return taken;
}

static void end(struct gic_taken taken)
{
	mmio_write32(interface + GICC_EOIR, taken.word);
}

static void route(unsigned int intid, const struct cpu *cpu)
{
	mmio_write8(gic.distributor + GICD_ITARGETSR + intid, cpu->arch.gic_target);
}

#define SGIR_TARGETS_SHIFT 16
#define SGIR_GROUP1	   (1u << 15)

static void send(const struct cpu *cpu, unsigned int sgi, bool fiq)
{
	__asm__ volatile("dsb ishst" : : : "memory");
	mmio_write32(gic.distributor + GICD_SGIR,
		     cpu->arch.gic_target << SGIR_TARGETS_SHIFT | sgi |
			     (gic.both_groups && !fiq ? SGIR_GROUP1 : 0));
}

static void set_mask(unsigned int mask)
{
	mmio_write32(interface + GICC_PMR, mask);
}

static unsigned int mask(void)
{
	return mmio_read32(interface + GICC_PMR);
}

static unsigned int running_priority(void)
{
	return mmio_read32(interface + GICC_RPR);
}

const struct gic_interface gicv2 = {
	.version = 2,
	.setup = setup,
	.setup_cpu = setup_cpu,
	.private_bank = private_bank,
	.take = take,
	.end = end,
	.route = route,
	.send = send,
	.set_mask = set_mask,
	.mask = mask,
	.running_priority = running_priority,
};
