/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SENSE ID and SENSE: what a device is, and what was wrong with it.
 *
 * The first is how a system finds a driver, the second how the driver finds out why
 * a command failed; in concurrent-sense mode the answer comes along with the status.
 *
 * Common I/O-Device Commands (SA22-7204), and Principles of Operation, chapter I/O
 * Interruptions.
 */
#include <css.h>
#include <css_io.h>
#include <css_print.h>
#include <pong_io.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "

#define UNKNOWN_COMMAND 0x55

static struct ccw_program program;
static struct irb irb;

static struct subchannel *open_pong(void)
{
	return pong_open(0, 3);
}

static void make_program(uint8_t command)
{
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, command, CCW_SUPPRESS_LENGTH, 1, &irb);
}

TEST(sense_id, "SENSE ID tells what the device is, field by field",
     CITE("Common I/O-Device Commands, SENSE ID"))
{
	struct subchannel *sch = open_pong();
	static struct sense_id id;

	REQUIRE(css_sense_id(sch, &id));
	CHECK_EQ(id.always_ff, 0xff);
	CHECK_EQ(id.cu_type, PONG_CU_TYPE);
	CHECK_EQ(id.cu_model, PONG_CU_MODEL);
	CHECK_EQ(id.device_type, PONG_DEV_TYPE);
	CHECK_EQ(id.device_model, PONG_DEV_MODEL);
	CHECK_EQ(id.reserved, 0);
	for (unsigned int i = 0; i < sizeof(id.information); i++)
		CHECK_EQ(id.information[i], 0);
}

TEST(sense_id_in_part, "SENSE ID stores no more than its count",
     CITE("Common I/O-Device Commands, SENSE ID"))
{
	static const uint8_t beginning[] = { 0xff, 0xc0, 0xca,		PONG_CU_MODEL,
					     0xba, 0x11, PONG_DEV_MODEL };
	struct subchannel *sch = open_pong();
	static uint8_t room[16];

	for (unsigned int count = 4; count <= sizeof(beginning); count++) {
		memset(room, 0x55, sizeof(room));
		ccw_begin(&program, CCW_FORMAT_1);
		ccw_add(&program, CCW_SENSE_ID, CCW_SUPPRESS_LENGTH, count, room);
		REQUIRE(css_run(sch, &program, &irb));
		CHECK_ENDED_WELL(&program, &irb);
		CHECK_EQ(irb.scsw.count, 0);
		CHECK_MEM_EQ(room, beginning, count);
		CHECK_EQ(room[count], 0x55);
	}
}

TEST(command_reject, "a command that the device does not know ends in a unit check",
     CITE("Common I/O-Device Commands, Command Reject") CITE(PoP "Unit Check"))
{
	struct subchannel *sch = open_pong();
	uint8_t sense[SENSE_BYTES];

	make_program(UNKNOWN_COMMAND);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK(irb.scsw.device_status & DEVICE_UNIT_CHECK);
	CHECK_EQ(irb.scsw.subchannel_status, 0);
	CHECK(irb.scsw.stctl & STCTL_ALERT);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 1));
	CHECK_EQ(irb.esw.erw.concurrent_sense, 0);
	REQUIRE(css_sense(sch, sense));
	CHECK_EQ(sense[0], SENSE_COMMAND_REJECT);
	CHECK_EQ(sense[1], PONG_UNKNOWN);
}

TEST(sense_is_read_once, "reading the sense data clears them",
     CITE("Common I/O-Device Commands, SENSE"))
{
	static const uint8_t nothing[SENSE_BYTES];
	struct subchannel *sch = open_pong();
	uint8_t sense[SENSE_BYTES];

	make_program(UNKNOWN_COMMAND);
	REQUIRE(css_run(sch, &program, &irb));
	REQUIRE(css_sense(sch, sense));
	CHECK_EQ(sense[0], SENSE_COMMAND_REJECT);
	REQUIRE(css_sense(sch, sense));
	CHECK_MEM_EQ(sense, nothing, sizeof(sense));
}

static void want_concurrent_sense(struct schib *schib, void *context)
{
	(void)context;
	schib->pmcw.concurrent_sense = 1;
}

TEST(concurrent_sense, "in concurrent-sense mode the sense data come with the unit check",
     CITE(PoP "Concurrent Sense"))
{
	static const uint8_t nothing[SENSE_BYTES];
	struct subchannel *sch = open_pong();
	uint8_t sense[SENSE_BYTES];

	REQUIRE(css_modify(sch->sid, want_concurrent_sense, NULL));
	make_program(UNKNOWN_COMMAND);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_EQ(irb.scsw.extended_control, 1);
	CHECK_EQ(irb.esw.erw.concurrent_sense, 1);
	CHECK_EQ(irb.sense[0], SENSE_COMMAND_REJECT);
	REQUIRE(css_sense(sch, sense));
	CHECK_MEM_EQ(sense, nothing, sizeof(sense));
}

TEST(concurrent_sense_count, "the extended report counts the bytes of concurrent sense",
     CITE(PoP "Extended-Report Word, Concurrent-Sense Count"))
{
	struct subchannel *sch = open_pong();

	REQUIRE(css_modify(sch->sid, want_concurrent_sense, NULL));
	make_program(UNKNOWN_COMMAND);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_GE(irb.esw.erw.sense_count, 1);
	CHECK_LE(irb.esw.erw.sense_count, SENSE_BYTES);
	CHECK_EQ(irb.esw.erw.reserved_16, 0);
}
