/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An SError that EL2 has made pending for EL1 moves with the guest.
 *
 * It is neither a register of EL1 nor in the interrupt controller: HCR_EL2.VSE is the request
 * and VSESR_EL2 what it will say. A host that keeps it beside the registers, as something that
 * it still has to deliver, has to take it along too. Lost, an error of memory was never
 * told of; doubled, the guest stops for one that it has dealt with.
 */
#include <control.h>
#include <el2.h>
#include <features.h>
#include <held.h>
#include <irq.h>
#include <smp.h>
#include <test.h>

static void raise_serror(void)
{
	hcr_set(HCR_AMO | HCR_VSE);
}

static void end_serror(unsigned int times)
{
	hcr_clear(HCR_AMO | (times ? 0 : HCR_VSE));
}

TEST(masked, "a virtual SError that each CPU masks moves, and comes once",
     NEEDS("migration") NEEDS("el2") NEEDS("cpus=2") CITE("Arm ARM, HCR_EL2.VSE"))
{
	const struct held serror = { .source = IRQ_SERROR,
				     .raise = raise_serror,
				     .serve = end_serror };

	held_move(&serror, &hold_all, smp_count());
}

static volatile unsigned int serrors;

static void count_serror(const struct irq *irq, void *context)
{
	uint64_t *syndrome = context;

	*syndrome = irq->parameter;
	serrors++;
}

TEST(not_enabled,
     "with HCR_EL2.AMO clear HCR_EL2.VSE moves and waits, and comes once when it is set",
     NEEDS("migration") NEEDS("el2") CITE("Arm ARM, HCR_EL2.AMO"))
{
	uint64_t syndrome = 0;

	serrors = 0;
	irq_register(IRQ_SERROR, count_serror, &syndrome);
	hcr_set(HCR_VSE);
	irq_enable();
	control_migrate("precopy", NULL);
	CHECK_EQ(serrors, 0);
	CHECK(el2_read(hcr_el2) & HCR_VSE);
	hcr_set(HCR_AMO);
	isb();
	CHECK_EQ(serrors, 1);
	CHECK(!(el2_read(hcr_el2) & HCR_VSE));
	hcr_clear(HCR_AMO | HCR_VSE);
}

#define OWN_SYNDROME 0x1234

TEST(syndrome, "a virtual SError that has moved has the syndrome that VSESR_EL2 held before",
     NEEDS("migration") NEEDS("el2") CITE("Arm ARM, VSESR_EL2"))
{
	uint64_t syndrome = 0;

	if (!FEATURE_RAS)
		SKIP("needs the reliability extension (FEAT_RAS)");
	irq_register(IRQ_SERROR, count_serror, &syndrome);
	irq_disable();
	el2_write(VSESR_EL2, SYNDROME_IDS | OWN_SYNDROME);
	hcr_set(HCR_AMO | HCR_VSE);
	control_migrate("precopy", NULL);
	irq_enable();
	isb();
	hcr_clear(HCR_AMO);
	CHECK_EQ(syndrome & BIT_RANGE(24, 0), SYNDROME_IDS | OWN_SYNDROME);
}
