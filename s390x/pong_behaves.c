/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PONG, our model of a channel device: what it does when it is told how to behave.
 *
 * Other tests need a subchannel that is start pending, active, suspended, or status
 * pending in every possible way, and rely on PONG to bring it there. Here it is seen
 * that it does: docs/pong.md, BEHAVE and what follows there.
 */
#include <clock.h>
#include <string.h>

#include "pong_program.h"

#define LATE 200000 /* us: the guest may be held up */

static struct schib schib;

static void begin(void)
{
	ccw_begin(&program, CCW_FORMAT_1);
}

/* WAIT alone. */
static void start_wait(struct subchannel *sch)
{
	begin();
	wait_command(0);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
}

static void check_state(struct subchannel *sch, unsigned int fctl, unsigned int actl,
			unsigned int stctl)
{
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_EQ(schib.scsw.fctl, fctl);
	CHECK_EQ(schib.scsw.actl, actl);
	CHECK_EQ(schib.scsw.stctl, stctl);
}

TEST(stays_start_pending, "start_us keeps the next start function pending for its time, once",
     NEEDS("device=x-pong"))
{
	const struct pong_behaviour slow = { .flags = PONG_SET_START, .start_us = LATE };
	struct subchannel *sch = pong_open(0, ISC);
	uint64_t start;

	pong_behave(sch, &slow);
	start = clock_ns();
	start_wait(sch);
	check_state(sch, FCTL_START, ACTL_START_PENDING, 0);
	REQUIRE(css_wait(sch, &irb));
	CHECK_GE(clock_ns() - start, LATE * NS_PER_US);
	check_irb(ENDS, 0, DONE);
	start_wait(sch);
	check_state(sch, FCTL_START, 0, DONE);
	REQUIRE(css_wait(sch, &irb));
}

TEST(stays_active, "active_us keeps subchannel and device active for its time",
     NEEDS("device=x-pong"))
{
	const struct pong_behaviour slow = { .flags = PONG_SET_ACTIVE, .active_us = LATE };
	struct subchannel *sch = pong_open(0, ISC);
	uint64_t start;

	pong_behave(sch, &slow);
	start = clock_ns();
	start_wait(sch);
	check_state(sch, FCTL_START, ACTL_SUBCHANNEL_ACTIVE | ACTL_DEVICE_ACTIVE, 0);
	REQUIRE(css_wait(sch, &irb));
	CHECK_GE(clock_ns() - start, LATE * NS_PER_US);
	check_irb(ENDS, 0, DONE);
}

TEST(goes_on_after_waiting, "a chain goes on after each command that took its time",
     NEEDS("device=x-pong"))
{
	const struct pong_behaviour slow = {
		.flags = PONG_SET_ACTIVE, .skip = 1, .repeat = 3, .active_us = 100
	};
	struct subchannel *sch = pong_open(0, ISC);
	struct pong_counters counters;

	begin();
	ccw_add(&program, PONG_BEHAVE, CCW_CHAIN_COMMAND, sizeof(slow), &slow);
	for (unsigned int i = 0; i < 5; i++)
		wait_command(CCW_CHAIN_COMMAND);
	ccw_add(&program, PONG_WRITE, 0, 2, "99");
	REQUIRE(css_run(sch, &program, &irb));
	check_irb(ENDS, 0, DONE);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, program.count));
	counters = pong_counters(sch);
	CHECK_EQ(counters.number, 99);
	CHECK_EQ(counters.flags, 0);
	CHECK_EQ(counters.resumes, 0);
}

TEST(halted, "HALT ends a start function that is pending, or active, for ever",
     NEEDS("device=x-pong"))
{
	struct pong_behaviour never = { .flags = PONG_SET_START, .start_us = PONG_FOREVER };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &never);
	start_wait(sch);
	CHECK_EQ(hsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(0, 0, STCTL_PENDING);

	never = (struct pong_behaviour){ .flags = PONG_SET_ACTIVE, .active_us = PONG_FOREVER };
	pong_behave(sch, &never);
	start_wait(sch);
	CHECK_EQ(hsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(ENDS, 0, DONE);
	check_state(sch, 0, 0, 0);
	CHECK_EQ(pong_counters(sch).halts, 2);
}

TEST(halted_between_ends, "HALT between channel end and device end brings device end",
     NEEDS("device=x-pong"))
{
	const struct pong_behaviour split = { .flags = PONG_SET_SPLIT, .device_us = PONG_FOREVER };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &split);
	start_wait(sch);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(hsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(DEVICE_END, 0, STCTL_SECONDARY | STCTL_PENDING);
	check_state(sch, 0, 0, 0);
}

TEST(cleared, "CLEAR ends a start function that is pending, or active, for ever",
     NEEDS("device=x-pong"))
{
	struct pong_behaviour never = { .flags = PONG_SET_START, .start_us = PONG_FOREVER };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &never);
	start_wait(sch);
	CHECK_EQ(csch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(0, 0, STCTL_PENDING);

	never = (struct pong_behaviour){ .flags = PONG_SET_ACTIVE, .active_us = PONG_FOREVER };
	pong_behave(sch, &never);
	start_wait(sch);
	CHECK_EQ(csch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(0, 0, STCTL_PENDING);
	check_state(sch, 0, 0, 0);
	CHECK_EQ(pong_counters(sch).clears, 2);
}

TEST(cancelled, "CANCEL ends a start function that is pending, and its time passes without effect",
     NEEDS("device=x-pong"))
{
	const struct pong_behaviour slow = { .flags = PONG_SET_START, .start_us = LATE };
	struct subchannel *sch = pong_open(0, ISC);
	struct pong_counters counters;

	pong_behave(sch, &slow);
	start_wait(sch);
	CHECK_EQ(xsch(sch->sid), CC_DONE);
	check_state(sch, 0, 0, 0);
	clock_delay(2 * LATE * NS_PER_US);
	check_state(sch, 0, 0, 0);
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_NOT_PENDING);
	counters = pong_counters(sch);
	CHECK_EQ(counters.starts, 3);
	CHECK_EQ(counters.ended, 2); /* FORGET and BEHAVE, but not WAIT */
}

TEST(any_device_status,
     "each combination of device status can be asked for, and its meaning follows",
     NEEDS("device=x-pong"))
{
	struct subchannel *sch = pong_open(0, ISC);

	for (unsigned int status = 1; status < 256; status++) {
		struct pong_behaviour odd = { .flags = PONG_SET_STATUS, .device_status = status };
		unsigned int wanted = STCTL_PRIMARY | STCTL_PENDING;

		if ((status & DEVICE_CHANNEL_END) && !(status & DEVICE_END))
			continue; /* that is PONG_SET_SPLIT */
		if (!(status & DEVICE_CHANNEL_END) || (status & DEVICE_END))
			wanted |= STCTL_SECONDARY;
		if (status & ~(ENDS | DEVICE_STATUS_MODIFIER))
			wanted |= STCTL_ALERT;
		pong_behave(sch, &odd);
		start_wait(sch);
		REQUIRE(css_wait(sch, &irb));
		check_irb(status, 0, wanted);
	}
}

TEST(any_sense, "sense data that were asked for come with a unit check", NEEDS("device=x-pong"))
{
	struct pong_behaviour check = { .flags = PONG_SET_STATUS,
					.device_status = ENDS | DEVICE_UNIT_CHECK };
	struct subchannel *sch = pong_open(0, ISC);
	uint8_t sense[SENSE_BYTES];

	for (unsigned int bit = 0; bit < 8 * SENSE_BYTES; bit++) {
		memset(check.sense, 0, sizeof(check.sense));
		check.sense[bit / 8] = 0x80 >> bit % 8;
		pong_behave(sch, &check);
		start_wait(sch);
		REQUIRE(css_wait(sch, &irb));
		REQUIRE(css_sense(sch, sense));
		CHECK_MEM_EQ(sense, check.sense, sizeof(sense));
	}
}

TEST(any_subchannel_status, "subchannel status that was asked for comes, and ends a chain",
     NEEDS("device=x-pong"))
{
	struct subchannel *sch = pong_open(0, ISC);

	for (unsigned int status = 1; status < SUBCHANNEL_PCI; status <<= 1) {
		struct pong_behaviour odd = { .flags = PONG_SET_STATUS,
					      .device_status = ENDS,
					      .subchannel_status = status };

		pong_behave(sch, &odd);
		begin();
		wait_command(CCW_CHAIN_COMMAND);
		ccw_add(&program, PONG_WRITE, 0, 1, "5");
		REQUIRE(css_run(sch, &program, &irb));
		CHECK_EQ(irb.scsw.subchannel_status, status);
		CHECK_EQ(pong_counters(sch).number, 0);
	}
}

TEST(any_count, "take limits the transfer, and residual is what is reported",
     NEEDS("device=x-pong"))
{
	struct pong_behaviour odd = { .flags = PONG_SET_TAKE, .take = 7 };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &odd);
	begin();
	ccw_add(&program, PONG_STORE, CCW_SUPPRESS_LENGTH, 20, data);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_EQ(irb.scsw.count, 13);
	CHECK_EQ(pong_counters(sch).record, 7);
	odd = (struct pong_behaviour){ .flags = PONG_SET_RESIDUAL, .residual = 0xbeef };
	pong_behave(sch, &odd);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_EQ(irb.scsw.count, 0xbeef);
	CHECK_EQ(pong_counters(sch).record, 20);
}

TEST(splits, "channel end comes alone, device end later, and each is an interruption of its own",
     NEEDS("device=x-pong"))
{
	const struct pong_behaviour split = { .flags = PONG_SET_SPLIT, .device_us = LATE };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &split);
	listen(sch);
	start_wait(sch);
	REQUIRE(css_wait(sch, &irb));
	check_irb(DEVICE_CHANNEL_END, 0, STCTL_PRIMARY | STCTL_PENDING);
	CHECK_EQ(irb.scsw.actl, ACTL_DEVICE_ACTIVE);
	REQUIRE(css_wait(sch, &irb));
	check_irb(DEVICE_END, 0, STCTL_SECONDARY | STCTL_PENDING);
	check_state(sch, 0, 0, 0);
	CHECK_EQ(css_seen(sch)->interrupts, 2);
	CHECK_EQ(css_seen(sch)->empty, 0);
}

TEST(splits_in_order, "device end waits until channel end has been fetched", NEEDS("device=x-pong"))
{
	const struct pong_behaviour split = { .flags = PONG_SET_SPLIT };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &split);
	start_wait(sch);
	css_await(sch, 0, STCTL_PRIMARY);
	REQUIRE_EQ(tsch(sch->sid, &irb), TSCH_STORED);
	check_irb(DEVICE_CHANNEL_END, 0, STCTL_PRIMARY | STCTL_PENDING);
	REQUIRE(css_wait(sch, &irb));
	check_irb(DEVICE_END, 0, STCTL_SECONDARY | STCTL_PENDING);
}

TEST(busy_between, "a start between channel end and device end finds the device busy",
     NEEDS("device=x-pong"))
{
	const struct pong_behaviour split = { .flags = PONG_SET_SPLIT, .device_us = 5 * LATE };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &split);
	start_wait(sch);
	REQUIRE(css_wait(sch, &irb));
	start_wait(sch);
	REQUIRE(css_wait(sch, &irb));
	check_irb(DEVICE_BUSY, 0, DONE | STCTL_ALERT);
	REQUIRE(css_wait(sch, &irb));
	check_irb(DEVICE_END, 0, STCTL_ALERT | STCTL_PENDING);
	start_wait(sch);
	REQUIRE(css_wait(sch, &irb));
	check_irb(ENDS, 0, DONE);
}

TEST(skips_by_modifier, "status modifier skips one command of a chain", NEEDS("device=x-pong"))
{
	const struct pong_behaviour skip = { .flags = PONG_SET_STATUS,
					     .device_status = ENDS | DEVICE_STATUS_MODIFIER };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &skip);
	begin();
	wait_command(CCW_CHAIN_COMMAND);
	ccw_add(&program, PONG_WRITE, CCW_CHAIN_COMMAND, 1, "5");
	wait_command(0);
	REQUIRE(css_run(sch, &program, &irb));
	check_irb(ENDS, 0, DONE);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 3));
	CHECK_EQ(pong_counters(sch).number, 0);
}
