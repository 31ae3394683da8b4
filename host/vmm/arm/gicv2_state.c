/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a GICv2: registers of the distributor, of which some are there for each CPU, and
 * of each CPU's interface. KVM tells no levels of its lines: who drives one raises it again.
 */
#include "gic_state.h"

enum {
	CTLR = 0x000,
	IIDR = 0x008,
	IGROUPR = 0x080,
	ISENABLER = 0x100,
	ICENABLER = 0x180,
	ISPENDR = 0x200,
	ICPENDR = 0x280,
	ISACTIVER = 0x300,
	IPRIORITYR = 0x400,
	ITARGETSR = 0x800,
	ICFGR = 0xc00,
	SPENDSGIR = 0xf20,
};

/*
 * KVM takes groups from user space only from one that has shown by IIDR that it knows it. Bits of
 * an interrupt come 32 in a word, priorities and targets 4, triggers 16.
 */
static const struct range distributor[] = {
	{ IIDR, 1 },
	{ CTLR, 1 },
	{ IGROUPR + 4, LINES / 32 - 1 },
	{ IPRIORITYR + 32, LINES / 4 - 8 },
	{ ITARGETSR + 32, LINES / 4 - 8 },
	{ ICFGR + 8, LINES / 16 - 2 },
	{ ISENABLER + 4, LINES / 32 - 1 },
	{ ISACTIVER + 4, LINES / 32 - 1 },
};

static const struct range private[] = {
	{ IGROUPR, 1 },	  { IPRIORITYR, 8 }, { ICFGR + 4, 1 }, /* those of SGIs are fixed */
	{ ISENABLER, 1 }, { ISACTIVER, 1 },  { SPENDSGIR, 4 },
};

static const struct range interface[] = {
	{ 0x00, 1 }, /* CTLR */
	{ 0x04, 1 }, /* PMR */
	{ 0x08, 1 }, /* BPR */
	{ 0x1c, 1 }, /* ABPR */
	{ 0xd0, 1 }, /* APR0 */
};

#define SGIS 0xffffu

/*
 * What is pending because a line is high shall not stay pending when it falls, but it reads the
 * same as what is pending by itself: it is what still reads so when everything was cleared. SGIs
 * are left to SPENDSGIR, which tells their senders: KVM makes up one for those set here.
 */
static void transfer_pending(struct gic_state *state, bool save, uint64_t attribute, uint32_t which)
{
	uint64_t *value = gic_next(state);

	if (save) {
		*value = which & gic_get(KVM_DEV_ARM_VGIC_GRP_DIST_REGS, attribute + ISPENDR);
		gic_set(KVM_DEV_ARM_VGIC_GRP_DIST_REGS, attribute + ICPENDR, UINT32_MAX);
		*value &= ~(uint64_t)gic_get(KVM_DEV_ARM_VGIC_GRP_DIST_REGS, attribute + ISPENDR);
	} else {
		gic_set(KVM_DEV_ARM_VGIC_GRP_DIST_REGS, attribute + ISPENDR, *value);
	}
}

static void transfer_cpu(struct gic_state *state, bool save, uint64_t cpu)
{
	/* A new GIC has its SGIs enabled, and what is not set in ISENABLER stays as it is. */
	if (!save)
		gic_set(KVM_DEV_ARM_VGIC_GRP_DIST_REGS, cpu | ICENABLER, UINT32_MAX);
	gic_transfer_ranges(state, save, KVM_DEV_ARM_VGIC_GRP_DIST_REGS, cpu, private,
			    ARRAY_SIZE(private));
	transfer_pending(state, save, cpu, ~SGIS);
	gic_transfer_ranges(state, save, KVM_DEV_ARM_VGIC_GRP_CPU_REGS, cpu, interface,
			    ARRAY_SIZE(interface));
}

static void transfer_lines(struct vm *vm, struct gic_state *state, bool save)
{
	uint64_t *lines = gic_next(state);

	if (save)
		*lines = gic.lines;
	for (unsigned int spi = 0; spi < LINES - 32 && !save; spi++) {
		if (*lines >> spi & 1)
			line_set(vm, spi, true);
	}
}

void gicv2_transfer(struct vm *vm, struct gic_state *state, bool save)
{
	gic_transfer_ranges(state, save, KVM_DEV_ARM_VGIC_GRP_DIST_REGS, 0, distributor,
			    ARRAY_SIZE(distributor));
	for (unsigned int n = 1; n < LINES / 32; n++)
		transfer_pending(state, save, 4 * n, UINT32_MAX);
	for (uint64_t id = 0; id < vm->cpu_count; id++)
		transfer_cpu(state, save, id << KVM_DEV_ARM_VGIC_CPUID_SHIFT);
	transfer_lines(vm, state, save);
}
