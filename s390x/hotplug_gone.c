/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hot-plug: a device that vanishes, in whatever state its subchannel is.
 *
 * Nothing stops a device from going in the middle of a program. The system then
 * holds a subchannel number that means nothing any more: every instruction must
 * say so, no interruption may come for it, and nothing of the old program may show
 * when another device comes to the same place.
 *
 * Principles of Operation, chapters I/O Instructions (condition code 3) and I/O
 * Support Functions (Channel Report, installed parameters initialized).
 */
#include <airq.h>
#include <clock.h>
#include <crw.h>
#include <css.h>
#include <css_io.h>
#include <css_plug.h>
#include <css_print.h>
#include <pong_io.h>
#include <string.h>
#include <test.h>
#include <util.h>

#define PoP	 "Principles of Operation, "
#define DRIVER	 "x-pong"
#define PLACE	 "fe.0.1111"
#define DEVICE	 0x1111
#define ISC	 3
#define ISC_AIRQ 5
#define SLOW	 200000 /* us: the guest may be held up */

static struct ccw_program program;
static struct channel_report report;
static struct irb irb;
static struct schib schib;
static uint8_t data[64];

/* A device that a test takes away; one above it keeps the number provided. */
static struct subchannel *plug_device(void)
{
	struct subchannel *sch;

	css_plug(DRIVER, "victim", PLACE);
	sch = css_find_device(0, DEVICE);
	REQUIRE(sch);
	return sch;
}

static struct subchannel *open_device(void)
{
	struct subchannel *sch = plug_device();

	css_open(sch, ISC);
	return sch;
}

static void unplug_device(const struct subchannel *sch)
{
	crw_drain();
	css_unplug("victim");
	REQUIRE(crw_take(&report));
	CHECK_EQ(crw_sid(&report), sch->sid);
	CHECK(!crw_take(&report));
}

static void start(struct subchannel *sch, const struct pong_behaviour *behaviour)
{
	if (behaviour->flags)
		pong_behave(sch, behaviour);
	css_drain(CSS_SUBCLASS_BIT(ISC));
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_WAIT, CCW_SUPPRESS_LENGTH, 1, data);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
}

static void start_suspended(struct subchannel *sch)
{
	ccw_begin(&program, CCW_FORMAT_1);
	program.orb.suspend_control = 1;
	ccw_add(&program, PONG_WRITE, CCW_SUSPEND, 1, "8");
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
}

/* What the instructions say of a subchannel without a device, and that nothing is pending. */
static void check_gone(uint32_t sid)
{
	CHECK_EQ(css_drain(CSS_SUBCLASS_BIT(ISC)), 0);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, data);
	CHECK_EQ(ssch(sid, &program.orb), CC_NOT_OPERATIONAL);
	CHECK_EQ(hsch(sid), CC_NOT_OPERATIONAL);
	CHECK_EQ(csch(sid), CC_NOT_OPERATIONAL);
	CHECK_EQ(xsch(sid), CC_NOT_OPERATIONAL);
	CHECK_EQ(rsch(sid), CC_NOT_OPERATIONAL);
	CHECK_EQ(tsch(sid, &irb), CC_NOT_OPERATIONAL);
	CHECK(stsch(sid, &schib) == CC_NOT_OPERATIONAL || !schib.pmcw.device_valid);
}

/* A device at the same place shows nothing of the one before. */
static void check_fresh(void)
{
	const struct scsw idle = { 0 };
	struct subchannel *sch = plug_device();
	uint8_t digit;

	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_EQ(schib.pmcw.device_valid, 1);
	CHECK_EQ(schib.pmcw.enabled, 0);
	CHECK_EQ(schib.pmcw.isc, 0);
	CHECK_EQ(schib.pmcw.parameter, 0);
	CHECK_MEM_EQ(&schib.scsw, &idle, sizeof(idle));
	css_open(sch, ISC);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_READ, CCW_SUPPRESS_LENGTH, 1, &digit);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_EQ(digit, '1');
	css_unplug("victim");
}

static void vanish(struct subchannel *sch, unsigned int actl, unsigned int stctl)
{
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	REQUIRE_EQ(schib.scsw.actl, actl);
	REQUIRE_EQ(schib.scsw.stctl, stctl);
	unplug_device(sch);
	check_gone(sch->sid);
	clock_delay(2 * SLOW * NS_PER_US);
	check_gone(sch->sid);
	check_fresh();
}

#define GONE CITE(PoP "START SUBCHANNEL to TEST SUBCHANNEL, condition code 3")

TEST(disabled, "a device that was never enabled is gone for all instructions once it is unplugged",
     NEEDS("device=x-pong") NEEDS("control") GONE)
{
	vanish(plug_device(), 0, 0);
}

TEST(enabled, "a device that is enabled and idle is gone once it is unplugged",
     NEEDS("device=x-pong") NEEDS("control") GONE)
{
	vanish(open_device(), 0, 0);
}

TEST(status_pending, "with a device its status that was pending goes, and the interruption for it",
     NEEDS("device=x-pong") NEEDS("control")
	     GONE CITE(PoP "Channel-Report Word, Installed Parameters Initialized"))
{
	const struct pong_behaviour usual = { 0 };
	struct subchannel *sch = open_device();

	start(sch, &usual);
	vanish(sch, 0, STCTL_PRIMARY | STCTL_SECONDARY | STCTL_PENDING);
}

TEST(alert_pending, "with a device an attention that was pending goes",
     NEEDS("device=x-pong") NEEDS("control") GONE)
{
	const struct pong_alert attention = { .device_status = DEVICE_ATTENTION };
	struct subchannel *sch = open_device();

	pong_alert(sch, &attention);
	css_await(sch, 0, STCTL_PENDING);
	vanish(sch, 0, STCTL_ALERT | STCTL_PENDING);
}

TEST(alert_to_come, "an attention that a device had in mind does not come when it is gone",
     NEEDS("device=x-pong") NEEDS("control") GONE)
{
	const struct pong_alert attention = { .device_status = DEVICE_ATTENTION, .after_us = SLOW };
	struct subchannel *sch = open_device();

	pong_alert(sch, &attention);
	css_drain(CSS_SUBCLASS_BIT(ISC));
	vanish(sch, 0, 0);
}

TEST(start_pending, "a device goes while a start function is pending",
     NEEDS("device=x-pong") NEEDS("control") GONE)
{
	const struct pong_behaviour slow = { .flags = PONG_SET_START, .start_us = SLOW };
	struct subchannel *sch = open_device();

	start(sch, &slow);
	vanish(sch, ACTL_START_PENDING, 0);
}

TEST(active, "a device goes in the middle of a command",
     NEEDS("device=x-pong") NEEDS("control") GONE)
{
	const struct pong_behaviour slow = { .flags = PONG_SET_ACTIVE, .active_us = SLOW };
	struct subchannel *sch = open_device();

	start(sch, &slow);
	vanish(sch, ACTL_SUBCHANNEL_ACTIVE | ACTL_DEVICE_ACTIVE, 0);
}

TEST(between_ends, "a device goes between channel end and device end",
     NEEDS("device=x-pong") NEEDS("control") GONE)
{
	const struct pong_behaviour split = { .flags = PONG_SET_SPLIT, .device_us = SLOW };
	struct subchannel *sch = open_device();

	start(sch, &split);
	REQUIRE(css_wait(sch, &irb));
	css_drain(CSS_SUBCLASS_BIT(ISC));
	vanish(sch, ACTL_DEVICE_ACTIVE, 0);
}

TEST(suspended, "a device goes while its program is suspended",
     NEEDS("device=x-pong") NEEDS("control") GONE)
{
	struct subchannel *sch = open_device();

	start_suspended(sch);
	REQUIRE(css_wait(sch, &irb));
	css_drain(CSS_SUBCLASS_BIT(ISC));
	vanish(sch, ACTL_SUSPENDED, 0);
}

TEST(suspension_pending, "a device goes while the suspension of its program is pending",
     NEEDS("device=x-pong") NEEDS("control") GONE)
{
	struct subchannel *sch = open_device();

	start_suspended(sch);
	vanish(sch, ACTL_SUSPENDED, STCTL_INTERMEDIATE | STCTL_PENDING);
}

/* Condition code 3 is for what is not provided. Hercules takes it so, too. */
TEST(hole_is_modified,
     "MODIFY SUBCHANNEL of a number that is provided without a device sets condition code 0",
     NEEDS("device=x-pong") NEEDS("control")
	     CITE(PoP "MODIFY SUBCHANNEL, condition codes 0 and 3; Device-Number-Valid Bit"))
{
	const struct schib nothing = { 0 };
	struct subchannel *sch = plug_device();
	struct schib wanted;

	css_plug(DRIVER, "above", NULL);
	REQUIRE_GE(css_plugged_sid("above"), sch->sid);
	REQUIRE_EQ(stsch(sch->sid, &wanted), CC_DONE);
	wanted.pmcw.enabled = 1;
	css_unplug("victim");
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_EQ(schib.pmcw.device_valid, 0);
	CHECK_EQ(msch(sch->sid, &wanted), CC_DONE);
	CHECK_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_MEM_EQ(&schib, &nothing, sizeof(nothing));
}

TEST(not_provided, "MODIFY SUBCHANNEL of a number that is no longer provided sets condition code 3",
     NEEDS("device=x-pong") NEEDS("control") CITE(PoP "MODIFY SUBCHANNEL, condition code 3"))
{
	struct subchannel *sch = open_device();

	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	css_unplug("victim");
	if (stsch(sch->sid, &irb) == CC_DONE)
		SKIP("needs a subchannel behind the last that stays");
	CHECK_EQ(msch(sch->sid, &schib), CC_NOT_OPERATIONAL);
}

TEST(neighbour, "a device that goes leaves the program of another one alone",
     NEEDS("device=x-pong") NEEDS("control") CITE(PoP "I/O-Subchannel Independence"))
{
	const struct pong_behaviour slow = { .flags = PONG_SET_ACTIVE, .active_us = 5 * SLOW };
	struct subchannel *stays = pong_open(0, ISC), *goes = open_device();

	start(goes, &slow);
	start(stays, &slow);
	css_listen(stays);
	unplug_device(goes);
	REQUIRE(css_wait(stays, &irb));
	CHECK(css_ended_well(&irb));
	clock_delay(SLOW * NS_PER_US);
	CHECK_EQ(css_seen(stays)->interrupts, 1);
	CHECK_EQ(css_seen(stays)->strange, 0);
}

static struct {
	struct airq airq;
	volatile uint8_t bits[64] __attribute__((aligned(8)));
} taken;

TEST(adapter_interrupts, "with a device its adapter interrupts and writes to indicators end",
     NEEDS("device=x-pong") NEEDS("control") CITE("docs/pong.md, INTERRUPT"))
{
	enum { COUNT = 100000, EVERY = 1000 };
	const struct pong_interrupt asked = {
		.isc = ISC_AIRQ,
		.count = COUNT,
		.every_us = EVERY,
		.indicators = (uintptr_t)taken.bits,
		.bits = 8 * sizeof(taken.bits),
	};
	struct subchannel *sch = open_device();
	uint8_t before[sizeof(taken.bits)];
	unsigned int count;

	memset(&taken, 0, sizeof(taken));
	taken.airq.isc = ISC_AIRQ;
	airq_register(&taken.airq);
	irq_open(IRQ_IO(ISC_AIRQ));
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_INTERRUPT, 0, sizeof(asked), &asked);
	REQUIRE(css_run(sch, &program, &irb));
	REQUIRE(irq_wait(&taken.airq.interruptions, CSS_PATIENCE * clock_slowness()));
	unplug_device(sch);
	count = taken.airq.interruptions;
	memcpy(before, (const void *)taken.bits, sizeof(before));
	CHECK_LT(count, COUNT);
	clock_delay(50 * EVERY * NS_PER_US);
	CHECK_EQ(taken.airq.interruptions, count);
	CHECK_MEM_EQ((const void *)taken.bits, before, sizeof(before));
}

TEST(adapter_interrupt_pending,
     "an adapter interrupt that is pending when its device goes comes at most once",
     NEEDS("device=x-pong") NEEDS("control") CITE(PoP "I/O Interruptions, Adapter Interruption"))
{
	const struct pong_interrupt asked = { .isc = ISC_AIRQ, .count = 1 };
	struct subchannel *sch = open_device();

	memset(&taken, 0, sizeof(taken));
	taken.airq.isc = ISC_AIRQ;
	airq_register(&taken.airq);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_INTERRUPT, 0, sizeof(asked), &asked);
	REQUIRE(css_run(sch, &program, &irb));
	clock_delay(NS_PER_MS);
	unplug_device(sch);
	check_gone(sch->sid);
	irq_open(IRQ_IO(ISC_AIRQ));
	clock_delay(NS_PER_MS);
	CHECK_LE(taken.airq.interruptions, 1);
	check_fresh();
}

TEST(many_rounds, "a device comes and goes hundreds of times, in the middle of everything",
     NEEDS("device=x-pong") NEEDS("control") GONE TIMEOUT(60))
{
	enum { ROUNDS = 300 };
	static const struct pong_behaviour behaviours[] = {
		{ 0 },
		{ .flags = PONG_SET_START, .start_us = PONG_FOREVER },
		{ .flags = PONG_SET_ACTIVE, .active_us = PONG_FOREVER },
		{ .flags = PONG_SET_SPLIT, .device_us = 100 },
		{ .flags = PONG_SET_ACTIVE, .active_us = 100 },
	};
	unsigned int before = css_scan();

	for (unsigned int round = 0; round < ROUNDS; round++) {
		struct subchannel *sch = open_device();

		start(sch, &behaviours[round % ARRAY_SIZE(behaviours)]);
		unplug_device(sch);
		check_gone(sch->sid);
	}
	CHECK_EQ(css_scan(), before);
	check_fresh();
}
