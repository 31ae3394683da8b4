/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PONG, our model of a channel device: status in the middle of a program, and what
 * comes without a program. See docs/pong.md.
 *
 * PCI flags and suspension make a subchannel status pending while the program is
 * not over; an alert does so while there is none; adapter interrupts belong to no
 * subchannel at all. Each must come exactly as often as it was asked for.
 */
#include <airq.h>
#include <clock.h>
#include <control.h>
#include <string.h>

#include "pong_program.h"

#define ISC_AIRQ 5
#define SLOW	 200000 /* us: the guest may be held up */

static struct schib schib;

TEST(intermediate, "a PCI flag is intermediate status while the program runs on",
     NEEDS("device=x-pong"))
{
	const struct pong_behaviour never = { .flags = PONG_SET_ACTIVE, .active_us = PONG_FOREVER };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &never);
	listen(sch);
	ccw_begin(&program, CCW_FORMAT_1);
	wait_command(CCW_PCI);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(0, SUBCHANNEL_PCI, STCTL_INTERMEDIATE | STCTL_PENDING);
	CHECK_EQ(irb.scsw.actl, ACTL_SUBCHANNEL_ACTIVE | ACTL_DEVICE_ACTIVE);
	CHECK_EQ(hsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(ENDS, 0, DONE);
	CHECK_EQ(css_seen(sch)->interrupts, 2);
	CHECK_EQ(css_seen(sch)->empty, 0);
}

TEST(intermediate_merged, "a PCI flag that nobody has fetched is in the final status, once",
     NEEDS("device=x-pong"))
{
	struct pong_behaviour slow = { .flags = PONG_SET_ACTIVE, .active_us = SLOW };
	struct subchannel *sch = pong_open(0, ISC);

	for (unsigned int late = 0; late < 2; late++) {
		if (late)
			pong_behave(sch, &slow);
		css_drain(CSS_SUBCLASS_BIT(ISC));
		ccw_begin(&program, CCW_FORMAT_1);
		wait_command(CCW_PCI | CCW_CHAIN_COMMAND);
		ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, data);
		REQUIRE_EQ(css_start(sch, &program), CC_DONE);
		css_await(sch, 0, DONE);
		CHECK_EQ(css_drain(CSS_SUBCLASS_BIT(ISC)), 1);
		REQUIRE_EQ(tsch(sch->sid, &irb), TSCH_STORED);
		check_irb(ENDS, SUBCHANNEL_PCI, DONE | STCTL_INTERMEDIATE);
		CHECK_EQ(tsch(sch->sid, &irb), TSCH_NOT_PENDING);
	}
}

TEST(interruption_taken, "status that joins one whose interruption was taken interrupts no more",
     NEEDS("device=x-pong"))
{
	const struct pong_behaviour slow = { .flags = PONG_SET_ACTIVE, .active_us = SLOW };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &slow);
	ccw_begin(&program, CCW_FORMAT_1);
	wait_command(CCW_PCI);
	css_drain(CSS_SUBCLASS_BIT(ISC));
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	CHECK_EQ(css_drain(CSS_SUBCLASS_BIT(ISC)), 1);
	css_await(sch, 0, DONE);
	CHECK_EQ(css_drain(CSS_SUBCLASS_BIT(ISC)), 0);
	REQUIRE_EQ(tsch(sch->sid, &irb), TSCH_STORED);
	check_irb(ENDS, SUBCHANNEL_PCI, DONE | STCTL_INTERMEDIATE);
}

static void suspend_program(bool suppress)
{
	ccw_begin(&program, CCW_FORMAT_1);
	program.orb.suspend_control = 1;
	program.orb.suppress_suspended = suppress;
	ccw_add(&program, PONG_WRITE, CCW_CHAIN_COMMAND, 1, "1");
	ccw_add(&program, PONG_WRITE, CCW_CHAIN_COMMAND | CCW_SUSPEND, 1, "2");
	ccw_add(&program, PONG_WRITE, 0, 1, "3");
}

TEST(suspends, "a suspended program is intermediate status, and RESUME goes on with it",
     NEEDS("device=x-pong"))
{
	struct subchannel *sch = pong_open(0, ISC);

	listen(sch);
	suspend_program(false);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(0, 0, STCTL_INTERMEDIATE | STCTL_PENDING);
	CHECK_EQ(irb.scsw.actl, ACTL_SUSPENDED);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 2));
	ccw_set_flags(&program, 1, CCW_CHAIN_COMMAND);
	CHECK_EQ(rsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(ENDS, 0, DONE);
	CHECK_EQ(css_seen(sch)->interrupts, 2);
	CHECK_EQ(pong_counters(sch).number, 3);
	CHECK_EQ(pong_counters(sch).resumes, 1);
}

TEST(suspends_silently, "a suspension that the ORB suppresses is no status", NEEDS("device=x-pong"))
{
	const struct pong_behaviour slow = { .flags = PONG_SET_START, .start_us = SLOW };
	struct subchannel *sch = pong_open(0, ISC);

	suspend_program(true);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	CHECK_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_EQ(schib.scsw.actl, ACTL_SUSPENDED);
	CHECK_EQ(schib.scsw.stctl, 0);
	CHECK_EQ(css_drain(CSS_SUBCLASS_BIT(ISC)), 0);
	CHECK_EQ(xsch(sch->sid), CC_DONE);

	pong_behave(sch, &slow);
	suspend_program(true);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	css_await(sch, ACTL_SUSPENDED, 0);
	ccw_set_flags(&program, 1, CCW_CHAIN_COMMAND);
	CHECK_EQ(rsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(ENDS, 0, DONE);
}

TEST(resume_pending, "start_us keeps a resume function pending as well", NEEDS("device=x-pong"))
{
	const struct pong_behaviour slow = { .flags = PONG_SET_START, .start_us = SLOW };
	struct subchannel *sch = pong_open(0, ISC);

	ccw_begin(&program, CCW_FORMAT_1);
	program.orb.suspend_control = 1;
	ccw_add(&program, PONG_BEHAVE, CCW_CHAIN_COMMAND, sizeof(slow), &slow);
	wait_command(CCW_SUSPEND);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	ccw_set_flags(&program, 1, CCW_SUPPRESS_LENGTH);
	CHECK_EQ(rsch(sch->sid), CC_DONE);
	CHECK_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_EQ(schib.scsw.actl, ACTL_RESUME_PENDING | ACTL_SUSPENDED);
	REQUIRE(css_wait(sch, &irb));
	check_irb(ENDS, 0, DONE);
}

TEST(alerts, "ALERT brings status without a start function, in time, and waits for its turn",
     NEEDS("device=x-pong"))
{
	const struct pong_alert attention = { .device_status = DEVICE_ATTENTION, .after_us = SLOW };
	const struct pong_behaviour slow = { .flags = PONG_SET_ACTIVE, .active_us = 3 * SLOW };
	struct subchannel *sch = pong_open(0, ISC);
	uint64_t start = clock_ns();

	listen(sch);
	pong_alert(sch, &attention);
	REQUIRE(css_wait(sch, &irb));
	CHECK_GE(clock_ns() - start, SLOW * NS_PER_US);
	check_irb(DEVICE_ATTENTION, 0, STCTL_ALERT | STCTL_PENDING);

	pong_behave(sch, &slow);
	pong_alert(sch, &attention);
	ccw_begin(&program, CCW_FORMAT_1);
	wait_command(0);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(ENDS, 0, DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(DEVICE_ATTENTION, 0, STCTL_ALERT | STCTL_PENDING);
	CHECK_EQ(pong_counters(sch).alerts_given, 2);
}

TEST(too_many_alerts, "a 17th alert finds no room", NEEDS("device=x-pong"))
{
	const struct pong_alert later = { .device_status = DEVICE_ATTENTION,
					  .after_us = 1000 * SLOW };
	struct subchannel *sch = pong_open(0, ISC);
	uint8_t sense[SENSE_BYTES];

	for (unsigned int i = 0; i < PONG_SLOTS; i++)
		pong_alert(sch, &later);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_ALERT, 0, sizeof(later), &later);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_EQ(irb.scsw.device_status, ENDS | DEVICE_UNIT_CHECK);
	REQUIRE(css_sense(sch, sense));
	CHECK_EQ(sense[1], PONG_NO_SLOT);
	CHECK_EQ(pong_counters(sch).flags, PONG_IS_ALERTING);
	pong_open(0, ISC);
	CHECK_EQ(pong_counters(sch).flags, 0);
}

static struct {
	struct airq airq;
	volatile unsigned int count;
	unsigned int without_bit;
	volatile uint8_t bits[64] __attribute__((aligned(8)));
	volatile uint8_t summary[2];
} taken;

static void take(struct airq *airq, const struct irq *irq)
{
	unsigned int bit = 3 + taken.count;

	(void)airq;
	(void)irq;
	if (!airq_take_bit(taken.bits, bit))
		taken.without_bit++;
	taken.count++;
}

static void interrupt(struct subchannel *sch, const struct pong_interrupt *asked)
{
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_INTERRUPT, 0, sizeof(*asked), asked);
	REQUIRE(css_run(sch, &program, &irb));
	REQUIRE(css_ended_well(&irb));
}

TEST(interrupts, "INTERRUPT raises as many adapter interrupts as asked, each with its indicator",
     NEEDS("device=x-pong"))
{
	enum { COUNT = 250, EVERY = 200 };
	const struct pong_interrupt asked = {
		.isc = ISC_AIRQ,
		.count = COUNT,
		.after_us = EVERY,
		.every_us = EVERY,
		.indicators = (uintptr_t)taken.bits,
		.summary = (uintptr_t)taken.summary,
		.bit = 3,
		.bits = COUNT,
		.summary_bit = 9,
	};
	struct subchannel *sch = pong_open(0, ISC);
	uint64_t start = clock_ns();

	memset(&taken, 0, sizeof(taken));
	taken.airq = (struct airq){ .isc = ISC_AIRQ, .handler = take };
	airq_register(&taken.airq);
	irq_open(IRQ_IO(ISC_AIRQ));
	interrupt(sch, &asked);
	while (taken.count < COUNT && clock_ns() - start < 5 * NS_PER_S * clock_slowness())
		clock_delay(NS_PER_MS);
	CHECK_GE(clock_ns() - start, COUNT * EVERY * NS_PER_US);
	clock_delay(5 * NS_PER_MS);
	CHECK_EQ(taken.count, COUNT);
	CHECK_EQ(taken.without_bit, 0);
	CHECK_EQ(taken.summary[0], 0);
	CHECK_EQ(taken.summary[1], 0x40);
	CHECK_EQ(pong_counters(sch).interrupts_given, COUNT);
	CHECK_EQ(pong_counters(sch).flags, 0);
}

TEST(refuses_interrupts, "an indicator outside of memory and a subclass beyond 7 are refused",
     NEEDS("device=x-pong"))
{
	const struct pong_interrupt outside = { .count = 1, .indicators = 1ull << 50 };
	const struct pong_interrupt subclass = { .count = 1, .isc = 8 };
	const struct pong_interrupt *bad[] = { &outside, &subclass };
	struct subchannel *sch = pong_open(0, ISC);

	for (unsigned int i = 0; i < 2; i++) {
		ccw_begin(&program, CCW_FORMAT_1);
		ccw_add(&program, PONG_INTERRUPT, 0, sizeof(*bad[i]), bad[i]);
		REQUIRE(css_run(sch, &program, &irb));
		CHECK_EQ(irb.scsw.device_status, ENDS | DEVICE_UNIT_CHECK);
	}
	CHECK_EQ(pong_counters(sch).interrupts_asked, 0);
}
