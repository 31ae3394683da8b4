/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Channel programs of several words: command chaining, data chaining, transfer in
 * channel, indirect addresses, and what the residual count and the incorrect length
 * say about them.
 *
 * These are the ways in which drivers gather and scatter data. A host that is one
 * byte off stores into what belongs to somebody else.
 *
 * Principles of Operation, chapter Basic I/O Functions.
 */
#include <alloc.h>
#include <css_io.h>
#include <css_print.h>
#include <pong_io.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "

#define RECORD 100
#define ISC    3

static struct ccw_program program;
static struct ida_list list;
static struct irb irb;
static uint8_t record[RECORD], got[RECORD + 100];

static struct subchannel *open_with_record(void)
{
	struct subchannel *sch = pong_open(0, ISC);

	for (unsigned int i = 0; i < RECORD; i++)
		record[i] = 3 * i + 1;
	memset(got, 0, sizeof(got));
	pong_store(sch, record, RECORD);
	return sch;
}

static void run(struct subchannel *sch)
{
	REQUIRE(css_run(sch, &program, &irb));
}

TEST(commands_in_order, "chained commands are executed one after the other",
     CITE(PoP "Command Chaining"))
{
	struct subchannel *sch = pong_open(0, ISC);
	static uint8_t first[4] = "abc", second[2] = "x";

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_STORE, CCW_CHAIN_COMMAND, sizeof(first), first);
	ccw_add(&program, PONG_FETCH, CCW_CHAIN_COMMAND, sizeof(first), got);
	ccw_add(&program, PONG_STORE, CCW_CHAIN_COMMAND, sizeof(second), second);
	ccw_add(&program, PONG_FETCH, 0, sizeof(second), got + sizeof(first));
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 4));
	CHECK_EQ(irb.scsw.count, 0);
	CHECK_MEM_EQ(got, first, sizeof(first));
	CHECK_MEM_EQ(got + sizeof(first), second, sizeof(second));
	CHECK_EQ(pong_counters(sch).starts, 2);
}

TEST(scattered, "data chaining continues in the next area where the one before is full",
     CITE(PoP "Data Chaining"))
{
	struct subchannel *sch = open_with_record();

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_FETCH, CCW_CHAIN_DATA, 10, got + 90);
	ccw_add(&program, 0, CCW_CHAIN_DATA, 60, got + 20);
	ccw_add(&program, 0, 0, 30, got + 120);
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 3));
	CHECK_MEM_EQ(got + 90, record, 10);
	CHECK_MEM_EQ(got + 20, record + 10, 60);
	CHECK_MEM_EQ(got + 120, record + 70, 30);
}

TEST(sense_id_scattered, "SENSE ID stores into one area after the other by data chaining",
     CITE(PoP "Data Chaining"))
{
	static struct sense_id id;
	struct subchannel *sch = pong_open(0, ISC);

	REQUIRE(css_sense_id(sch, &id));
	memset(got, 0, sizeof(got));
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_SENSE_ID, CCW_CHAIN_DATA, 3, got);
	ccw_add(&program, 0, CCW_SUPPRESS_LENGTH, 5, got + 10);
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_MEM_EQ(got, &id, 3);
	CHECK_MEM_EQ(got + 10, (uint8_t *)&id + 3, 5);
}

TEST(gathered, "data chaining takes data from one area after the other", CITE(PoP "Data Chaining"))
{
	struct subchannel *sch = open_with_record();

	ccw_begin(&program, CCW_FORMAT_0);
	ccw_add(&program, PONG_STORE, CCW_CHAIN_DATA, 1, record + 50);
	ccw_add(&program, 0, CCW_CHAIN_DATA, 20, record);
	ccw_add(&program, 0, CCW_CHAIN_COMMAND, 3, record + 97);
	ccw_add(&program, PONG_FETCH, 0, 24, got);
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_EQ(got[0], record[50]);
	CHECK_MEM_EQ(got + 1, record, 20);
	CHECK_MEM_EQ(got + 21, record + 97, 3);
}

TEST(residual_of_last_used, "when data end within a chain, count and address are of the last word",
     CITE(PoP "Incorrect Length") CITE(PoP "Subchannel-Status Word, Count"))
{
	struct subchannel *sch = open_with_record();

	for (unsigned int flags = 0; flags <= CCW_SUPPRESS_LENGTH; flags += CCW_SUPPRESS_LENGTH) {
		ccw_begin(&program, CCW_FORMAT_1);
		ccw_add(&program, PONG_FETCH, flags | CCW_CHAIN_DATA, 60, got);
		ccw_add(&program, 0, flags | CCW_CHAIN_DATA, 60, got + 60);
		ccw_add(&program, 0, flags, 60, got + 120);
		run(sch);
		CHECK_EQ(irb.scsw.device_status, DEVICE_CHANNEL_END | DEVICE_END);
		CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_INCORRECT_LENGTH);
		CHECK_EQ(irb.scsw.count, 20);
		CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 2));
		CHECK_MEM_EQ(got, record, RECORD);
	}
}

TEST(short_record, "a record that is too short is an incorrect length, and chaining ends",
     CITE(PoP "Incorrect Length"))
{
	struct subchannel *sch = open_with_record();

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_FETCH, CCW_CHAIN_COMMAND, RECORD + 7, got);
	ccw_add(&program, PONG_STORE, 0, 1, got);
	run(sch);
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_INCORRECT_LENGTH);
	CHECK_EQ(irb.scsw.device_status, DEVICE_CHANNEL_END | DEVICE_END);
	CHECK_EQ(irb.scsw.count, 7);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 1));
	CHECK_EQ(pong_counters(sch).record, RECORD);
}

TEST(long_record, "a record that is too long is an incorrect length with nothing left over",
     CITE(PoP "Incorrect Length"))
{
	struct subchannel *sch = open_with_record();

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_FETCH, 0, RECORD - 1, got);
	run(sch);
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_INCORRECT_LENGTH);
	CHECK_EQ(irb.scsw.count, 0);
	CHECK_MEM_EQ(got, record, RECORD - 1);
	CHECK_EQ(got[RECORD - 1], 0);
}

TEST(length_suppressed, "with SLI neither is an incorrect length, and chaining goes on",
     CITE(PoP "Suppress-Length-Indication Flag"))
{
	struct subchannel *sch = open_with_record();
	const uint8_t flags = CCW_SUPPRESS_LENGTH | CCW_CHAIN_COMMAND;

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_FETCH, flags, RECORD + 7, got);
	ccw_add(&program, PONG_FETCH, flags, RECORD - 7, got);
	ccw_add(&program, PONG_FETCH, CCW_SUPPRESS_LENGTH, RECORD + 9, got);
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_EQ(irb.scsw.count, 9);
}

TEST(skipped, "with the skip flag nothing is stored, and the count goes down all the same",
     CITE(PoP "Skipping"))
{
	struct subchannel *sch = open_with_record();

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_FETCH, CCW_CHAIN_DATA | CCW_SKIP, 40, got);
	ccw_add(&program, 0, 0, 60, got + 40);
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
	for (unsigned int i = 0; i < 40; i++)
		CHECK_EQ(got[i], 0);
	CHECK_MEM_EQ(got + 40, record + 40, 60);
}

TEST(skip_of_write, "the skip flag means nothing to a command that takes data from storage",
     CITE(PoP "Skipping"))
{
	struct subchannel *sch = open_with_record();

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_STORE, CCW_CHAIN_COMMAND | CCW_SKIP, 10, record + 30);
	ccw_add(&program, PONG_FETCH, 0, 10, got);
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_MEM_EQ(got, record + 30, 10);
}

TEST(tic_between_commands, "a chain of commands goes on where a TIC points",
     CITE(PoP "Transfer in Channel"))
{
	struct subchannel *sch = open_with_record();

	for (unsigned int format = CCW_FORMAT_0; format <= CCW_FORMAT_1; format++) {
		ccw_begin(&program, format);
		ccw_add(&program, PONG_FETCH, CCW_CHAIN_COMMAND, RECORD, got);
		ccw_tic(&program, 4);
		ccw_add(&program, PONG_FETCH, 0, RECORD, got + 50);
		ccw_add(&program, CCW_NOP, 0, 1, got);
		ccw_add(&program, CCW_NOP, CCW_CHAIN_COMMAND | CCW_SUPPRESS_LENGTH, 1, got);
		ccw_tic(&program, 2);
		run(sch);
		CHECK_ENDED_WELL(&program, &irb);
		CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 3));
		CHECK_MEM_EQ(got + 50, record, RECORD);
	}
}

TEST(tic_between_data, "a chain of data goes on where a TIC points",
     CITE(PoP "Transfer in Channel"))
{
	struct subchannel *sch = open_with_record();

	for (unsigned int format = CCW_FORMAT_0; format <= CCW_FORMAT_1; format++) {
		ccw_begin(&program, format);
		ccw_add(&program, PONG_FETCH, CCW_CHAIN_DATA, 33, got);
		ccw_tic(&program, 3);
		ccw_add(&program, CCW_NOP, 0, 1, got);
		ccw_add(&program, 0, 0, RECORD - 33, got + 33);
		run(sch);
		CHECK_ENDED_WELL(&program, &irb);
		CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 4));
		CHECK_MEM_EQ(got, record, RECORD);
	}
}

/* The loop of a driver that searches: the device ends it with a status modifier. */
TEST(loop_until_found, "a loop of a command and a TIC ends when the status modifier skips the TIC",
     CITE(PoP "Command Chaining") CITE(PoP "Status Modifier"))
{
	const struct pong_behaviour find = {
		.flags = PONG_SET_STATUS,
		.skip = 20,
		.device_status = DEVICE_STATUS_MODIFIER | DEVICE_CHANNEL_END | DEVICE_END,
	};
	struct subchannel *sch = open_with_record();
	struct pong_counters before, after;

	pong_behave(sch, &find);
	before = pong_counters(sch);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_WAIT, CCW_CHAIN_COMMAND | CCW_SUPPRESS_LENGTH, 1, got);
	ccw_tic(&program, 0);
	ccw_add(&program, PONG_FETCH, 0, RECORD, got);
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_MEM_EQ(got, record, RECORD);
	after = pong_counters(sch);
	CHECK_EQ(after.commands - before.commands, find.skip + 1 + 1 + 1);
}

/* Each round takes time, so that the loop can be left. */
TEST(endless_loop, "a loop without an end goes on until the subchannel is cleared",
     CITE(PoP "Transfer in Channel") CITE(PoP "CLEAR SUBCHANNEL"))
{
	const struct pong_behaviour slow = {
		.flags = PONG_SET_ACTIVE,
		.repeat = 255,
		.active_us = 100 * 1000,
	};
	struct subchannel *sch = open_with_record();
	struct schib schib;

	pong_behave(sch, &slow);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_WAIT, CCW_CHAIN_COMMAND | CCW_SUPPRESS_LENGTH, 1, got);
	ccw_tic(&program, 0);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_EQ(schib.scsw.fctl, FCTL_START);
	CHECK_EQ(schib.scsw.stctl, 0);
	CHECK_EQ(css_start(sch, &program), CC_BUSY);
	REQUIRE_EQ(csch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.fctl, FCTL_CLEAR);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_FETCH, 0, RECORD, got);
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
}

/* The record is written from and read to the data by lists; they begin in the middle of a block. */
static void check_ida(enum ida_kind kind, unsigned int offset, unsigned int size)
{
	struct subchannel *sch = pong_open(0, ISC);
	uint8_t *out = page_alloc(5), *in = page_alloc(5);

	for (unsigned int i = 0; i < size; i++)
		out[offset + i] = i * 7 + (i >> 8);
	ida_begin(&list, kind);
	ida_cover(&list, out + offset, size);
	ccw_begin(&program, CCW_FORMAT_1);
	ida_allow(&program.orb, kind);
	ccw_add(&program, PONG_STORE, CCW_IDA, size, &list);
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
	ida_begin(&list, kind);
	ida_cover(&list, in + offset, size);
	ccw_set(&program, 0, PONG_FETCH, CCW_IDA, size, program.ccw1[0].data);
	run(sch);
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_EQ(irb.scsw.count, 0);
	CHECK_MEM_EQ(in, out, 5 * PAGE_SIZE);
	page_free(out, 5);
	page_free(in, 5);
}

static void check_offsets(enum ida_kind kind)
{
	for (unsigned int offset = 0; offset < ida_block(kind); offset += 61)
		check_ida(kind, offset, ida_block(kind) - offset);
}

static void check_across_blocks(enum ida_kind kind)
{
	check_ida(kind, 0, 3 * ida_block(kind));
	check_ida(kind, ida_block(kind) - 1, 2);
	check_ida(kind, 100, 4 * ida_block(kind) - 300);
}

TEST(indirect_format_1, "data are where an indirect address of 31 bits says, at any offset",
     CITE(PoP "Indirect Data Addressing, Format-1 IDAW"))
{
	check_offsets(IDA_31);
}

TEST(indirect_format_2, "data are where an indirect address of 64 bits says, at any offset",
     CITE(PoP "Indirect Data Addressing, Format-2 IDAW"))
{
	check_offsets(IDA_64);
	check_offsets(IDA_64_2K);
}

TEST(indirect_format_1_blocks, "at the end of a block data go on at the next address of 31 bits",
     CITE(PoP "Indirect Data Addressing, Format-1 IDAW"))
{
	check_across_blocks(IDA_31);
}

TEST(indirect_format_2_blocks, "at the end of a block data go on at the next address of 64 bits",
     CITE(PoP "Indirect Data Addressing, Format-2 IDAW"))
{
	check_across_blocks(IDA_64);
	check_across_blocks(IDA_64_2K);
}

TEST(indirect_sense_id, "SENSE ID stores by indirect addresses across the end of a block",
     CITE(PoP "Indirect Data Addressing"))
{
	static struct sense_id id;
	struct subchannel *sch = pong_open(0, ISC);
	uint8_t *pages = page_alloc(2);

	for (enum ida_kind kind = IDA_31; kind <= IDA_64_2K; kind++) {
		uint8_t *place = pages + ida_block(kind) - 5;

		memset(pages, 0, 2 * PAGE_SIZE);
		ida_begin(&list, kind);
		ida_cover(&list, place, sizeof(id));
		ccw_begin(&program, CCW_FORMAT_1);
		ida_allow(&program.orb, kind);
		ccw_add(&program, CCW_SENSE_ID, CCW_IDA | CCW_SUPPRESS_LENGTH, sizeof(id), &list);
		run(sch);
		CHECK_ENDED_WELL(&program, &irb);
		REQUIRE(css_sense_id(sch, &id));
		CHECK_MEM_EQ(place, &id, sizeof(id));
	}
}
