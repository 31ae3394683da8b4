/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exceptions that instructions of EL1 cause: each class with what ESR_EL1,
 * FAR_EL1 and ELR_EL1 tell about it.
 *
 * Kernels decode these registers to emulate, to step over or to resume, and a
 * host that emulates or passes on an exception composes them itself: a class or
 * a return address that is off sends the guest to the wrong place.
 * Aborts have a file of their own, aborts.c, and debug exceptions have debug.c.
 */
#include <alloc.h>
#include <caught.h>
#include <features.h>
#include <irq.h>
#include <mmu.h>
#include <mmu_arm.h>
#include <string.h>
#include <sysreg.h>
#include <test.h>
#include "layout.h"

TEST(undefined, "an instruction that is not allocated is an exception of class 0 at its address",
     CITE("Arm ARM, UDF; ESR_EL1, EC 0b000000"))
{
	catch_trap(TRAP_UNDEFINED);
	CATCH("udf #7");
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.parameter, 0);
	CHECK(caught.frame.esr & ESR_LENGTH_32);
}

TEST(registers_of_el2, "a system register of EL2 is undefined at EL1",
     CITE("Arm ARM, D13 Accessibility of HCR_EL2"))
{
	CHECK_TRAP(TRAP_UNDEFINED, sysreg_probe_read(hcr_el2));
	CHECK_TRAP(TRAP_UNDEFINED, sysreg_probe_write(vbar_el2, 0));
}

TEST(read_only_register, "a write to a register that can only be read is undefined",
     CITE("Arm ARM, C5.1 System register encoding"))
{
	/* MSR to the encoding of MIDR_EL1, which no assembler accepts */
	CHECK_TRAP(TRAP_UNDEFINED, sysreg_probe_write(s3_0_c0_c0_0, 0));
}

TEST(svc, "SVC returns behind itself and passes its number on",
     CITE("Arm ARM, ESR_EL1, ISS encoding for an exception from HVC or SVC"))
{
	catch_trap(TRAP_SVC);
	CATCH("svc #0x1234");
	CHECK_CAUGHT_AT(4);
	CHECK_EQ(caught.parameter, 0x1234);
	catch_trap(TRAP_SVC);
	CATCH("svc #0xffff");
	CHECK_CAUGHT_AT(4);
	CHECK_EQ(caught.parameter, 0xffff);
}

TEST(brk, "BRK returns to itself and passes its number on",
     CITE("Arm ARM, ESR_EL1, ISS encoding for an exception from a Breakpoint instruction"))
{
	catch_trap(TRAP_BRK);
	CATCH("brk #0xf00d");
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.parameter, 0xf00d);
}

/* ISS for a trapped access to SIMD: CV is one and COND is 0b1110 for A64. */
#define ISS_CONDITION_ALWAYS 0x1e00000

TEST(floating_point, "with CPACR_EL1.FPEN zero an FP instruction is an exception of class 7",
     CITE("Arm ARM, CPACR_EL1.FPEN; ESR_EL1, EC 0b000111"))
{
	catch_trap(TRAP_FP_ACCESS);
	sysreg_write(cpacr_el1, 0);
	isb();
	CATCH(".arch_extension fp\n	fmov d0, xzr");
	sysreg_write(cpacr_el1, CPACR_FPEN);
	isb();
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.parameter, ISS_CONDITION_ALWAYS);
}

TEST(floating_point_again, "with CPACR_EL1.FPEN set an FP instruction does not trap",
     CITE("Arm ARM, CPACR_EL1.FPEN"))
{
	CHECK_TRAP(TRAP_NONE, ({
			   __asm__ volatile(".arch_extension fp\n" PROBED("fmov d0, xzr")
					    :
					    :
					    : "memory");
		   }));
}

TEST(scalable_vectors, "with CPACR_EL1.ZEN zero an SVE instruction is an exception of class 0x19",
     CITE("Arm ARM, CPACR_EL1.ZEN"))
{
	if (!FEATURE_SVE)
		SKIP("needs SVE");
	catch_trap(TRAP_SVE_ACCESS);
	CATCH(".inst 0x04bf5020"); /* rdvl x0, #1 */
	CHECK_CAUGHT_AT(0);
}

TEST(scalable_matrices, "with CPACR_EL1.SMEN zero an SME instruction is an exception of class 0x1d",
     CITE("Arm ARM, CPACR_EL1.SMEN"))
{
	if (!FEATURE_SME)
		SKIP("needs SME");
	catch_trap(TRAP_SME_ACCESS);
	CATCH(".inst 0x04bf5820"); /* rdsvl x0, #1 */
	CHECK_CAUGHT_AT(0);
}

TEST(illegal_state, "a return to a state that is illegal makes the next instruction an exception",
     CITE("Arm ARM, D1 Legal exception returns; ESR_EL1, EC 0b001110"))
{
	uint64_t to_el3 = PSTATE_MASKED | 0xc;

	catch_trap(TRAP_ILLEGAL_STATE);
	CATCH("b	773f\n"
	      "774:	msr	spsr_el1, %0\n"
	      "	msr	elr_el1, x17\n"
	      "	eret\n"
	      "773:	adr	x17, 775f\n"
	      "	b	774b\n"
	      "775:	nop",
	      "r"(to_el3));
	irq_enable();
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.frame.pstate & PSTATE_MODE, PSTATE_EL1t);
}

TEST(pc_alignment, "a branch to an address that is no multiple of 4 is a PC alignment fault there",
     CITE("Arm ARM, PC alignment checking"))
{
	for (uintptr_t offset = 1; offset < 4; offset++) {
		catch_trap(TRAP_PC_ALIGNMENT);
		CATCH("add	x0, x17, %0\n"
		      "	br	x0",
		      "r"(offset));
		CHECK_CAUGHT_AT(offset);
		CHECK_EQ(caught.parameter, caught.frame.pc);
	}
}

TEST(sp_alignment, "a load by a stack pointer that is no multiple of 16 is an SP alignment fault",
     CITE("Arm ARM, SP alignment checking"))
{
	uint64_t sp;

	__asm__("mov %0, sp" : "=r"(sp));
	catch_trap(TRAP_SP_ALIGNMENT);
	__asm__ volatile("	adr	x16, 772f\n"
			 "	adr	x17, 771f\n"
			 "	sub	sp, sp, #8\n"
			 "771:	ldr	x0, [sp]\n"
			 "772:	add	sp, sp, #8\n"
			 :
			 :
			 : "x0", "x16", "x17", "memory");
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.frame.sp, sp - 8);
}

TEST(authentication, "authenticating a pointer that nobody signed is an exception",
     CITE("Arm ARM, FEAT_FPAC; ESR_EL1, EC 0b011100"))
{
	const uint64_t enable_a = BIT(31); /* SCTLR_EL1.EnIA */
	uint64_t signed_bit = BIT(54);	   /* of the code, whatever its size */

	if (FEATURE_PAUTH < PAUTH_FAULTS)
		SKIP("needs pointer authentication whose failures trap (FEAT_FPAC)");
	catch_trap(TRAP_PAC_FAIL);
	sysreg_write(sctlr_el1, SCTLR_WORK | enable_a);
	isb();
	CATCH("mov	x0, sp\n"
	      "	mov	x1, #1\n"
	      "	.inst	0xdac10020\n" /* pacia x0, x1 */
	      "	eor	x0, x0, %0\n"
	      "	adr	x17, 773f\n"
	      "773:	.inst	0xdac11020", /* autia x0, x1 */
	      "r"(signed_bit));
	sysreg_write(sctlr_el1, SCTLR_WORK);
	isb();
	CHECK_CAUGHT_AT(0);
}

#define PTE_GUARDED BIT(50)

TEST(branch_target, "a call into a guarded page that meets no BTI is an exception at its target",
     CITE("Arm ARM, FEAT_BTI; ESR_EL1, EC 0b001101"))
{
	static const uint32_t nop = 0xd503201f, bti_c = 0xd503245f, ret = 0xd65f03c0;
	uint32_t *code = page_alloc(1);
	mmu_entry_t *entry;

	if (!FEATURE_BTI)
		SKIP("needs branch target identification");
	code[0] = nop;
	code[1] = ret;
	code[2] = bti_c;
	code[3] = ret;
	mmu_protect(code, MMU_READ | MMU_EXECUTE);
	entry = mmu_entry(code, 0);
	mmu_set(entry, *entry | PTE_GUARDED, code, 0);
	CHECK_TRAP(TRAP_BRANCH_TARGET, trap_probe_call((void (*)(void))(uintptr_t)code));
	CHECK_TRAP(TRAP_NONE, trap_probe_call((void (*)(void))(uintptr_t)(code + 2)));
}

/*
 * SETM as if a SETP of the option that C stands for had come before it: with
 * option A, C is zero and the address is that of the end, with the size negative.
 */
static unsigned int set_by_option(unsigned int carry)
{
	static char target[64];
	uintptr_t address = (uintptr_t)target + (carry ? 0 : sizeof(target));
	int64_t size = carry ? sizeof(target) : -(int64_t)sizeof(target);

	catch_trap(TRAP_MEMORY_COPY);
	CATCH("mov	x0, %1\n"
	      "	mov	x1, %2\n"
	      "	cmp	%w0, #1\n" /* C becomes what the argument is */
	      "	adr	x17, 773f\n"
	      "773:	.inst	0x19df4420", /* setm [x0]!, x1!, xzr */
	      "r"(carry), "r"(address), "r"(size));
	return caught.count;
}

TEST(memory_copy, "a memory set that goes on by the option the CPU does not have is an exception",
     CITE("Arm ARM, FEAT_MOPS; ESR_EL1, EC 0b100111"))
{
	if (!FEATURE_MOPS)
		SKIP("needs the memory copy and set instructions (FEAT_MOPS)");
	CHECK_EQ(set_by_option(0) + set_by_option(1), 1);
}
