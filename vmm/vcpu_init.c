/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario vcpu_init: it tells which features its CPU claims, and what they
 * do when they are used.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <args.h>
#include <bits.h>
#include <features.h>
#include <mmu.h>
#include <psci.h>
#include <sysreg.h>
#include <test.h>

#include "../host/vmm/arm/questions.h"
#include "../host/vmm/bell.h"

#define PMCR_ENABLE	  BIT(0)
#define PMCR_RESET_CYCLES BIT(2)
#define PMU_CYCLES	  BIT(31)
#define LOOPS		  1000

#define CPACR_ZEN  (BIT(17) | BIT(16))
#define SCTLR_ENIA BIT(31)
#define TRIES	   16

/* Undefined instructions may be told as such, or as a register that traps. */
static uint64_t answer(uint64_t value)
{
	return trap_probed() == TRAP_NONE ? value : ANSWER_UNDEFINED;
}

static uint64_t count_cycles(void)
{
	uint64_t cycles;

	sysreg_probe_write(pmcr_el0, PMCR_ENABLE | PMCR_RESET_CYCLES);
	sysreg_probe_write(pmccfiltr_el0, 0);
	sysreg_probe_write(pmcntenset_el0, PMU_CYCLES);
	isb();
	for (volatile unsigned int i = 0; i < LOOPS; i++)
		;
	isb();
	cycles = sysreg_probe_read(pmccntr_el0);
	sysreg_probe_write(pmcntenclr_el0, PMU_CYCLES);
	return answer(cycles);
}

static uint64_t vector_bytes(void)
{
	register uint64_t x0 __asm__("x0") = 0;

	sysreg_write(cpacr_el1, sysreg_read(cpacr_el1) | CPACR_ZEN);
	isb();
	__asm__ volatile(PROBED(".inst 0x04bf5020 // rdvl x0, #1\n") : "+r"(x0));
	return answer(x0);
}

static uint64_t pauth_fields(void)
{
	uint64_t isar1 = sysreg_read(id_aa64isar1_el1);
	uint64_t isar2 = sysreg_read(s3_0_c0_c6_2);
	uint64_t address = field_get(BIT_RANGE(11, 4), isar1) | field_get(BIT_RANGE(15, 12), isar2);
	uint64_t data = field_get(BIT_RANGE(31, 24), isar1) | field_get(BIT_RANGE(11, 8), isar2);

	return data << 16 | address;
}

static uint64_t sign_addresses(void)
{
	register uint64_t x0 __asm__("x0");
	register uint64_t x1 __asm__("x1");
	unsigned int changed = 0;

	sysreg_write(sctlr_el1, sysreg_read(sctlr_el1) | SCTLR_ENIA);
	isb();
	for (unsigned int try = 0; try < TRIES; try++) {
		x0 = (uintptr_t)&changed;
		x1 = try;
		__asm__ volatile(PROBED(".inst 0xdac10020 // pacia x0, x1\n") : "+r"(x0) : "r"(x1));
		changed += x0 != (uintptr_t)&changed;
	}
	sysreg_write(sctlr_el1, sysreg_read(sctlr_el1) & ~(uint64_t)SCTLR_ENIA);
	isb();
	return answer(changed);
}

static uint64_t sign_data(void)
{
	register uint64_t x0 __asm__("x0");
	register uint64_t x1 __asm__("x1");
	register uint64_t x2 __asm__("x2");
	unsigned int signatures = 0;

	for (unsigned int try = 0; try < TRIES; try++) {
		x0 = 0;
		x1 = x2 = try;
		__asm__ volatile(PROBED(".inst 0x9ac23020 // pacga x0, x1, x2\n")
				 : "+r"(x0)
				 : "r"(x1), "r"(x2));
		signatures += x0 != 0;
	}
	return answer(signatures);
}

static uint64_t ask(uint64_t question)
{
	trap_probe_begin();
	switch (question) {
	case ASK_PMU_VERSION:
		return FEATURE_PMU;
	case ASK_PMU_CYCLES:
		return count_cycles();
	case ASK_SVE_FIELD:
		return FEATURE_SVE;
	case ASK_SVE_BYTES:
		return vector_bytes();
	case ASK_PAUTH_FIELDS:
		return pauth_fields();
	case ASK_PAUTH_ADDRESS:
		return sign_addresses();
	case ASK_PAUTH_DATA:
		return sign_data();
	default:
		return (uint32_t)psci_call(PSCI_VERSION, 0, 0, 0);
	}
}

TEST(answers, "the CPU tells what it has")
{
	volatile uint64_t *bell = mmu_device(args_number("bell", 0), PAGE_SIZE);
	volatile struct command command = { 0 };

	do {
		*bell = (uintptr_t)&command;
		if (command.what == COMMAND_ASK)
			command.result = ask(command.first);
	} while (command.what != COMMAND_END);
}
