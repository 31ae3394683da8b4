/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPU interface of GICv3, by system registers, and the redistributors.
 */
#include <bits.h>
#include <dt.h>
#include <irq.h>
#include <smp.h>
#include <test.h>
#include "gic.h"
#include "gic_impl.h"
#include "mmio.h"
#include "mmu_arm.h"
#include "sysreg.h"

/* GICD_CTLR of a guest that has both groups, and of one that has not */
#define CTLR_ENABLE_GROUP0 BIT(0)
#define CTLR_ENABLE_GROUP1 BIT(1)
#define CTLR_AFFINITY	   BIT(4)
#define CTLR_ONE_STATE	   BIT(6) /* DS: no secure state, so the groups are the guest's */
#define CTLR_PENDING	   BIT(31)

enum { GICR_TYPER = 0x8, GICR_WAKER = 0x14, GICR_SGI_FRAME = 0x10000 };

#define TYPER_VLPIS    BIT(1)
#define TYPER_LAST     BIT(4)
#define TYPER_AFFINITY BIT_RANGE(63, 32)
#define WAKER_SLEEP    BIT(1)
#define WAKER_ASLEEP   BIT(2)
#define FRAMES_SIZE    0x20000 /* of one redistributor, twice that with virtual LPIs */

/* MPIDR_EL1 */
#define AFFINITY_LOW BIT_RANGE(23, 0)
#define AFFINITY_3   BIT_RANGE(39, 32)

/* ICC_SGI1R_EL1, ICC_SGI0R_EL1 */
#define SGI_AFFINITY_1_SHIFT 16
#define SGI_INTID_SHIFT	     24
#define SGI_AFFINITY_2_SHIFT 32
#define SGI_RANGE_SHIFT	     44
#define SGI_AFFINITY_3_SHIFT 48

#define SRE_ENABLE BIT(0) /* ICC_SRE_EL1: these registers, not those in memory */
#define INTID_MASK 0xffffff

static void wait_for_distributor(void)
{
	while (mmio_read32(gic.distributor + GICD_CTLR) & CTLR_PENDING)
		;
}

static void setup(void)
{
	uint64_t base, size;
	uint32_t control;

	dt_reg(gic.node, 0, &base, &size);
	gic.distributor = mmu_device_block(base, size);
	control = mmio_read32(gic.distributor + GICD_CTLR);
	gic.both_groups = control & CTLR_ONE_STATE;
	mmio_write32(gic.distributor + GICD_CTLR,
		     control | CTLR_AFFINITY | CTLR_ENABLE_GROUP1 | CTLR_ENABLE_GROUP0);
	wait_for_distributor();
}

/* As in the upper half of GICR_TYPER: the four affinity bytes in one word. */
static uint32_t affinity(uint64_t mpidr)
{
	return (mpidr & AFFINITY_LOW) | field_get(AFFINITY_3, mpidr) << 24;
}

static uintptr_t search_region(uintptr_t at, uintptr_t end, uint32_t wanted)
{
	while (at < end) {
		uint64_t type = mmio_read64(at + GICR_TYPER);

		if (field_get(TYPER_AFFINITY, type) == wanted)
			return at;
		if (type & TYPER_LAST)
			break;
		at += type & TYPER_VLPIS ? 2 * FRAMES_SIZE : FRAMES_SIZE;
	}
	return 0;
}

static uintptr_t find_redistributor(void)
{
	uint32_t wanted = affinity(sysreg_read(mpidr_el1)), regions = 1;
	uintptr_t found = 0;
	uint64_t base, size;

	dt_u32(gic.node, "#redistributor-regions", 0, &regions);
	for (unsigned int i = 0; !found && i < regions; i++) {
		if (dt_reg(gic.node, 1 + i, &base, &size))
			found = search_region(mmu_device_block(base, size), base + size, wanted);
	}
	if (!found)
		test_crashed("no GICv3 redistributor for affinity %#x", wanted);
	return found;
}

static void wake(uintptr_t redistributor)
{
	uint32_t waker = mmio_read32(redistributor + GICR_WAKER);

	if (!(waker & WAKER_ASLEEP))
		return;
	mmio_write32(redistributor + GICR_WAKER, waker & ~WAKER_SLEEP);
	while (mmio_read32(redistributor + GICR_WAKER) & WAKER_ASLEEP)
		;
}

static void setup_cpu(struct cpu *cpu)
{
	if (!cpu->arch.redistributor) {
		cpu->arch.redistributor = find_redistributor();
		wake(cpu->arch.redistributor);
	}
	if (!(sysreg_read(icc_sre_el1) & SRE_ENABLE)) {
		sysreg_write(icc_sre_el1, SRE_ENABLE);
		isb();
	}
	sysreg_write(icc_pmr_el1, GIC_PRIORITY_LOWEST);
	sysreg_write(icc_ctlr_el1, 0);
	sysreg_write(icc_igrpen1_el1, 1);
	if (gic.both_groups)
		sysreg_write(icc_igrpen0_el1, 1);
	isb();
}

static uintptr_t private_bank(void)
{
	return this_cpu()->arch.redistributor + GICR_SGI_FRAME;
}

static struct gic_taken take(bool fiq)
{
	uint32_t word = fiq ? sysreg_read(icc_iar0_el1) : sysreg_read(icc_iar1_el1);
	struct gic_taken taken = { .word = word, .intid = word & INTID_MASK, .fiq = fiq };

	dsb(sy);
	return taken;
}

static void end(struct gic_taken taken)
{
	if (taken.fiq)
		sysreg_write(icc_eoir0_el1, taken.word);
	else
		sysreg_write(icc_eoir1_el1, taken.word);
	isb();
}

static void route(unsigned int intid, const struct cpu *cpu)
{
	mmio_write64(gic.distributor + GICD_IROUTER + 8 * intid,
		     cpu->hardware_id & (AFFINITY_LOW | AFFINITY_3));
}

static void send(const struct cpu *cpu, unsigned int sgi, bool fiq)
{
	uint32_t to = affinity(cpu->hardware_id);
	uint64_t word = 1ull << to % 16 | (uint64_t)(to >> 8 & 0xff) << SGI_AFFINITY_1_SHIFT |
			(uint64_t)sgi << SGI_INTID_SHIFT |
			(uint64_t)(to >> 16 & 0xff) << SGI_AFFINITY_2_SHIFT |
			(uint64_t)((to & 0xff) / 16) << SGI_RANGE_SHIFT |
			(uint64_t)(to >> 24) << SGI_AFFINITY_3_SHIFT;

	dsb(ishst);
	if (fiq)
		sysreg_write(icc_sgi0r_el1, word);
	else
		sysreg_write(icc_sgi1r_el1, word);
	isb();
}

static void set_mask(unsigned int mask)
{
	sysreg_write(icc_pmr_el1, mask);
	isb();
}

static unsigned int mask(void)
{
	return sysreg_read(icc_pmr_el1);
}

static unsigned int running_priority(void)
{
	return sysreg_read(icc_rpr_el1);
}

const struct gic_interface gicv3 = {
	.version = 3,
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
