/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code at EL0: what it may not do, how its traps differ from those of EL1, and
 * that interrupts take it away and bring it back.
 */
#include <alloc.h>
#include <bits.h>
#include <clock.h>
#include <features.h>
#include <frame.h>
#include <irq.h>
#include <mmu.h>
#include <sysreg.h>
#include <test.h>
#include <user.h>
#include "layout.h"

USER_CODE(double_it, "add x0, x0, x0; svc #1");
USER_CODE(undefined, "udf #0");
USER_CODE(read_x0, "ldr x0, [x0]; svc #0");
USER_CODE(branch_x0, "br x0");
USER_CODE(read_sctlr, "mrs x0, sctlr_el1; svc #0");
USER_CODE(read_ctr, "mrs x0, ctr_el0; svc #0");
USER_CODE(read_counter, "mrs x0, cntvct_el0; svc #0");
USER_CODE(call_hypervisor, "hvc #0");
USER_CODE(wait_for_interrupt, "wfi; svc #0");
USER_CODE(mask_interrupts, "msr daifset, #2; svc #0");

/* x0 points at two words: waits until the first is not zero and returns a checksum. */
USER_CODE(wait_for_word, "mov x2, #1000; mov x3, #2000; mov x4, #3000; "
			 "1: ldr w1, [x0]; cbz w1, 1b; "
			 "add x0, x2, x3; add x0, x0, x4; svc #0");

static struct user_result result;

TEST(returns_by_svc, "code at EL0 gets its argument and SVC brings its result to EL1",
     CITE("Arm ARM, SVC"))
{
	USER_RUN(&result, double_it, 21);
	CHECK_EQ(result.trap, TRAP_SVC);
	CHECK_EQ(result.value, 42);
	CHECK_EQ(field_get(BIT_RANGE(15, 0), result.esr), 1);
}

TEST(undefined_at_el0, "an undefined instruction at EL0 is taken to EL1", CITE("Arm ARM, UDF"))
{
	USER_RUN(&result, undefined, 0);
	CHECK_EQ(result.trap, TRAP_UNDEFINED);
}

TEST(system_registers, "registers and instructions of EL1 are undefined at EL0",
     CITE("Arm ARM, Accessibility of SCTLR_EL1; HVC"))
{
	USER_RUN(&result, read_sctlr, 0);
	CHECK_EQ(result.trap, TRAP_UNDEFINED);
	USER_RUN(&result, call_hypervisor, 0);
	CHECK_EQ(result.trap, TRAP_UNDEFINED);
}

TEST(kernel_data, "a load at EL0 from a page of EL1 is a permission fault of class 0x24",
     CITE("Arm ARM, Data access permissions"))
{
	uint64_t *page = page_alloc(1);

	mmu_protect(page, MMU_READ | MMU_WRITE);
	USER_RUN(&result, read_x0, (uintptr_t)page);
	CHECK_EQ(result.trap, TRAP_USER_DATA(ABORT_PERMISSION));
	CHECK_EQ(result.far, (uintptr_t)page);
	mmu_protect(page, MMU_READ | MMU_USER);
	USER_RUN(&result, read_x0, (uintptr_t)page);
	CHECK_EQ(result.trap, TRAP_SVC);
}

TEST(kernel_code, "a branch at EL0 to a page of EL1 is a permission fault of class 0x20",
     CITE("Arm ARM, Instruction execution permissions, UXN"))
{
	void *page = page_alloc(1);

	mmu_protect(page, MMU_READ | MMU_EXECUTE);
	USER_RUN(&result, branch_x0, (uintptr_t)page);
	CHECK_EQ(result.trap, TRAP_USER_INSN(ABORT_PERMISSION));
	CHECK_EQ(result.far, (uintptr_t)page);
	CHECK_EQ(result.pc, (uintptr_t)page);
}

/* ISS of a trapped MRS: the encoding of the register, where it goes, and that it is a read. */
#define ISS_MRS(op0, op1, crn, crm, op2, rt) \
	((op0) << 20 | (op2) << 17 | (op1) << 14 | (crn) << 10 | (rt) << 5 | (crm) << 1 | 1)
#define ISS_BITS BIT_RANGE(24, 0)

TEST(cache_type, "with SCTLR_EL1.UCT zero a read of CTR_EL0 at EL0 traps and names the register",
     CITE("Arm ARM, SCTLR_EL1.UCT; ISS encoding for an exception from MSR, MRS"))
{
	USER_RUN(&result, read_ctr, 0);
	CHECK_EQ(result.trap, TRAP_SVC);
	CHECK_EQ(result.value, sysreg_read(ctr_el0));
	sysreg_write(sctlr_el1, SCTLR_WORK & ~SCTLR_UCT);
	isb();
	USER_RUN(&result, read_ctr, 0);
	CHECK_EQ(result.trap, TRAP_SYSREG);
	CHECK_EQ(result.esr & ISS_BITS, ISS_MRS(3, 3, 0, 0, 1, 0));
}

/* CNTKCTL_EL1 */
#define EL0VCTEN BIT(1)

TEST(counter, "with CNTKCTL_EL1.EL0VCTEN zero a read of CNTVCT_EL0 at EL0 traps, else it counts",
     CITE("Arm ARM, CNTKCTL_EL1"))
{
	uint64_t before = sysreg_read(cntvct_el0);

	USER_RUN(&result, read_counter, 0);
	CHECK_EQ(result.trap, TRAP_SYSREG);
	CHECK_EQ(result.esr & ISS_BITS, ISS_MRS(3, 3, 14, 0, 2, 0));
	sysreg_write(cntkctl_el1, EL0VCTEN);
	isb();
	USER_RUN(&result, read_counter, 0);
	CHECK_EQ(result.trap, TRAP_SVC);
	CHECK_GE(result.value, before);
	CHECK_LE(result.value, sysreg_read(cntvct_el0));
}

TEST(wfi, "with SCTLR_EL1.nTWI zero WFI at EL0 traps if it would wait",
     CITE("Arm ARM, SCTLR_EL1.nTWI"))
{
	sysreg_write(sctlr_el1, SCTLR_WORK & ~SCTLR_NTWI);
	isb();
	USER_RUN(&result, wait_for_interrupt, 0);
	CHECK_EQ(result.trap, TRAP_WFX);
}

TEST(masks, "with SCTLR_EL1.UMA zero EL0 may not mask interrupts", CITE("Arm ARM, SCTLR_EL1.UMA"))
{
	USER_RUN(&result, mask_interrupts, 0);
	CHECK_EQ(result.trap, TRAP_SYSREG);
}

static void set_word(struct timer *timer, void *context)
{
	CHECK_EQ(timer->frame->pstate & PSTATE_MODE, PSTATE_EL0t);
	*(volatile unsigned int *)context = 1;
}

TEST(interrupted, "an interrupt at EL0 is taken to EL1, and EL0 goes on with its registers",
     CITE("Arm ARM, D1 Exception entry"))
{
	unsigned int *word = page_alloc(1);
	struct timer timer = { 0 };

	mmu_protect(word, MMU_READ | MMU_WRITE | MMU_USER);
	timer_start(&timer, 5 * NS_PER_MS, set_word, word);
	USER_RUN(&result, wait_for_word, (uintptr_t)word);
	CHECK_EQ(result.trap, TRAP_SVC);
	CHECK_EQ(result.value, 1000 + 2000 + 3000);
}
