/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PONG, our model of a channel device: it moves to another QEMU with everything in
 * flight, it comes and goes while the guest runs, and there may be many of it.
 *
 * Tests of migration and of hot-plug stand on this; docs/pong.md has the promises.
 */
#include <airq.h>
#include <clock.h>
#include <control.h>
#include <control_register.h>
#include <css_io.h>
#include <pong_io.h>
#include <stdio.h>
#include <string.h>
#include <test.h>

#define ISC	 3
#define ISC_AIRQ 5
#define ENDS	 (DEVICE_CHANNEL_END | DEVICE_END)
#define MANY	 6	/* devices on the command line, in three subchannel sets */
#define SOON	 500000 /* us: longer than a migration takes where nothing else runs */
#define LATEST	 8000000

static struct ccw_program program;
static struct irb irb;
static struct schib schib;
static uint8_t data[64];

static void start_wait(struct subchannel *sch)
{
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_WAIT, CCW_SUPPRESS_LENGTH, 1, data);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
}

static void migrate(void)
{
	struct migration migration;

	control_migrate("precopy", &migration);
}

static uint64_t ends_at; /* what was begun */

/*
 * Begins what ends so much later, and moves. If the guest arrives after the end, nothing
 * was in flight, and a longer time is tried.
 */
static struct subchannel *move_amid(void (*begin)(struct subchannel *sch, uint32_t us))
{
	for (uint32_t us = SOON; us <= LATEST; us *= 2) {
		struct subchannel *sch = pong_open(0, ISC);

		css_drain(CSS_SUBCLASS_BIT(ISC));
		begin(sch, us);
		migrate();
		if (clock_ns() < ends_at)
			return sch;
		REQUIRE_EQ(csch(sch->sid), CC_DONE);
		REQUIRE(css_wait(sch, &irb));
	}
	SKIP("needs a host that migrates within 8 s");
}

TEST(moves_at_rest, "number, record, behaviour and counters are the same after a migration",
     NEEDS("device=x-pong") NEEDS("migration"))
{
	const struct pong_behaviour odd = { .flags = PONG_SET_RESIDUAL, .residual = 0x1234 };
	struct subchannel *sch = pong_open(0, ISC);
	struct pong_counters before, after;

	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = i;
	pong_store(sch, data, sizeof(data));
	pong_behave(sch, &odd);
	before = pong_counters(sch);
	migrate();
	after = pong_counters(sch);
	before.starts++;
	before.commands++;
	before.ended++;
	before.last_command = after.last_command;
	before.last_count = after.last_count;
	before.last_address = after.last_address;
	before.last_data = after.last_data;
	CHECK_MEM_EQ(&before, &after, sizeof(after));
	CHECK_EQ(after.flags, PONG_IS_ARMED);
	memset(data, 0, sizeof(data));
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_FETCH, 0, sizeof(data), data);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_EQ(irb.scsw.count, 0x1234);
	for (unsigned int i = 0; i < sizeof(data); i++)
		CHECK_EQ(data[i], i);
}

static void be_active(struct subchannel *sch, uint32_t us)
{
	const struct pong_behaviour slow = { .flags = PONG_SET_ACTIVE, .active_us = us };

	pong_behave(sch, &slow);
	css_drain(CSS_SUBCLASS_BIT(ISC));
	ends_at = clock_ns() + us * NS_PER_US;
	start_wait(sch);
}

/* Not before its time. */
static void wait_until_pending(struct subchannel *sch)
{
	uint64_t end = clock_ns() + 2 * LATEST * NS_PER_US;

	do {
		REQUIRE(clock_ns() < end, "no status");
		REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	} while (!(schib.scsw.stctl & STCTL_PENDING));
	CHECK_GE(clock_ns(), ends_at);
}

TEST(moves_active, "a program that is active moves, and ends in its time, once",
     NEEDS("device=x-pong") NEEDS("migration"))
{
	struct subchannel *sch = move_amid(be_active);

	wait_until_pending(sch);
	CHECK_EQ(css_drain(CSS_SUBCLASS_BIT(ISC)), 1);
	REQUIRE(css_wait(sch, &irb));
	CHECK(css_ended_well(&irb));
	clock_delay(NS_PER_MS);
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_NOT_PENDING);
	CHECK_EQ(css_drain(CSS_SUBCLASS_BIT(ISC)), 0);
}

TEST(moves_pending, "a start function that is pending moves, and can be halted there",
     NEEDS("device=x-pong") NEEDS("migration"))
{
	const struct pong_behaviour never = { .flags = PONG_SET_START, .start_us = PONG_FOREVER };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &never);
	start_wait(sch);
	migrate();
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_EQ(schib.scsw.actl, ACTL_START_PENDING);
	CHECK_EQ(hsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.stctl, STCTL_PENDING);
}

static void end_in_parts(struct subchannel *sch, uint32_t us)
{
	const struct pong_behaviour split = { .flags = PONG_SET_SPLIT, .device_us = us };

	pong_behave(sch, &split);
	ends_at = clock_ns() + us * NS_PER_US;
	start_wait(sch);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.device_status, DEVICE_CHANNEL_END);
}

TEST(moves_between_ends, "a device end that is to come moves",
     NEEDS("device=x-pong") NEEDS("migration"))
{
	struct subchannel *sch = move_amid(end_in_parts);

	wait_until_pending(sch);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.device_status, DEVICE_END);
}

TEST(moves_suspended, "a suspended program moves, and can be resumed there",
     NEEDS("device=x-pong") NEEDS("migration"))
{
	struct subchannel *sch = pong_open(0, ISC);

	ccw_begin(&program, CCW_FORMAT_1);
	program.orb.suspend_control = 1;
	ccw_add(&program, PONG_WRITE, CCW_SUSPEND, 1, "8");
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	migrate();
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.actl, ACTL_SUSPENDED);
	ccw_set_flags(&program, 0, 0);
	CHECK_EQ(rsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK(css_ended_well(&irb));
	CHECK_EQ(pong_counters(sch).number, 8);
}

static struct {
	struct airq airq;
	volatile unsigned int count;
	volatile uint8_t bits[64];
} taken;

static void take(struct airq *airq, const struct irq *irq)
{
	(void)airq;
	(void)irq;
	taken.count++;
}

#define COUNT 300

static void ask_for_much(struct subchannel *sch, uint32_t us)
{
	const struct pong_interrupt asked = {
		.isc = ISC_AIRQ,
		.count = COUNT,
		.every_us = us / COUNT,
		.indicators = (uintptr_t)taken.bits,
		.bits = COUNT,
	};
	const struct pong_alert attention = { .device_status = DEVICE_ATTENTION, .after_us = us };

	memset((void *)taken.bits, 0, sizeof(taken.bits));
	taken.count = 0;
	ends_at = clock_ns() + us * NS_PER_US;
	pong_alert(sch, &attention);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_INTERRUPT, 0, sizeof(asked), &asked);
	REQUIRE(css_run(sch, &program, &irb));
	REQUIRE(css_ended_well(&irb));
}

TEST(moves_what_is_to_come, "alerts and adapter interrupts that are to come move, none lost or new",
     NEEDS("device=x-pong") NEEDS("migration"))
{
	struct subchannel *sch;
	uint64_t end;

	taken.airq = (struct airq){ .isc = ISC_AIRQ, .handler = take };
	airq_register(&taken.airq);
	irq_open(IRQ_IO(ISC_AIRQ));
	sch = move_amid(ask_for_much);
	CHECK_LT(taken.count, COUNT);
	wait_until_pending(sch);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.device_status, DEVICE_ATTENTION);
	end = clock_ns() + 5 * NS_PER_S * clock_slowness();
	while (taken.count < COUNT && clock_ns() < end)
		clock_delay(NS_PER_MS);
	clock_delay(5 * NS_PER_MS);
	CHECK_EQ(taken.count, COUNT);
	for (unsigned int bit = 0; bit < COUNT; bit++)
		CHECK(airq_bit(taken.bits, bit), "bit %u", bit);
	CHECK_EQ(pong_counters(sch).interrupts_given, COUNT);
	CHECK_EQ(pong_counters(sch).alerts_given, 1);
}

TEST(many, "several devices in several subchannel sets keep numbers of their own",
     NEEDS("device=fe.3."))
{
	struct subchannel *sch[MANY];
	char text[PONG_DIGITS + 1];

	REQUIRE(css_enable_sets());
	css_scan();
	for (unsigned int i = 0; i < MANY; i++) {
		sch[i] = pong_open(i, ISC);
		snprintf(text, sizeof(text), "%u", 100 + i);
		ccw_begin(&program, CCW_FORMAT_1);
		ccw_add(&program, PONG_WRITE, 0, 3, text);
		REQUIRE(css_run(sch[i], &program, &irb));
	}
	for (unsigned int i = 0; i < MANY; i++) {
		memset(text, 0, sizeof(text));
		ccw_begin(&program, CCW_FORMAT_1);
		ccw_add(&program, PONG_READ, 0, 3, text);
		REQUIRE(css_run(sch[i], &program, &irb));
		CHECK_EQ(text[2], '1' + i);
	}
	CHECK(css_find_device(3, 0xffff));
}

static volatile unsigned int reports;

static void take_reports(const struct irq *irq, void *context)
{
	struct crw crw;

	(void)irq;
	(void)context;
	while (stcrw(&crw) == STCRW_STORED)
		reports += crw.source == CRW_SUBCHANNEL && !crw.chained;
}

static void ask(const char *request)
{
	char answer[256];

	REQUIRE(control_request(answer, sizeof(answer), "qmp %s", request), "%s", answer);
}

TEST(comes_and_goes,
     "a device is plugged in, unplugged in the middle of a program, and plugged in again",
     NEEDS("device=x-pong") NEEDS("control"))
{
	const struct pong_behaviour never = { .flags = PONG_SET_ACTIVE, .active_us = PONG_FOREVER };
	struct subchannel *sch;

	reports = 0;
	irq_register(IRQ_MACHINE_CHECK, take_reports, NULL);
	irq_open(IRQ_MACHINE_CHECK);
	for (unsigned int i = 0; i < 3; i++) {
		ask("device_add {\"driver\":\"x-pong\",\"id\":\"new\",\"devno\":\"fe.0.1111\"}");
		REQUIRE(irq_wait(&reports, CSS_PATIENCE));
		CHECK_EQ(reports, 1);
		css_scan();
		sch = css_find_device(0, 0x1111);
		REQUIRE(sch);
		css_open(sch, ISC);
		ccw_begin(&program, CCW_FORMAT_1);
		ccw_add(&program, PONG_BEHAVE, CCW_CHAIN_COMMAND, sizeof(never), &never);
		ccw_add(&program, PONG_WAIT, CCW_SUPPRESS_LENGTH, 1, data);
		REQUIRE_EQ(css_start(sch, &program), CC_DONE);
		reports = 0;
		ask("device_del {\"id\":\"new\"}");
		REQUIRE(irq_wait(&reports, CSS_PATIENCE));
		CHECK_EQ(reports, 1);
		CHECK_EQ(tsch(sch->sid, &irb), CC_NOT_OPERATIONAL);
		reports = 0;
	}
}
