/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a GICv3: registers of the distributor, of each redistributor and of each CPU's
 * interface, the levels of the lines, and the ITS.
 */
#include "gic_state.h"

/* Bits of an interrupt come 32 in a word, priorities 4, triggers 16, routes one in two. */
static const struct range distributor[] = {
	{ 0x0000, 1 },		      /* CTLR */
	{ 0x0084, LINES / 32 - 1 },   /* IGROUPR */
	{ 0x0420, LINES / 4 - 8 },    /* IPRIORITYR */
	{ 0x0c08, LINES / 16 - 2 },   /* ICFGR */
	{ 0x6100, (LINES - 32) * 2 }, /* IROUTER */
	{ 0x0104, LINES / 32 - 1 },   /* ISENABLER */
	{ 0x0204, LINES / 32 - 1 },   /* ISPENDR */
	{ 0x0304, LINES / 32 - 1 },   /* ISACTIVER */
};

#define SGI_PAGE   0x10000
#define ICENABLER0 (SGI_PAGE + 0x180)

/* With LPIs, a redistributor does not take another place for their tables. */
static const struct range redistributor[] = {
	{ 0x0070, 2 },		 /* PROPBASER */
	{ 0x0078, 2 },		 /* PENDBASER */
	{ 0x0000, 1 },		 /* CTLR */
	{ 0x0014, 1 },		 /* WAKER */
	{ SGI_PAGE + 0x080, 1 }, /* IGROUPR0 */
	{ SGI_PAGE + 0x400, 8 }, /* IPRIORITYR */
	{ SGI_PAGE + 0xc04, 1 }, /* ICFGR1: those of SGIs are fixed */
	{ SGI_PAGE + 0x100, 1 }, /* ISENABLER0 */
	{ SGI_PAGE + 0x200, 1 }, /* ISPENDR0 */
	{ SGI_PAGE + 0x300, 1 }, /* ISACTIVER0 */
};

#define REGISTER(crn, crm, op2) (3u << 14 | (crn) << 7 | (crm) << 3 | (op2))

static const uint32_t interface[] = {
	REGISTER(12, 12, 5), /* SRE_EL1 */
	REGISTER(12, 12, 4), /* CTLR_EL1 */
	REGISTER(4, 6, 0),   /* PMR_EL1 */
	REGISTER(12, 8, 3),  /* BPR0_EL1 */
	REGISTER(12, 12, 3), /* BPR1_EL1 */
	REGISTER(12, 12, 6), /* IGRPEN0_EL1 */
	REGISTER(12, 12, 7), /* IGRPEN1_EL1 */
	REGISTER(12, 8, 4),  /* AP0R0_EL1 */
	REGISTER(12, 9, 0),  /* AP1R0_EL1 */
};

#define MPIDR                                                                 \
	KVM_REG_ARM64 | KVM_REG_SIZE_U64 | ARM64_SYS_REG_SHIFT_MASK(3, OP0) | \
		ARM64_SYS_REG_SHIFT_MASK(5, OP2) | KVM_REG_ARM64_SYSREG
#define AFFINITY_LOW	 0xffffffull
#define AFFINITY_3_SHIFT 32

/* A CPU in the attribute: affinities 3 to 0 in the upper half. */
static uint64_t attribute_of(struct vcpu *vcpu)
{
	uint64_t mpidr = cpu_register(vcpu, MPIDR);

	return ((mpidr & AFFINITY_LOW) | (mpidr >> AFFINITY_3_SHIFT & 0xff) << 24)
	       << KVM_DEV_ARM_VGIC_V3_MPIDR_SHIFT;
}

#define LEVELS ((uint64_t)VGIC_LEVEL_INFO_LINE_LEVEL << KVM_DEV_ARM_VGIC_LINE_LEVEL_INFO_SHIFT)

static void transfer_cpu(struct gic_state *state, bool save, uint64_t cpu)
{
	/* A new GIC has its SGIs enabled, and what is not set in ISENABLER stays as it is. */
	if (!save)
		gic_set(KVM_DEV_ARM_VGIC_GRP_REDIST_REGS, cpu | ICENABLER0, UINT32_MAX);
	gic_transfer_ranges(state, save, KVM_DEV_ARM_VGIC_GRP_REDIST_REGS, cpu, redistributor,
			    ARRAY_SIZE(redistributor));
	gic_transfer(state, save, KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO, cpu | LEVELS);
	for (size_t i = 0; i < ARRAY_SIZE(interface); i++)
		gic_transfer(state, save, KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS, cpu | interface[i]);
}

void gicv3_transfer(struct vm *vm, struct gic_state *state, bool save)
{
	gic_transfer_ranges(state, save, KVM_DEV_ARM_VGIC_GRP_DIST_REGS, 0, distributor,
			    ARRAY_SIZE(distributor));
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		transfer_cpu(state, save, attribute_of(&vm->cpus[id]));
	for (unsigned int line = 32; line < LINES; line += 32)
		gic_transfer(state, save, KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO, LEVELS | line);
	if (gic.its >= 0)
		its_transfer(state, save);
}
