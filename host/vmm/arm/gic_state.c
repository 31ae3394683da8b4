/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a GICv3, through the attributes of its device: registers of the distributor,
 * of each redistributor and of each CPU's interface, and the levels of the lines.
 */
#include <stdlib.h>
#include <string.h>

#include "../say.h"
#include "virt.h"

#define MAX_VALUES 4096

struct gic_state {
	uint64_t values[MAX_VALUES];
	unsigned int count;
};

/* Registers of 4 bytes: from here, so many. */
struct range {
	uint32_t start, count;
};

enum { LINES = GIC_LINES };

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

#define SGI_PAGE 0x10000

static const struct range redistributor[] = {
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
#define AFFINITY_LOW	    0xffffffull
#define AFFINITY_3_SHIFT    32
#define ATTRIBUTE_CPU_SHIFT 32

/* A CPU in the attribute: affinities 3 to 0 in the upper half. */
static uint64_t attribute_of(struct vcpu *vcpu)
{
	uint64_t mpidr = cpu_register(vcpu, MPIDR);

	return ((mpidr & AFFINITY_LOW) | (mpidr >> AFFINITY_3_SHIFT & 0xff) << 24)
	       << ATTRIBUTE_CPU_SHIFT;
}

/* One value out of the GIC, or back into it, in the order in which it came. */
static void transfer(struct gic_state *state, bool save, uint32_t group, uint64_t attribute)
{
	struct kvm_device_attr attr = { .group = group, .attr = attribute };

	if (state->count == MAX_VALUES)
		die("more registers of the GIC than expected");
	attr.addr = (uintptr_t)&state->values[state->count++];
	if (save)
		KVM_CALL(gic.fd, KVM_GET_DEVICE_ATTR, &attr);
	else
		KVM_CALL(gic.fd, KVM_SET_DEVICE_ATTR, &attr);
}

static void transfer_ranges(struct gic_state *state, bool save, uint32_t group, uint64_t cpu,
			    const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (uint32_t n = 0; n < ranges[i].count; n++)
			transfer(state, save, group, cpu | (ranges[i].start + 4 * n));
	}
}

#define LEVELS ((uint64_t)VGIC_LEVEL_INFO_LINE_LEVEL << KVM_DEV_ARM_VGIC_LINE_LEVEL_INFO_SHIFT)

static void transfer_all(struct vm *vm, struct gic_state *state, bool save)
{
	transfer_ranges(state, save, KVM_DEV_ARM_VGIC_GRP_DIST_REGS, 0, distributor,
			ARRAY_SIZE(distributor));
	for (unsigned int id = 0; id < vm->cpu_count; id++) {
		uint64_t cpu = attribute_of(&vm->cpus[id]);

		transfer_ranges(state, save, KVM_DEV_ARM_VGIC_GRP_REDIST_REGS, cpu, redistributor,
				ARRAY_SIZE(redistributor));
		transfer(state, save, KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO, cpu | LEVELS);
		for (size_t i = 0; i < ARRAY_SIZE(interface); i++)
			transfer(state, save, KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS, cpu | interface[i]);
	}
	for (unsigned int line = 32; line < LINES; line += 32)
		transfer(state, save, KVM_DEV_ARM_VGIC_GRP_LEVEL_INFO, LEVELS | line);
}

struct gic_state *gic_save(struct vm *vm)
{
	struct gic_state *state = calloc(1, sizeof(*state));

	if (!state)
		die("no memory for the state of the GIC");
	if (gic.version != 3)
		die("only the state of a GICv3 can be saved");
	transfer_all(vm, state, true);
	return state;
}

#define ICENABLER0 (SGI_PAGE + 0x180)

/* A new GIC of KVM has its SGIs enabled, and what is not set in ISENABLER stays as it is. */
static void disable_private(struct vm *vm)
{
	uint32_t all = UINT32_MAX;

	for (unsigned int id = 0; id < vm->cpu_count; id++) {
		struct kvm_device_attr attr = {
			.group = KVM_DEV_ARM_VGIC_GRP_REDIST_REGS,
			.attr = attribute_of(&vm->cpus[id]) | ICENABLER0,
			.addr = (uintptr_t)&all,
		};

		KVM_CALL(gic.fd, KVM_SET_DEVICE_ATTR, &attr);
	}
}

void gic_restore(struct vm *vm, struct gic_state *state)
{
	state->count = 0;
	disable_private(vm);
	transfer_all(vm, state, false);
	free(state);
}
