/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PSCI: how CPUs are turned on and off, and what the calls return.
 *
 * The firmware of a guest is its hypervisor: it implements these calls, and
 * keeps the state of CPUs that several others may ask about or change at once.
 */
#include <alloc.h>
#include <atomic.h>
#include <bits.h>
#include <clock.h>
#include <dt.h>
#include <gic.h>
#include <irq.h>
#include <mmu.h>
#include <psci.h>
#include <smp.h>
#include <string.h>
#include <sysreg.h>
#include <test.h>
#include <util.h>
#include "arm_cpu.h"

#define UNKNOWN_FUNCTION 0x8400ffffu
#define NO_SUCH_CPU	 0xff00ffff00ull /* an affinity that no machine gives out */

/* PSCI_VERSION: major and minor number */
#define MAJOR BIT_RANGE(30, 16)

static int32_t cpu_on(uint64_t affinity, uint64_t entry)
{
	return psci_call(PSCI_CPU_ON, affinity, entry, 0);
}

static int32_t state_of(unsigned int id)
{
	return psci_call(PSCI_AFFINITY_INFO, smp_cpu(id)->hardware_id, 0, 0);
}

TEST(version, "PSCI_VERSION is at least 0.2", CITE("Arm DEN0022, PSCI_VERSION"))
{
	uint32_t version = psci_call(PSCI_VERSION, 0, 0, 0);

	CHECK_GE(version, 2u);
}

TEST(features,
     "PSCI_FEATURES knows the functions that are mandatory, and not those that do not exist",
     CITE("Arm DEN0022, PSCI_FEATURES"))
{
	static const uint32_t mandatory[] = { PSCI_VERSION,	  PSCI_CPU_SUSPEND,
					      PSCI_CPU_OFF,	  PSCI_CPU_ON,
					      PSCI_AFFINITY_INFO, PSCI_SYSTEM_OFF,
					      PSCI_SYSTEM_RESET,  PSCI_FEATURES };

	if (!field_get(MAJOR, psci_call(PSCI_VERSION, 0, 0, 0)))
		SKIP("needs PSCI 1.0");
	for (unsigned int i = 0; i < ARRAY_SIZE(mandatory); i++)
		CHECK_GE(psci_call(PSCI_FEATURES, mandatory[i], 0, 0), 0);
	CHECK_EQ(psci_call(PSCI_FEATURES, UNKNOWN_FUNCTION, 0, 0), PSCI_NOT_SUPPORTED);
}

TEST(unknown_function, "a function that does not exist is not supported",
     CITE("Arm DEN0028, SMC Calling Convention, Unknown Function Identifier"))
{
	CHECK_EQ(psci_call(UNKNOWN_FUNCTION, 0, 0, 0), PSCI_NOT_SUPPORTED);
}

TEST(already_on, "CPU_ON of a CPU that runs says so", NEEDS("cpus=2") CITE("Arm DEN0022, CPU_ON"))
{
	REQUIRE(smp_start(1));
	CHECK_EQ(cpu_on(smp_cpu(1)->hardware_id, (uintptr_t)secondary_entry), PSCI_ALREADY_ON);
	CHECK_EQ(cpu_on(smp_cpu(0)->hardware_id, (uintptr_t)secondary_entry), PSCI_ALREADY_ON);
}

TEST(no_such_cpu, "CPU_ON and AFFINITY_INFO of a CPU that does not exist have invalid parameters",
     CITE("Arm DEN0022, CPU_ON; AFFINITY_INFO"))
{
	CHECK_EQ(cpu_on(NO_SUCH_CPU, (uintptr_t)secondary_entry), PSCI_INVALID_PARAMETERS);
	CHECK_EQ(psci_call(PSCI_AFFINITY_INFO, NO_SUCH_CPU, 0, 0), PSCI_INVALID_PARAMETERS);
}

TEST(affinity_info, "AFFINITY_INFO follows a CPU from off to on and back",
     NEEDS("cpus=2") CITE("Arm DEN0022, AFFINITY_INFO"))
{
	for (unsigned int i = 0; i < 20; i++) {
		CHECK_EQ(state_of(1), PSCI_IS_OFF);
		REQUIRE(smp_start(1));
		CHECK_EQ(state_of(1), PSCI_IS_ON);
		REQUIRE(smp_stop(1));
	}
	CHECK_EQ(state_of(0), PSCI_IS_ON);
}

/* What a CPU finds when it begins, written down before it touches anything else. */
extern const char raw_entry[];
static struct raw_state {
	uint64_t context;
	uint64_t currentel;
	uint64_t sctlr;
	uint64_t daif;
	uint64_t mpidr;
	uint64_t there; /* last */
} raw __attribute__((aligned(64)));

__asm__(".pushsection .text\n"
	".globl	raw_entry\n"
	".hidden raw_entry\n"
	"raw_entry:\n"
	"	mrs	x1, currentel\n"
	"	mrs	x2, sctlr_el1\n"
	"	mrs	x3, daif\n"
	"	mrs	x4, mpidr_el1\n"
	"	stp	x0, x1, [x0]\n"
	"	stp	x2, x3, [x0, #16]\n"
	"	mov	x5, #1\n"
	"	stp	x4, x5, [x0, #32]\n"
	"	dsb	sy\n"
	"	movz	x0, #2\n" /* CPU_OFF */
	"	movk	x0, #0x8400, lsl #16\n"
	"	cmp	x1, #(2 << 2)\n"
	"	b.eq	1f\n"
	"	hvc	#0\n"
	"1:	smc	#0\n"
	"	b	1b\n"
	".popsection\n");

static void start_raw(uint64_t affinity)
{
	uint64_t end = clock_ns() + NS_PER_S * clock_slowness();

	memset(&raw, 0, sizeof(raw));
	__asm__ volatile("dc civac, %0\n	dsb sy" : : "r"(&raw) : "memory");
	CHECK_EQ(psci_call(PSCI_CPU_ON, affinity, (uintptr_t)raw_entry, (uintptr_t)&raw),
		 PSCI_SUCCESS);
	while (psci_call(PSCI_AFFINITY_INFO, affinity, 0, 0) != PSCI_IS_OFF || !raw.there) {
		__asm__ volatile("dc ivac, %0\n	dsb sy" : : "r"(&raw) : "memory");
		REQUIRE(clock_ns() < end, "the CPU did not start, or did not stop again");
	}
}

/* SCTLR_ELx */
#define SCTLR_MMU_AND_CACHES (BIT(0) | BIT(2))
#define DAIF_ALL	     BIT_RANGE(9, 6)

TEST(initial_state, "a CPU begins with x0 the context, MMU and caches off, everything masked",
     NEEDS("cpus=2") CITE("Arm DEN0022, Initial core state after CPU_ON"))
{
	struct cpu *cpu = smp_cpu(1);

	start_raw(cpu->hardware_id);
	CHECK_EQ(raw.context, (uintptr_t)&raw);
	CHECK_EQ(field_get(BIT_RANGE(3, 2), raw.currentel), entry_el);
	if (entry_el == 1)
		CHECK(!(raw.sctlr & SCTLR_MMU_AND_CACHES));
	CHECK_EQ(raw.daif, DAIF_ALL);
	CHECK_EQ(raw.mpidr & MPIDR_AFFINITY, cpu->hardware_id);
}

TEST(each_cpu_on, "each CPU of the device tree can be turned on and finds its own MPIDR_EL1",
     NEEDS("cpus=2") CITE("Arm DEN0022, CPU_ON; Devicetree binding of arm/cpus"))
{
	for (unsigned int id = 1; id < smp_count(); id++) {
		start_raw(smp_cpu(id)->hardware_id);
		CHECK_EQ(raw.mpidr & MPIDR_AFFINITY, smp_cpu(id)->hardware_id);
	}
}

#define RACES 50

static uint64_t contested;
static struct barrier barrier;
static unsigned int won, lost;

static void race(void *context)
{
	int32_t result;

	(void)context;
	for (unsigned int i = 0; i < RACES; i++) {
		barrier_wait(&barrier);
		result = psci_call(PSCI_CPU_ON, contested, (uintptr_t)raw_entry, (uintptr_t)&raw);
		if (result == PSCI_SUCCESS)
			atomic_add(&won, 1);
		else if (result == PSCI_ALREADY_ON || result == PSCI_ON_PENDING)
			atomic_add(&lost, 1);
		barrier_wait(&barrier);
		while (psci_call(PSCI_AFFINITY_INFO, contested, 0, 0) != PSCI_IS_OFF)
			cpu_relax();
	}
}

/* Both may win one after the other, as the CPU turns itself off at once. */
TEST(on_at_once, "of two CPUs that turn on a third, each wins or is told that it is on already",
     NEEDS("cpus=3") CITE("Arm DEN0022, CPU_ON"))
{
	won = lost = 0;
	contested = smp_cpu(2)->hardware_id;
	barrier_init(&barrier, 2);
	smp_call_all(2, race, NULL);
	CHECK_EQ(won + lost, 2 * RACES);
	CHECK_GE(won, RACES);
}

/* Power state 0: standby, from which the call returns. */
TEST(suspend, "CPU_SUSPEND to standby ends with an interrupt and succeeds",
     CITE("Arm DEN0022, CPU_SUSPEND"))
{
	irq_disable();
	gic_send(this_cpu(), SGI_IPI, false);
	CHECK_EQ(psci_call(PSCI_CPU_SUSPEND, 0, 0, 0), PSCI_SUCCESS);
	irq_enable();
}
