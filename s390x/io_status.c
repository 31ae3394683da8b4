/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every status that a device or a channel can present, one bit after the other:
 * with the end of a program, in two steps, in the middle, or without being asked.
 *
 * What ends well is what every host gets right. Error recovery of a driver stands on
 * the rest, and is seldom executed before it is needed.
 *
 * Principles of Operation, chapter I/O Interruptions.
 */
#include <clock.h>
#include <css_io.h>
#include <css_print.h>
#include <pong_io.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "

#define ISC  3
#define ENDS (DEVICE_CHANNEL_END | DEVICE_END)

static struct ccw_program program;
static struct irb irb;
static char answer[PONG_DIGITS];

static void make_read(uint8_t flags)
{
	memset(answer, 0, sizeof(answer));
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_READ, CCW_SUPPRESS_LENGTH | flags, sizeof(answer), answer);
}

static void run_read(struct subchannel *sch, const struct pong_behaviour *behaviour)
{
	pong_behave(sch, behaviour);
	make_read(0);
	REQUIRE(css_run(sch, &program, &irb));
}

TEST(device_status, "each bit of device status arrives with the end of the program",
     CITE(PoP "Device Status"))
{
	struct subchannel *sch = pong_open(0, ISC);

	for (unsigned int bit = DEVICE_UNIT_EXCEPTION; bit <= DEVICE_ATTENTION; bit <<= 1) {
		const struct pong_behaviour told = { .flags = PONG_SET_STATUS,
						     .device_status = ENDS | bit };
		bool alert = bit & ~(ENDS | DEVICE_STATUS_MODIFIER);

		run_read(sch, &told);
		CHECK_EQ(irb.scsw.device_status, ENDS | bit);
		CHECK_EQ(irb.scsw.subchannel_status, 0);
		CHECK_EQ(!!(irb.scsw.stctl & STCTL_ALERT), alert);
		CHECK_EQ(irb.scsw.stctl & ~STCTL_ALERT,
			 STCTL_PRIMARY | STCTL_SECONDARY | STCTL_PENDING);
		CHECK_EQ(answer[0], '1');
	}
}

TEST(subchannel_status, "each check of the channel arrives with the end of the program",
     CITE(PoP "Subchannel Status"))
{
	struct subchannel *sch = pong_open(0, ISC);

	for (unsigned int bit = SUBCHANNEL_CHAINING_CHECK; bit < SUBCHANNEL_PCI; bit <<= 1) {
		const struct pong_behaviour told = { .flags = PONG_SET_STATUS,
						     .device_status = ENDS,
						     .subchannel_status = bit };

		run_read(sch, &told);
		CHECK_EQ(irb.scsw.device_status, ENDS);
		CHECK_EQ(irb.scsw.subchannel_status, bit);
		CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 1));
	}
}

TEST(extended_status, "a data check, a control check or an interface check brings a logout",
     CITE(PoP "Extended-Status Word, Format 0"))
{
	static const uint8_t checks[] = { SUBCHANNEL_DATA_CHECK, SUBCHANNEL_CONTROL_CHECK,
					  SUBCHANNEL_INTERFACE_CHECK };
	struct subchannel *sch = pong_open(0, ISC);

	for (unsigned int i = 0; i < sizeof(checks); i++) {
		const struct pong_behaviour told = { .flags = PONG_SET_STATUS,
						     .device_status = ENDS,
						     .subchannel_status = checks[i] };

		run_read(sch, &told);
		CHECK_EQ(irb.scsw.esw_format, 1);
		CHECK_NE(irb.esw.logout.extended_flags | irb.esw.logout.field_validity, 0);
	}
}

TEST(sense_bytes, "all 32 bytes of sense are read as the device gave them",
     CITE("Common I/O-Device Commands, SENSE"))
{
	struct pong_behaviour told = { .flags = PONG_SET_STATUS,
				       .device_status = ENDS | DEVICE_UNIT_CHECK };
	struct subchannel *sch = pong_open(0, ISC);
	uint8_t sense[SENSE_BYTES];

	for (unsigned int bit = SENSE_OVERRUN; bit <= SENSE_COMMAND_REJECT; bit <<= 1) {
		for (unsigned int i = 0; i < SENSE_BYTES; i++)
			told.sense[i] = bit + 3 * i;
		run_read(sch, &told);
		CHECK_EQ(irb.scsw.device_status, ENDS | DEVICE_UNIT_CHECK);
		REQUIRE(css_sense(sch, sense));
		CHECK_MEM_EQ(sense, told.sense, SENSE_BYTES);
	}
}

TEST(unusual_status_ends_chain, "unusual status ends the program, whatever is chained",
     CITE(PoP "Command Chaining"))
{
	struct subchannel *sch = pong_open(0, ISC);

	for (unsigned int bit = DEVICE_UNIT_EXCEPTION; bit <= DEVICE_UNIT_CHECK; bit <<= 1) {
		const struct pong_behaviour told = { .flags = PONG_SET_STATUS,
						     .device_status = ENDS | bit };

		pong_behave(sch, &told);
		make_read(CCW_CHAIN_COMMAND);
		ccw_add(&program, PONG_STORE, 0, sizeof(answer), answer);
		REQUIRE(css_run(sch, &program, &irb));
		CHECK_EQ(irb.scsw.device_status, ENDS | bit);
		CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 1));
		CHECK_EQ(pong_counters(sch).record, 0);
	}
}

TEST(busy, "a device that is busy takes no command, and all of the count is left", CITE(PoP "Busy"))
{
	const struct pong_behaviour told = { .flags = PONG_SET_STATUS,
					     .device_status = DEVICE_BUSY };
	struct subchannel *sch = pong_open(0, ISC);

	run_read(sch, &told);
	CHECK_EQ(irb.scsw.device_status, DEVICE_BUSY);
	CHECK(irb.scsw.stctl & STCTL_ALERT);
	CHECK_EQ(irb.scsw.count, sizeof(answer));
	CHECK_EQ(answer[0], 0);
}

TEST(residual_as_told, "any residual count arrives as it is", CITE(PoP "Count"))
{
	struct subchannel *sch = pong_open(0, ISC);

	for (unsigned int residual = 0; residual <= 0xffff; residual += 0x1111) {
		const struct pong_behaviour told = { .flags = PONG_SET_RESIDUAL,
						     .residual = residual };

		run_read(sch, &told);
		CHECK_EQ(irb.scsw.count, residual);
	}
}

TEST(two_steps, "channel end and a later device end are two statuses with an interruption each",
     CITE(PoP "Primary Status") CITE(PoP "Secondary Status"))
{
	const struct pong_behaviour told = { .flags = PONG_SET_SPLIT, .device_us = 1000 };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &told);
	css_drain(CSS_ALL_SUBCLASSES);
	css_listen(sch);
	make_read(0);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.device_status, DEVICE_CHANNEL_END);
	CHECK_EQ(irb.scsw.stctl, STCTL_PRIMARY | STCTL_PENDING);
	CHECK_EQ(irb.scsw.actl, ACTL_DEVICE_ACTIVE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.device_status, DEVICE_END);
	CHECK_EQ(irb.scsw.stctl, STCTL_SECONDARY | STCTL_PENDING);
	CHECK_EQ(irb.scsw.actl, 0);
	clock_delay(NS_PER_MS);
	CHECK_EQ(css_seen(sch)->interrupts, 2);
	CHECK_EQ(css_seen(sch)->empty, 0);
	CHECK_EQ(css_seen(sch)->strange, 0);
}

TEST(program_controlled, "a word with the PCI flag interrupts while the program goes on",
     CITE(PoP "Program-Controlled Interruption"))
{
	const struct pong_behaviour told = { .flags = PONG_SET_ACTIVE, .active_us = 200 * 1000 };
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &told);
	css_drain(CSS_ALL_SUBCLASSES);
	css_listen(sch);
	make_read(CCW_PCI);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_PCI);
	CHECK_EQ(irb.scsw.stctl, STCTL_INTERMEDIATE | STCTL_PENDING);
	CHECK_EQ(irb.scsw.device_status, 0);
	CHECK_EQ(irb.scsw.actl, ACTL_SUBCHANNEL_ACTIVE | ACTL_DEVICE_ACTIVE);
	REQUIRE(css_wait(sch, &irb));
	CHECK(css_ended_well(&irb));
	CHECK_EQ(css_seen(sch)->interrupts, 2);
	CHECK_EQ(css_seen(sch)->empty, 0);
}

TEST(program_controlled_unseen, "an intermediate status nobody has taken is part of the final one",
     CITE(PoP "Program-Controlled Interruption"))
{
	struct subchannel *sch = pong_open(0, ISC);
	struct schib schib;

	make_read(CCW_PCI);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	do
		REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	while (!(schib.scsw.stctl & STCTL_SECONDARY));
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_PCI);
	CHECK_EQ(irb.scsw.device_status, ENDS);
	CHECK_EQ(irb.scsw.stctl,
		 STCTL_INTERMEDIATE | STCTL_PRIMARY | STCTL_SECONDARY | STCTL_PENDING);
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_NOT_PENDING);
}

TEST(initial_status, "the ORB may ask for an interruption when the device has taken the command",
     CITE(PoP "Initial-Status-Interruption Control") CITE(PoP "Zero Condition Code"))
{
	const struct pong_behaviour told = { .flags = PONG_SET_ACTIVE, .active_us = PONG_FOREVER };
	struct subchannel *sch = pong_open(0, ISC);
	struct schib schib;

	pong_behave(sch, &told);
	make_read(0);
	program.orb.initial_status = 1;
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	clock_delay(NS_PER_MS);
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_EQ(schib.scsw.stctl, STCTL_INTERMEDIATE | STCTL_PENDING);
	CHECK_EQ(schib.scsw.zero_cc, 1);
}

TEST(unsolicited, "status that nobody asked for is an alert, with the subchannel's parameter",
     CITE(PoP "Unsolicited Interruption Condition"))
{
	struct subchannel *sch = pong_open(0, ISC);

	css_drain(CSS_ALL_SUBCLASSES);
	css_listen(sch);
	for (unsigned int bit = DEVICE_END; bit <= DEVICE_ATTENTION; bit <<= 1) {
		const struct pong_alert alert = { .device_status = bit, .after_us = 500 };

		pong_alert(sch, &alert);
		REQUIRE(css_wait(sch, &irb));
		CHECK_EQ(irb.scsw.device_status, bit);
		CHECK_EQ(irb.scsw.stctl, STCTL_ALERT | STCTL_PENDING);
		CHECK_EQ(irb.scsw.fctl, 0);
	}
	CHECK_EQ(css_seen(sch)->strange, 0);
	CHECK_EQ(css_seen(sch)->empty, 0);
}
