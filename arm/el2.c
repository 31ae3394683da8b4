/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What EL2 can do to EL1: trap its instructions, hide its counter, and raise an
 * SError in it. Needs a machine that enters its guest at EL2.
 */
#include <bits.h>
#include <caught.h>
#include <clock.h>
#include <el2.h>
#include <features.h>
#include <irq.h>
#include <registers.h>
#include <sysreg.h>
#include <test.h>

TEST(hvc, "HVC is taken to EL2 with its number and returns behind itself",
     NEEDS("el2") CITE("Arm ARM, ISS encoding for an exception from HVC or SVC"))
{
	catch_trap(TRAP_HVC);
	CATCH("hvc #0xbeef");
	CHECK_CAUGHT_AT(4);
	CHECK_EQ(caught.parameter, 0xbeef);
}

TEST(smc, "with HCR_EL2.TSC set SMC is taken to EL2 with its number and returns to itself",
     NEEDS("el2") CITE("Arm ARM, HCR_EL2.TSC"))
{
	catch_trap(TRAP_SMC);
	hcr_set(HCR_TSC);
	CATCH("smc #0x77");
	hcr_clear(HCR_TSC);
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.parameter, 0x77);
}

/* ISS of "msr contextidr_el1, x1": op0 3, op1 0, CRn 13, CRm 0, op2 1 */
#define ISS_WRITE_CONTEXTIDR (3u << 20 | 1u << 17 | 13u << 10 | 1u << 5)

TEST(virtual_memory_controls, "with HCR_EL2.TVM set a write of CONTEXTIDR_EL1 is taken to EL2",
     NEEDS("el2") CITE("Arm ARM, HCR_EL2.TVM; ISS encoding for an exception from MSR, MRS"))
{
	catch_trap(TRAP_SYSREG);
	sysreg_write(contextidr_el1, 1);
	hcr_set(HCR_TVM);
	CATCH("mov	x1, #2\n"
	      "	adr	x17, 773f\n"
	      "773:	msr	contextidr_el1, x1");
	hcr_clear(HCR_TVM);
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.parameter, ISS_WRITE_CONTEXTIDR);
	CHECK_EQ(sysreg_read(contextidr_el1), 1);
}

TEST(virtual_counter, "CNTVCT_EL0 is CNTPCT_EL0 less CNTVOFF_EL2",
     NEEDS("el2") CITE("Arm ARM, CNTVOFF_EL2"))
{
	const uint64_t offset = BIT(40);
	uint64_t before, virtual, after;

	irq_disable();
	el2_write(cntvoff_el2, offset);
	isb();
	before = sysreg_read(cntpct_el0);
	isb();
	virtual = sysreg_read(cntvct_el0);
	isb();
	after = sysreg_read(cntpct_el0);
	el2_write(cntvoff_el2, 0);
	isb();
	irq_enable();
	CHECK_GE(virtual + offset, before);
	CHECK_LE(virtual + offset, after);
}

static volatile unsigned int serrors;
static uint64_t syndrome;

static void count_serror(const struct irq *irq, void *context)
{
	(void)context;
	serrors++;
	syndrome = irq->parameter;
}

TEST(serror, "a virtual SError is taken as soon as it is not masked, once",
     NEEDS("el2") CITE("Arm ARM, HCR_EL2.VSE"))
{
	serrors = 0;
	irq_register(IRQ_SERROR, count_serror, NULL);
	irq_disable();
	hcr_set(HCR_AMO | HCR_VSE);
	isb();
	CHECK_EQ(serrors, 0);
	irq_enable();
	isb();
	CHECK_EQ(serrors, 1);
	CHECK(!(el2_read(hcr_el2) & HCR_VSE), "HCR_EL2.VSE is still set");
	hcr_clear(HCR_AMO);
	irq_disable();
	irq_enable();
	CHECK_EQ(serrors, 1);
}

#define ESR_CLASS_SERROR 0x2ful

TEST(serror_syndrome, "a virtual SError has the syndrome that VSESR_EL2 holds",
     NEEDS("el2") CITE("Arm ARM, VSESR_EL2"))
{
	if (!FEATURE_RAS)
		SKIP("needs the reliability extension (FEAT_RAS)");
	irq_register(IRQ_SERROR, count_serror, NULL);
	el2_write(VSESR_EL2, SYNDROME_IDS | 0x1234);
	hcr_set(HCR_AMO | HCR_VSE);
	isb();
	hcr_clear(HCR_AMO);
	CHECK_EQ(syndrome & BIT_RANGE(24, 0), SYNDROME_IDS | 0x1234);
	CHECK_EQ(field_get(BIT_RANGE(31, 26), syndrome), ESR_CLASS_SERROR);
}

#define LEVELS 16

static unsigned int depth, deepest;

/* Each SError raises the next one inside its handler, which it interrupts. */
static void nest(const struct irq *irq, void *context)
{
	unsigned int level = ++depth;

	deepest = level > deepest ? level : deepest;
	CHECK_EQ(irq->depth, level - 1);
	registers_spoil(level);
	if (level < LEVELS) {
		irq_enable();
		hcr_set(HCR_VSE);
		isb();
		irq_disable();
	} else {
		*(volatile unsigned int *)context = 1;
	}
	depth--;
}

static void raise_first(struct timer *timer, void *context)
{
	(void)timer;
	(void)context;
	hcr_set(HCR_VSE); /* taken when this handler returns */
}

TEST(serror_nested, "16 SErrors, each in the handler of the one before, leave all registers alone",
     NEEDS("el2") CITE("Arm ARM, D1 Exception entry"))
{
	volatile unsigned int done = 0;
	struct timer timer = { 0 };

	depth = deepest = 0;
	irq_register(IRQ_SERROR, nest, (void *)&done);
	hcr_set(HCR_AMO);
	timer_start(&timer, NS_PER_MS, raise_first, NULL);
	CHECK_EQ(registers_hold(&done, 1), 0);
	hcr_clear(HCR_AMO);
	CHECK_EQ(deepest, LEVELS);
}
