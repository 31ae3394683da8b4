/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Channel programs with something wrong in them.
 *
 * The channel subsystem checks a channel-command word when it comes to it: what
 * stands before it was executed, what stands behind it was not, and the status
 * says where it was. A driver that made a mistake must learn of it, and a host
 * that lets one pass lets a guest read or write where it must not.
 *
 * Each program here is SENSE ID, the wrong word, SENSE ID: the first must have
 * stored something and the last nothing.
 *
 * Principles of Operation, chapter I/O Interruptions, Program Check, and chapter
 * Basic I/O Functions, Channel-Command Word.
 */

#include "ccw_wrong.h"

TEST(invalid_command, "a command whose last four bits are zero is a program check",
     CITE(PROGRAM_CHECK ", Invalid Command"))
{
	for (unsigned int command = 0; command <= 0xf0; command += 0x10) {
		for (unsigned int format = CCW_FORMAT_0; format <= CCW_FORMAT_1; format++) {
			begin(format);
			check_program_check(add(command, 0, 1, address_of(data)));
		}
	}
}

TEST(count_of_zero, "in a program of format 0 a count of zero is a program check",
     CITE(PROGRAM_CHECK ", Invalid Count, Format 0"))
{
	begin(CCW_FORMAT_0);
	check_program_check(add(CCW_SENSE_ID, 0, 0, address_of(data)));
}

TEST(reserved_byte, "the reserved byte of a channel-command word of format 0 is ignored",
     CITE(PoP "Channel-Command Word"))
{
	unsigned int n;

	begin(CCW_FORMAT_0);
	n = add(CCW_SENSE_ID, 0, 8, address_of(data));
	program.ccw0[n].ignored = 0xff;
	check_good();
}

TEST(unused_data_address, "the data address of a command that moves no data is not looked at",
     CITE(PoP "Channel-Command Word, Data Address"))
{
	begin(CCW_FORMAT_1);
	add(CCW_NOP, 0, 1, NO_STORAGE);
	check_good();
}

TEST(data_left_bit, "a data address above 2 GB is a program check",
     CITE(PROGRAM_CHECK ", Invalid Data Address"))
{
	begin(CCW_FORMAT_1);
	check_program_check(add(CCW_SENSE_ID, 0, 8, LEFT_BIT | address_of(data)));
}

TEST(data_without_storage, "data where there is no storage are a program check",
     CITE(PROGRAM_CHECK ", Invalid Data Address"))
{
	begin(CCW_FORMAT_1);
	check_program_check(add(CCW_SENSE_ID, 0, 8, NO_STORAGE));
}

TEST(data_around_16_mb, "data of a program of format 0 that go beyond 16 MB are a program check",
     CITE(PROGRAM_CHECK ", Invalid Data Address"))
{
	begin(CCW_FORMAT_0);
	check_program_check(add(CCW_SENSE_ID, 0, 64, END_OF_16M - 32));
}

TEST(data_up_to_16_mb, "data of a program of format 0 may end with the last byte below 16 MB",
     CITE(PoP "Channel-Command Word, Data Address"))
{
	begin(CCW_FORMAT_0);
	add(CCW_SENSE_ID, 0, 64, END_OF_16M - 64);
	check_good();
}

TEST(data_at_zero, "data may be at absolute address 0", CITE(PoP "Channel-Command Word"))
{
	begin(CCW_FORMAT_1);
	add(CCW_SENSE_ID, 0, 8, 0);
	check_good();
}

TEST(many_data_at_zero, "any number of commands may have a data address of zero",
     CITE(PoP "Channel-Command Word"))
{
	const unsigned int many = 300;

	begin(CCW_FORMAT_1);
	while (program.count < many)
		add(CCW_NOP, 0, 1, 0);
	check_good();
}

TEST(suspend_not_allowed, "a suspend flag that the ORB does not allow is a program check",
     CITE(PROGRAM_CHECK ", Invalid Suspend Flag"))
{
	begin(CCW_FORMAT_1);
	check_program_check(add(CCW_NOP, CCW_SUSPEND, 1, address_of(data)));
}

TEST(mida_not_allowed, "a MIDA flag that the ORB does not allow is a program check",
     CITE(PROGRAM_CHECK ", Invalid CCW"))
{
	begin(CCW_FORMAT_1);
	check_program_check(add(CCW_SENSE_ID, CCW_MIDA, 8, address_of(data)));
}

TEST(tic_first, "a program that begins with TRANSFER IN CHANNEL is a program check",
     CITE(PROGRAM_CHECK ", Invalid Sequence"))
{
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_tic(&program, 1);
	after[0] = 0;
	ccw_add(&program, CCW_SENSE_ID, CCW_SUPPRESS_LENGTH, sizeof(after), after);
	REQUIRE(css_run(device(), &program, &irb));
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_PROGRAM_CHECK);
	CHECK_EQ(after[0], 0);
}

TEST(tic_to_tic, "two TRANSFER IN CHANNEL in a row are a program check at the second",
     CITE(PROGRAM_CHECK ", Invalid Sequence"))
{
	for (unsigned int format = CCW_FORMAT_0; format <= CCW_FORMAT_1; format++) {
		begin(format);
		ccw_tic(&program, 2);
		ccw_tic(&program, 3);
		check_program_check(2);
	}
}

TEST(tic_flags, "flags or a count in a TRANSFER IN CHANNEL of format 1 are a program check",
     CITE(PROGRAM_CHECK ", Invalid CCW, TIC of Format 1"))
{
	for (unsigned int flag = 1; flag <= CCW_CHAIN_DATA; flag <<= 1) {
		begin(CCW_FORMAT_1);
		check_program_check(add_raw(CCW_TIC, flag, 0, ccw_address(&program, 2)));
	}
	begin(CCW_FORMAT_1);
	check_program_check(add_raw(CCW_TIC, 0, 1, ccw_address(&program, 2)));
}

TEST(tic_high_digit_1, "in format 1 the first four bits of TRANSFER IN CHANNEL must be zero",
     CITE(PROGRAM_CHECK ", Invalid CCW, TIC of Format 1"))
{
	for (unsigned int digit = 0x10; digit <= 0xf0; digit += 0x10) {
		begin(CCW_FORMAT_1);
		check_program_check(add_raw(CCW_TIC | digit, 0, 0, ccw_address(&program, 2)));
	}
}

TEST(tic_of_format_0, "in format 0 only the last four bits and the address of a TIC count",
     CITE(PoP "Transfer in Channel"))
{
	for (unsigned int digit = 0; digit <= 0xf0; digit += 0x10) {
		begin(CCW_FORMAT_0);
		add_raw(CCW_TIC | digit, 0xff, 0xffff, ccw_address(&program, 2));
		check_good();
	}
}

TEST(tic_off_boundary, "a TRANSFER IN CHANNEL to what is no doubleword is a program check",
     CITE(PROGRAM_CHECK ", Invalid CCW-Address Specification"))
{
	for (unsigned int offset = 1; offset < 8; offset++) {
		begin(CCW_FORMAT_1);
		add_raw(CCW_TIC, 0, 0, ccw_address(&program, 2) + offset);
		run();
		CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_PROGRAM_CHECK);
		CHECK_EQ(before[0], 0xff);
		CHECK_EQ(after[0], 0);
	}
}

/* System/370 had it so as well, for misaligned addresses and for those without storage. */
TEST(tic_off_boundary_address, "the status then has the address behind the TRANSFER IN CHANNEL",
     CITE(PoP "CCW-Address Field, Invalid CCW-Address Specification in TIC"))
{
	begin(CCW_FORMAT_1);
	add_raw(CCW_TIC, 0, 0, ccw_address(&program, 2) + 4);
	run();
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 2));
}

TEST(tic_left_bit, "a TRANSFER IN CHANNEL to above 2 GB is a program check",
     CITE(PROGRAM_CHECK ", Invalid CCW-Address Specification"))
{
	begin(CCW_FORMAT_1);
	add_raw(CCW_TIC, 0, 0, LEFT_BIT | ccw_address(&program, 2));
	run();
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_PROGRAM_CHECK);
	CHECK_EQ(after[0], 0);
}

TEST(tic_without_storage, "a TRANSFER IN CHANNEL to where there is no storage is a program check",
     CITE(PROGRAM_CHECK ", Invalid CCW Address"))
{
	begin(CCW_FORMAT_1);
	add_raw(CCW_TIC, 0, 0, NO_STORAGE);
	run();
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_PROGRAM_CHECK);
	CHECK_EQ(before[0], 0xff);
}

static void check_program_at(uint32_t address)
{
	begin(CCW_FORMAT_1);
	program.orb.program = address;
	run();
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_PROGRAM_CHECK);
	CHECK_EQ(before[0], 0);
}

TEST(program_off_boundary, "a program that is not on a doubleword is a program check",
     CITE(PROGRAM_CHECK ", Invalid CCW-Address Specification"))
{
	for (unsigned int offset = 1; offset < 8; offset++)
		check_program_at(ccw_address(&program, 0) + offset);
}

TEST(program_without_storage, "a program where there is no storage is a program check",
     CITE(PROGRAM_CHECK ", Invalid CCW Address"))
{
	check_program_at(NO_STORAGE);
}

TEST(program_above_16_mb, "a program of format 0 above 16 MB is a program check",
     CITE(PROGRAM_CHECK ", Invalid CCW-Address Specification"))
{
	struct ccw0 *high = page_alloc_aligned(1, 2 * END_OF_16M);

	begin(CCW_FORMAT_0);
	*high = program.ccw0[0];
	program.orb.program = address_of(high);
	run();
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_PROGRAM_CHECK);
	CHECK_EQ(before[0], 0);
}

TEST(sense_id_too_long, "SENSE ID with a count that is too long is an incorrect length, no more",
     CITE(PoP "Incorrect Length"))
{
	const uint16_t too_long = 300;

	begin(CCW_FORMAT_1);
	ccw_add(&program, CCW_SENSE_ID, 0, too_long, data);
	REQUIRE(css_run(device(), &program, &irb));
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_INCORRECT_LENGTH);
	CHECK_EQ(irb.scsw.device_status, DEVICE_CHANNEL_END | DEVICE_END);
	CHECK_NE(irb.scsw.count, 0);
}

TEST(sense_too_short, "SENSE with a count that is too short is an incorrect length, no more",
     CITE(PoP "Incorrect Length"))
{
	begin(CCW_FORMAT_1);
	ccw_add(&program, CCW_BASIC_SENSE, 0, 1, data);
	REQUIRE(css_run(device(), &program, &irb));
	CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_INCORRECT_LENGTH);
	CHECK_EQ(irb.scsw.device_status, DEVICE_CHANNEL_END | DEVICE_END);
	CHECK_EQ(irb.scsw.count, 0);
}

TEST(count_left_of_control, "the count that a command without data did not use is left over",
     CITE(PoP "Subchannel-Status Word, Count"))
{
	const uint16_t count = 17;

	begin(CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, count, data);
	REQUIRE(css_run(device(), &program, &irb));
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_EQ(irb.scsw.count, count);
}
