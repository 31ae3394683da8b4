/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts of the GIC that are pending or being handled when a guest is migrated are in the
 * same state in the other machine, and come as often as they were raised.
 *
 * Each interrupt has two bits, pending and active, a level that a device holds, and for a CPU
 * that is handling it a running priority. A hypervisor has moved some of this into lists of
 * its hardware when the guest is stopped, and has to gather it first.
 */
#include <clock.h>
#include <control.h>
#include <dt.h>
#include <gic.h>
#include <gic_impl.h>
#include <held.h>
#include <irq.h>
#include <mmio.h>
#include <mmu.h>
#include <smp.h>
#include <sysreg.h>
#include <test.h>
#include <timer.h>

#define GIC "GIC architecture, "

#define FREE_SGI 3
#define FREE_PPI IRQ_PPI(4) /* no device of a usual machine has it */
#define QUIET	 (2 * NS_PER_MS)

static void begin_mask(unsigned int source)
{
	(void)source;
	gic_set_mask(GIC_PRIORITY);
}

static void end_mask(unsigned int source)
{
	(void)source;
	gic_set_mask(GIC_PRIORITY_LOWEST);
}

static const struct hold hold_priority = { begin_mask, end_mask };

/*
 * Disabled in the GIC, held back by the priority mask, and by the CPU. An SGI of GICv2 may be one
 * that cannot be disabled.
 */
static void check_held_by_gic(const struct held *held, unsigned int cpus)
{
	irq_close(held->source);
	if (!gic_is_enabled(IRQ_NUMBER(held->source)))
		held_move(held, &hold_source, cpus);
	held_move(held, &hold_priority, cpus);
}

static void check_held(const struct held *held, unsigned int cpus)
{
	check_held_by_gic(held, cpus);
	held_move(held, &hold_all, cpus);
}

static void send_to_all(void)
{
	for (unsigned int id = 0; id < smp_count(); id++)
		gic_send(smp_cpu(id), FREE_SGI, false);
}

/* GICv2 keeps those of each sender, GICv3 makes one of them. */
TEST(software_generated,
     "an SGI that is pending on each CPU moves, and comes once, from each sender if those are kept",
     NEEDS("migration") NEEDS("cpus=2") CITE(GIC "Software Generated Interrupts"))
{
	const struct held sgi = { .source = IRQ_SGI(FREE_SGI),
				  .raise = send_to_all,
				  .times = gic_version() == 2 ? smp_count() : 1 };

	check_held(&sgi, smp_count());
}

static void raise_private(void)
{
	gic_set_edge(FREE_PPI, true);
	gic_set_pending(FREE_PPI, true);
}

TEST(private_edge, "a private interrupt that is pending on each CPU moves, and comes once",
     NEEDS("migration") NEEDS("cpus=2") CITE(GIC "GICD_ISPENDR; GICR_ISPENDR0"))
{
	const struct held ppi = { .source = FREE_PPI, .raise = raise_private };

	check_held(&ppi, smp_count());
}

#define CTL_ENABLE 1

static void let_timer_pass(void)
{
	sysreg_write(cntp_cval_el0, 0);
	sysreg_write(cntp_ctl_el0, CTL_ENABLE);
	isb();
}

static void stop_timer(unsigned int times)
{
	(void)times;
	sysreg_write(cntp_ctl_el0, 0);
	isb();
}

static struct held passed_timer(void)
{
	return (struct held){ .source = IRQ_INTID(clock_timer_intid(CLOCK_TIMER_PHYSICAL)),
			      .raise = let_timer_pass,
			      .serve = stop_timer };
}

TEST(private_level, "the level of a timer that the GIC holds back moves, and comes once",
     NEEDS("migration") NEEDS("cpus=2") CITE("Arm ARM, CNTP_CTL_EL0"))
{
	const struct held timer = passed_timer();

	check_held_by_gic(&timer, smp_count());
}

TEST(private_level_masked, "the level of a timer that each CPU holds back moves, and comes once",
     NEEDS("migration") NEEDS("cpus=2") CITE("Arm ARM, CNTP_CTL_EL0"))
{
	const struct held timer = passed_timer();

	held_move(&timer, &hold_all, smp_count());
}

/* An SPI that no device drives: the last one there is. */
static unsigned int free_spi(void)
{
	return gic_intids() - 1;
}

static void raise_shared(void)
{
	gic_set_edge(free_spi(), true);
	gic_set_pending(free_spi(), true);
}

TEST(shared_edge, "a shared interrupt that is pending moves, and comes once",
     NEEDS("migration") CITE(GIC "GICD_ISPENDR"))
{
	const struct held spi = { .source = IRQ_INTID(free_spi()), .raise = raise_shared };

	check_held(&spi, 1);
}

/* PL031 */
enum { RTCDR = 0x00, RTCMR = 0x04, RTCIMSC = 0x10, RTCRIS = 0x14, RTCICR = 0x1c };

static uintptr_t rtc;

/* The second may end between reading and writing it. */
static void let_alarm_pass(void)
{
	mmio_write32(rtc + RTCIMSC, 1);
	while (!mmio_read32(rtc + RTCRIS))
		mmio_write32(rtc + RTCMR, mmio_read32(rtc + RTCDR));
}

static void clear_alarm(unsigned int times)
{
	(void)times;
	mmio_write32(rtc + RTCIMSC, 0);
	mmio_write32(rtc + RTCICR, 1);
}

TEST(shared_level, "the level of a device, an alarm that has passed, moves, and interrupts once",
     NEEDS("migration") CITE("Arm DDI0224, RTCRIS"))
{
	int node = dt_find(DT_START, "arm,pl031");
	struct held alarm = { .raise = let_alarm_pass, .serve = clear_alarm };
	uint64_t base, size;
	unsigned int intid;

	if (node == DT_NONE || !dt_reg(node, 0, &base, &size) || !dt_interrupt(node, 0, &intid))
		SKIP("needs a PL031 clock in the device tree");
	rtc = (uintptr_t)mmu_device(base, size);
	/* After a reset it may be an edge, which KVM makes of all that are shared. */
	gic_set_edge(intid, false);
	alarm.source = IRQ_INTID(intid);
	check_held(&alarm, 1);
}

static void send_as_fiq(void)
{
	gic_send(this_cpu(), FREE_SGI, true);
}

TEST(fiq, "an FIQ that is pending on each CPU moves, and comes once",
     NEEDS("migration") NEEDS("fiq") NEEDS("cpus=2") CITE(GIC "Interrupt grouping"))
{
	const struct held sgi = { .source = IRQ_FIQ_INTID(FREE_SGI), .raise = send_as_fiq };

	check_held(&sgi, smp_count());
}

static volatile unsigned int count;

static void see(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	count++;
}

/* Of an interrupt that is taken, and not ended, while the guest moves. */
static void move_active(unsigned int intid, void (*raise)(void), bool again)
{
	struct gic_taken taken;
	unsigned int priority;

	count = 0;
	irq_register(IRQ_INTID(intid), see, NULL);
	irq_open(IRQ_INTID(intid));
	irq_disable();
	raise();
	do
		taken = gic_take(false);
	while (taken.intid == GIC_SPURIOUS);
	REQUIRE_EQ(taken.intid, intid);
	if (again)
		raise();
	priority = gic_running_priority();
	control_migrate("precopy", NULL);
	CHECK(gic_is_active(intid));
	CHECK_EQ(gic_is_pending(intid), again);
	CHECK_EQ(gic_running_priority(), priority);
	irq_enable();
	clock_delay(QUIET);
	CHECK_EQ(count, 0);
	gic_end(taken);
	clock_delay(QUIET);
	CHECK_EQ(count, again);
	CHECK(!gic_is_active(intid));
	CHECK(!gic_is_pending(intid));
	CHECK_EQ(gic_running_priority(), GIC_PRIORITY_LOWEST);
}

TEST(active, "a shared interrupt that is being handled moves active, and does not come again",
     NEEDS("migration") CITE(GIC "GICD_ISACTIVER; GICC_RPR; ICC_RPR_EL1"))
{
	move_active(free_spi(), raise_shared, false);
}

TEST(active_private,
     "a private interrupt that is being handled moves active, and does not come again",
     NEEDS("migration") CITE(GIC "GICR_ISACTIVER0; ICC_RPR_EL1"))
{
	move_active(FREE_PPI, raise_private, false);
}

TEST(active_and_pending,
     "a shared interrupt that was raised again while it is handled moves active and pending, and "
     "comes once more",
     NEEDS("migration") CITE(GIC "Interrupt handling state machine"))
{
	move_active(free_spi(), raise_shared, true);
}

TEST(active_and_pending_private,
     "a private interrupt that was raised again while it is handled moves active and pending, and "
     "comes once more",
     NEEDS("migration") CITE(GIC "Interrupt handling state machine"))
{
	move_active(FREE_PPI, raise_private, true);
}
