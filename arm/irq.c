/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts by the GIC, version 2 or 3: every kind of INTID, as IRQ and as
 * FIQ, with priorities, masks and routing.
 *
 * A hypervisor keeps the guest's interrupts in lists of its own and loads a few
 * of them into hardware at a time. One that is lost, doubled, or delivered in
 * spite of a mask or in the wrong order shows here.
 */
#include <atomic.h>
#include <bits.h>
#include <clock.h>
#include <gic.h>
#include <gic_impl.h>
#include <irq.h>
#include <registers.h>
#include <smp.h>
#include <sysreg.h>
#include <test.h>

#define FREE_PPI IRQ_PPI(4) /* no device of a usual machine has it */

#define GIC_STATES "GIC architecture, Interrupt handling state machine"

#define FPCR_RMODE BIT(22) /* the lower of two bits */

/* DAIFSet and DAIFClr */
#define MASK(bits)   __asm__ volatile("msr daifset, #" #bits : : : "memory")
#define UNMASK(bits) __asm__ volatile("msr daifclr, #" #bits "\n	isb" : : : "memory")

static struct {
	unsigned int count;
	unsigned int order[8]; /* INTIDs as they came */
	unsigned int cpu;
} seen;

static void see(const struct irq *irq, void *context)
{
	(void)context;
	if (seen.count < 8)
		seen.order[seen.count] = IRQ_NUMBER(irq->source);
	seen.cpu = smp_id();
	atomic_add(&seen.count, 1);
}

static void expect(unsigned int source)
{
	seen.count = 0;
	irq_register(source, see, NULL);
	irq_open(source);
}

/* Interrupts may take a moment to arrive; that none arrives takes a moment, too. */
static unsigned int count_after(uint64_t ns)
{
	uint64_t end = clock_ns() + ns;

	while (clock_ns() < end)
		cpu_relax();
	return atomic_load(&seen.count);
}

static unsigned int count_soon(unsigned int wanted)
{
	uint64_t end = clock_ns() + NS_PER_S * clock_slowness();

	while (atomic_load(&seen.count) < wanted && clock_ns() < end)
		cpu_relax();
	return count_after(NS_PER_MS);
}

/* An SPI that no device drives: the last one there is. */
static unsigned int free_spi(void)
{
	return gic_intids() - 1;
}

TEST(each_sgi, "each software generated interrupt arrives once, with its own number",
     CITE("GIC architecture, Software Generated Interrupts"))
{
	for (unsigned int sgi = 1; sgi <= SGI_LAST_FREE; sgi++) {
		expect(IRQ_SGI(sgi));
		gic_send(this_cpu(), sgi, false);
		CHECK_EQ(count_soon(1), 1);
		CHECK_EQ(seen.order[0], sgi);
	}
}

TEST(private_interrupt, "a private peripheral interrupt that is made pending arrives once",
     CITE("GIC architecture, GICD_ISPENDR; GICR_ISPENDR0"))
{
	expect(FREE_PPI);
	gic_set_edge(FREE_PPI, true);
	gic_set_pending(FREE_PPI, true);
	CHECK_EQ(count_soon(1), 1);
	CHECK(!gic_is_pending(FREE_PPI));
}

TEST(shared_interrupt, "a shared interrupt that is made pending arrives once",
     CITE("GIC architecture, GICD_ISPENDR"))
{
	unsigned int spi = free_spi();

	expect(IRQ_INTID(spi));
	gic_set_edge(spi, true);
	gic_set_pending(spi, true);
	CHECK_EQ(count_soon(1), 1);
	CHECK_EQ(seen.order[0], spi);
	CHECK(!gic_is_pending(spi));
	CHECK(!gic_is_active(spi));
}

/* It is taken and not ended yet. */
static struct gic_taken take(unsigned int intid)
{
	struct gic_taken taken;

	gic_set_pending(intid, true);
	do
		taken = gic_take(false);
	while (taken.intid == GIC_SPURIOUS);
	CHECK_EQ(taken.intid, intid);
	return taken;
}

static void handle(unsigned int intid, bool edge)
{
	struct gic_taken taken;

	gic_set_edge(intid, edge);
	irq_disable();
	expect(IRQ_INTID(intid));
	taken = take(intid);
	CHECK(!gic_is_pending(intid));
	CHECK(gic_is_active(intid));
	gic_end(taken);
	CHECK(!gic_is_active(intid));
	irq_enable();
	CHECK_EQ(count_after(NS_PER_MS), 0);
}

TEST(edge_handled, "an edge is pending no more while it is handled, and does not come again",
     CITE(GIC_STATES))
{
	handle(free_spi(), true);
}

TEST(level_handled,
     "a level that software made pending is so no more while handled, and does not come again",
     CITE(GIC_STATES))
{
	handle(free_spi(), false);
	handle(IRQ_NUMBER(FREE_PPI), false);
}

static void handle_again(unsigned int intid, bool edge)
{
	struct gic_taken taken;

	gic_set_edge(intid, edge);
	irq_disable();
	expect(IRQ_INTID(intid));
	taken = take(intid);
	gic_set_pending(intid, true);
	CHECK(gic_is_pending(intid));
	CHECK(gic_is_active(intid));
	gic_end(taken);
	irq_enable();
	CHECK_EQ(count_soon(1), 1);
}

TEST(edge_again, "an edge that comes while the one before is handled interrupts once more",
     CITE(GIC_STATES))
{
	handle_again(free_spi(), true);
}

TEST(level_again, "a level that software makes pending while it is handled comes once more",
     CITE(GIC_STATES))
{
	handle_again(free_spi(), false);
	handle_again(IRQ_NUMBER(FREE_PPI), false);
}

TEST(withdrawn, "an interrupt whose pending state is cleared in time is not delivered",
     CITE("GIC architecture, GICD_ICPENDR"))
{
	unsigned int spi = free_spi();

	expect(IRQ_INTID(spi));
	gic_set_edge(spi, true);
	irq_disable();
	gic_set_pending(spi, true);
	CHECK(gic_is_pending(spi));
	gic_set_pending(spi, false);
	irq_enable();
	CHECK_EQ(count_after(NS_PER_MS), 0);
}

TEST(closed, "an interrupt that is disabled in the GIC stays pending until it is enabled",
     CITE("GIC architecture, GICD_ISENABLER"))
{
	unsigned int spi = free_spi();

	expect(IRQ_INTID(spi));
	gic_set_edge(spi, true);
	irq_close(IRQ_INTID(spi));
	gic_set_pending(spi, true);
	CHECK_EQ(count_after(NS_PER_MS), 0);
	CHECK(gic_is_pending(spi));
	irq_open(IRQ_INTID(spi));
	CHECK_EQ(count_soon(1), 1);
}

TEST(routed, "a shared interrupt arrives at the CPU that it is routed to, and there alone",
     NEEDS("cpus=2") CITE("GIC architecture, GICD_ITARGETSR; GICD_IROUTER"))
{
	unsigned int spi = free_spi();

	expect(IRQ_INTID(spi));
	gic_set_edge(spi, true);
	for (unsigned int id = smp_count(); id-- > 0;) {
		REQUIRE(smp_start(id));
		gic_route(spi, smp_cpu(id));
		seen.count = 0;
		gic_set_pending(spi, true);
		CHECK_EQ(count_soon(1), 1);
		CHECK_EQ(seen.cpu, id);
	}
}

TEST(higher_first,
     "of interrupts that are pending together the one of the highest priority is first",
     CITE("GIC architecture, Interrupt prioritization"))
{
	static const unsigned int priorities[] = { 0x80, 0x40, 0xc0, 0x20, 0xa0 };
	static const unsigned int wanted[] = { 4, 2, 1, 5, 3 };

	irq_disable();
	for (unsigned int i = 0; i < 5; i++) {
		expect(IRQ_SGI(i + 1));
		gic_set_priority(i + 1, priorities[i]);
		gic_send(this_cpu(), i + 1, false);
	}
	irq_enable();
	CHECK_EQ(count_soon(5), 5);
	CHECK_MEM_EQ(seen.order, wanted, sizeof(wanted));
}

TEST(priority_mask, "an interrupt whose priority is not above the mask waits for the mask to open",
     CITE("GIC architecture, GICC_PMR; ICC_PMR_EL1"))
{
	expect(IRQ_SGI(1));
	gic_set_priority(1, 0x80);
	gic_set_mask(0x80);
	gic_send(this_cpu(), 1, false);
	CHECK_EQ(count_after(NS_PER_MS), 0);
	CHECK(gic_is_pending(1));
	gic_set_mask(0xf0);
	CHECK_EQ(count_soon(1), 1);
}

static unsigned int running[2];

static void look_at_priority(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	running[1] = gic_running_priority();
}

TEST(running_priority, "the running priority is idle while nothing is being handled",
     CITE("GIC architecture, GICC_RPR; ICC_RPR_EL1"))
{
	expect(IRQ_SGI(1));
	irq_register(IRQ_SGI(1), look_at_priority, NULL);
	running[0] = gic_running_priority();
	gic_send(this_cpu(), 1, false);
	CHECK_EQ(count_soon(1), 1);
	CHECK_EQ(running[0], GIC_PRIORITY_LOWEST);
	CHECK_EQ(running[1], GIC_PRIORITY_LOWEST); /* the library ends an interrupt first */
}

TEST(fiq, "an interrupt of group 0 arrives as FIQ, one of group 1 as IRQ",
     NEEDS("fiq") CITE("GIC architecture, Interrupt grouping"))
{
	unsigned int spi = free_spi();

	expect(IRQ_FIQ_INTID(3));
	gic_send(this_cpu(), 3, true);
	CHECK_EQ(count_soon(1), 1);

	gic_set_edge(spi, true);
	expect(IRQ_FIQ_INTID(spi));
	gic_set_pending(spi, true);
	CHECK_EQ(count_soon(1), 1);
	expect(IRQ_INTID(spi));
	gic_set_pending(spi, true);
	CHECK_EQ(count_soon(1), 1);
}

TEST(masks_are_separate, "PSTATE.I holds back IRQ and lets FIQ through, PSTATE.F the other way",
     NEEDS("fiq") CITE("Arm ARM, Process state, PSTATE; GIC architecture, Interrupt grouping"))
{
	expect(IRQ_FIQ_INTID(1));
	expect(IRQ_SGI(2));

	/* The GIC signals only the first of what is pending: here FIQ must come before IRQ, ... */
	gic_set_priority(1, GIC_PRIORITY / 2);
	MASK(2);
	gic_send(this_cpu(), 2, false);
	CHECK_EQ(count_after(NS_PER_MS), 0);
	gic_send(this_cpu(), 1, true);
	CHECK_EQ(count_soon(1), 1);
	UNMASK(2);
	CHECK_EQ(count_soon(2), 2);

	/* ... and here IRQ before FIQ. */
	gic_set_priority(1, GIC_PRIORITY);
	gic_set_priority(2, GIC_PRIORITY / 2);
	MASK(1);
	gic_send(this_cpu(), 1, true);
	CHECK_EQ(count_after(NS_PER_MS), 2);
	gic_send(this_cpu(), 2, false);
	CHECK_EQ(count_soon(3), 3);
	UNMASK(1);
	CHECK_EQ(count_soon(4), 4);
}

#define LEVELS 16

static struct {
	unsigned int depth;
	unsigned int deepest;
	bool alternate;
	volatile unsigned int done;
} nest;

/* Levels alternate between IRQ and FIQ where both are to be used. */
static void raise_level(unsigned int level)
{
	bool fiq = nest.alternate && level % 2;

	gic_send(this_cpu(), fiq ? 2 : 1, fiq);
}

static void nested(const struct irq *irq, void *context)
{
	unsigned int level = ++nest.depth;

	(void)context;
	CHECK_EQ(irq->depth, level - 1);
	nest.deepest = level > nest.deepest ? level : nest.deepest;
	registers_spoil(level);
	sysreg_write(fpcr, level % 4 * FPCR_RMODE); /* which a call leaves alone */
	if (level < LEVELS) {
		irq_enable();
		raise_level(level);
		while (nest.deepest < LEVELS)
			cpu_relax();
		irq_disable();
	}
	registers_spoil(~(uint64_t)level);
	if (!--nest.depth)
		nest.done = 1;
}

static void start_nesting(struct timer *timer, void *context)
{
	(void)timer;
	(void)context;
	raise_level(0);
}

static void check_nesting(void)
{
	struct timer timer = { 0 };

	irq_register(IRQ_SGI(1), nested, NULL);
	irq_open(IRQ_SGI(1));
	timer_start(&timer, NS_PER_MS, start_nesting, NULL);
	CHECK_EQ(registers_hold(&nest.done, 0x5eee), 0);
	CHECK_EQ(nest.deepest, LEVELS);
}

TEST(nested_irqs, "16 IRQs, each in the handler of the one before, leave all registers alone",
     CITE("Arm ARM, D1 Exception entry"))
{
	nest.depth = nest.deepest = nest.done = 0;
	nest.alternate = false;
	check_nesting();
}

TEST(nested_in_turn, "IRQ and FIQ in turn, 16 deep, leave all registers alone",
     NEEDS("fiq") CITE("Arm ARM, D1 Exception entry"))
{
	nest.depth = nest.deepest = nest.done = 0;
	nest.alternate = true;
	irq_register(IRQ_FIQ_INTID(2), nested, NULL);
	irq_open(IRQ_FIQ_INTID(2));
	check_nesting();
}

#define STORM 1000

static void storm(void *context)
{
	for (unsigned int i = 0; i < STORM; i++) {
		unsigned int before = atomic_load(&seen.count);

		gic_send(context, 5, false);
		while (atomic_load(&seen.count) == before)
			cpu_relax();
	}
}

TEST(none_lost,
     "of 1000 interrupts from another CPU, each sent when the last has come, none is lost",
     NEEDS("cpus=2") CITE("GIC architecture, Software Generated Interrupts"))
{
	expect(IRQ_SGI(5));
	smp_run(1, storm, this_cpu());
	while (!smp_wait(1, NS_PER_S))
		;
	CHECK_EQ(seen.count, STORM);
}
