/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PONG, the channel device that other tests of the channel subsystem stand on: its
 * commands, and the counts and statuses with which they end.
 *
 * It is a model of our own, so this is a test of a tool: that each command does
 * what docs/pong.md says. A case that fails here makes all that others find with
 * PONG doubtful; what the host must do is tested elsewhere.
 */
#include <css_io.h>
#include <css_print.h>
#include <pong_io.h>
#include <random.h>
#include <stdio.h>
#include <string.h>
#include <test.h>
#include <util.h>

#define ISC	     3
#define ENDS	     (DEVICE_CHANNEL_END | DEVICE_END)
#define RECORD	     600
#define RECORD_LIMIT 65535

static struct ccw_program program;
static struct irb irb;
static uint8_t record[RECORD], fetched[RECORD];

static void run_one(struct subchannel *sch, uint8_t command, uint8_t flags, uint16_t count,
		    const void *data)
{
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, command, flags, count, data);
	REQUIRE(css_run(sch, &program, &irb));
}

static void check_status(uint8_t device, uint8_t subchannel, uint16_t residual)
{
	CHECK_EQ(irb.scsw.device_status, device);
	CHECK_EQ(irb.scsw.subchannel_status, subchannel);
	CHECK_EQ(irb.scsw.count, residual);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, program.count));
}

static void check_refused(struct subchannel *sch, uint8_t status, uint8_t first, uint8_t reason)
{
	uint8_t command = program.ccw1[0].command, sense[SENSE_BYTES];

	CHECK_EQ(irb.scsw.device_status, status);
	CHECK_EQ(irb.scsw.stctl, STCTL_ALERT | STCTL_PRIMARY | STCTL_SECONDARY | STCTL_PENDING);
	REQUIRE(css_sense(sch, sense));
	CHECK_EQ(sense[0], first);
	CHECK_EQ(sense[1], reason);
	CHECK_EQ(sense[2], command);
}

static void write_number(struct subchannel *sch, const char *text)
{
	run_one(sch, PONG_WRITE, 0, strlen(text), text);
}

/* The answer as text. */
static const char *read_number(struct subchannel *sch)
{
	static char answer[PONG_DIGITS + 1];

	memset(answer, 0, sizeof(answer));
	run_one(sch, PONG_READ, CCW_SUPPRESS_LENGTH, PONG_DIGITS, answer);
	return answer;
}

TEST(tells_what_it_is, "SENSE ID tells control unit, device and models of PONG",
     NEEDS("device=x-pong"))
{
	static struct sense_id id;

	REQUIRE(css_sense_id(pong_open(0, ISC), &id));
	CHECK_EQ(id.cu_type, PONG_CU_TYPE);
	CHECK_EQ(id.cu_model, PONG_CU_MODEL);
	CHECK_EQ(id.device_type, PONG_DEV_TYPE);
	CHECK_EQ(id.device_model, PONG_DEV_MODEL);
}

TEST(answers_plus_one, "READ gives the number that WRITE took plus one, as wide or wider",
     NEEDS("device=x-pong"))
{
	static const struct {
		const char *written, *read;
	} pairs[] = {
		{ "0", "1" },
		{ "9", "10" },
		{ "007", "008" },
		{ "099", "100" },
		{ "00000000", "00000001" },
		{ "999999998", "999999999" },
	};
	struct subchannel *sch = pong_open(0, ISC);

	CHECK_STR_EQ(read_number(sch), "1");
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		write_number(sch, pairs[i].written);
		check_status(ENDS, 0, 0);
		CHECK_STR_EQ(read_number(sch), pairs[i].read);
		check_status(ENDS, 0, PONG_DIGITS - strlen(pairs[i].read));
		CHECK_STR_EQ(read_number(sch), pairs[i].read);
	}
}

TEST(refuses_garbage, "WRITE of what is no number is a unit check, and the number stays",
     NEEDS("device=x-pong"))
{
	static const struct {
		const char *text;
		uint8_t size, reason;
	} bad[] = {
		{ "x", 1, PONG_NO_NUMBER },	     { "12 ", 3, PONG_NO_NUMBER },
		{ "-1", 2, PONG_NO_NUMBER },	     { "", 1, PONG_NO_NUMBER },
		{ "1234567890", 10, PONG_TOO_LONG }, { "123456789x", 10, PONG_NO_NUMBER },
	};
	struct subchannel *sch = pong_open(0, ISC);

	write_number(sch, "41");
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		run_one(sch, PONG_WRITE, 0, bad[i].size, bad[i].text);
		check_status(ENDS | DEVICE_UNIT_CHECK, 0, 0);
		check_refused(sch, ENDS | DEVICE_UNIT_CHECK, SENSE_DATA_CHECK, bad[i].reason);
		CHECK_STR_EQ(read_number(sch), "42");
	}
	run_one(sch, PONG_WRITE, 0, 4, "77\0x");
	check_status(ENDS, 0, 0);
	CHECK_STR_EQ(read_number(sch), "78");
}

TEST(overflows, "READ after 999999999 is a unit check before any transfer", NEEDS("device=x-pong"))
{
	struct subchannel *sch = pong_open(0, ISC);

	write_number(sch, "999999999");
	run_one(sch, PONG_READ, CCW_SUPPRESS_LENGTH, PONG_DIGITS, fetched);
	check_status(DEVICE_UNIT_CHECK, 0, PONG_DIGITS);
	check_refused(sch, DEVICE_UNIT_CHECK, SENSE_OVERRUN, PONG_OVERFLOW);
}

TEST(rejects_unknown, "an unknown command and a malformed block are command rejects",
     NEEDS("device=x-pong"))
{
	static const struct pong_behaviour bad = { .flags = 1 };
	struct subchannel *sch = pong_open(0, ISC);

	run_one(sch, 0x41, CCW_SUPPRESS_LENGTH, 1, fetched);
	check_refused(sch, DEVICE_UNIT_CHECK, SENSE_COMMAND_REJECT, PONG_UNKNOWN);
	run_one(sch, PONG_BEHAVE, 0, sizeof(bad), &bad);
	check_refused(sch, ENDS | DEVICE_UNIT_CHECK, SENSE_COMMAND_REJECT, PONG_BAD_BLOCK);
	run_one(sch, PONG_BEHAVE, 0, sizeof(bad) - 1, &bad);
	check_refused(sch, ENDS | DEVICE_UNIT_CHECK, SENSE_COMMAND_REJECT, PONG_BAD_BLOCK);
}

TEST(counts_exactly, "residual counts and incorrect length follow from the lengths and SLI",
     NEEDS("device=x-pong"))
{
	struct subchannel *sch = pong_open(0, ISC);

	memset(record, 0x5a, sizeof(record));
	pong_store(sch, record, 100);
	run_one(sch, PONG_FETCH, 0, 100, fetched);
	check_status(ENDS, 0, 0);
	run_one(sch, PONG_FETCH, 0, 101, fetched);
	check_status(ENDS, SUBCHANNEL_INCORRECT_LENGTH, 1);
	run_one(sch, PONG_FETCH, CCW_SUPPRESS_LENGTH, 101, fetched);
	check_status(ENDS, 0, 1);
	run_one(sch, PONG_FETCH, 0, 99, fetched);
	check_status(ENDS, SUBCHANNEL_INCORRECT_LENGTH, 0);
	run_one(sch, PONG_FETCH, CCW_SUPPRESS_LENGTH, 99, fetched);
	check_status(ENDS, 0, 0);
	run_one(sch, PONG_WRITE, 0, 12, "123\0        ");
	check_status(ENDS, SUBCHANNEL_INCORRECT_LENGTH, 2);
	CHECK_EQ(irb.scsw.stctl, STCTL_PRIMARY | STCTL_SECONDARY | STCTL_PENDING);
}

/* The record in pieces of random sizes. */
static void chain_data(uint8_t command, uint8_t *data, struct random *random)
{
	unsigned int at = 0;

	ccw_begin(&program, CCW_FORMAT_1);
	while (at < RECORD) {
		unsigned int size = 1 + random_below(random, 100);
		bool last = at + size >= RECORD;

		if (last)
			size = RECORD - at;
		ccw_add(&program, at ? 0xff : command, last ? 0 : CCW_CHAIN_DATA, size, data + at);
		at += size;
	}
}

TEST(chains_data, "a record stored and fetched by data chaining in random pieces is the same",
     NEEDS("device=x-pong"))
{
	struct subchannel *sch = pong_open(0, ISC);
	struct random random;

	random_seed(&random, 1);
	for (unsigned int i = 0; i < 50; i++) {
		random_fill(&random, record, sizeof(record));
		chain_data(PONG_STORE, record, &random);
		REQUIRE(css_run(sch, &program, &irb));
		check_status(ENDS, 0, 0);
		memset(fetched, 0, sizeof(fetched));
		chain_data(PONG_FETCH, fetched, &random);
		REQUIRE(css_run(sch, &program, &irb));
		check_status(ENDS, 0, 0);
		CHECK_MEM_EQ(record, fetched, sizeof(record));
	}
}

TEST(ends_within_a_chain, "a device that ends before its data chain does is an incorrect length",
     NEEDS("device=x-pong"))
{
	struct subchannel *sch = pong_open(0, ISC);

	pong_store(sch, record, 10);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_FETCH, CCW_CHAIN_DATA | CCW_SUPPRESS_LENGTH, 6, fetched);
	ccw_add(&program, 0xff, CCW_CHAIN_DATA | CCW_SUPPRESS_LENGTH, 6, fetched);
	ccw_add(&program, 0xff, 0, 6, fetched);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_EQ(irb.scsw.device_status, ENDS);
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_INCORRECT_LENGTH);
	CHECK_EQ(irb.scsw.count, 2);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 2));
}

TEST(takes_long_records, "a record of 65535 bytes is kept whole", NEEDS("device=x-pong"))
{
	static uint8_t sent[RECORD_LIMIT], got[RECORD_LIMIT];
	struct subchannel *sch = pong_open(0, ISC);
	struct random random;

	random_seed(&random, 2);
	random_fill(&random, sent, sizeof(sent));
	pong_store(sch, sent, sizeof(sent));
	run_one(sch, PONG_FETCH, 0, sizeof(got), got);
	check_status(ENDS, 0, 0);
	CHECK_MEM_EQ(sent, got, sizeof(sent));
}

TEST(counts_what_happens, "COUNTERS tell starts, commands, bytes and the command before",
     NEEDS("device=x-pong"))
{
	struct subchannel *sch = pong_open(0, ISC);
	struct pong_counters before = pong_counters(sch), after;

	CHECK_EQ(before.starts, 1);
	CHECK_EQ(before.commands, 2); /* FORGET and this */
	write_number(sch, "123");
	read_number(sch);
	after = pong_counters(sch);
	CHECK_EQ(after.starts, 4);
	CHECK_EQ(after.commands, 5);
	CHECK_EQ(after.ended, 4);
	CHECK_EQ(after.bytes_out, 3);
	CHECK_EQ(after.bytes_in, 3);
	CHECK_EQ(after.number, 123);
	CHECK_EQ(after.last_command, PONG_READ);
	CHECK_EQ(after.last_flags, CCW_SUPPRESS_LENGTH);
	CHECK_EQ(after.last_count, PONG_DIGITS);
	CHECK_EQ(after.last_address, ccw_address(&program, 0));
	CHECK_EQ(after.last_data, program.ccw1[0].data);
	CHECK_EQ(after.flags, 0);
}

TEST(plays_fast, "10000 exchanges of numbers take less than ten seconds and miss none",
     NEEDS("device=x-pong") TIMEOUT(60))
{
	struct subchannel *sch = pong_open(0, ISC);
	char text[PONG_DIGITS + 1];

	for (unsigned int i = 0; i < 10000; i++) {
		snprintf(text, sizeof(text), "%u", i);
		write_number(sch, text);
		snprintf(text, sizeof(text), "%u", i + 1);
		REQUIRE(!strcmp(read_number(sch), text), "exchange %u", i);
	}
}
