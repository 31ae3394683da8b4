/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of indirect-data addresses with something wrong in them: the list itself
 * where it must not be, or an address in it that does not fit. See ccw_malformed.c
 * for what else can be wrong with a channel program.
 *
 * Principles of Operation, chapter I/O Interruptions, Program Check, and chapter
 * Basic I/O Functions, Indirect Data Addressing.
 */
#include "ccw_wrong.h"

static struct ida_list list;

TEST(list_off_boundary, "a list of indirect addresses off its boundary is a program check",
     CITE(PROGRAM_CHECK ", Invalid IDAW-Address Specification"))
{
	for (enum ida_kind kind = IDA_31; kind <= IDA_64_2K; kind++) {
		for (unsigned int offset = 1; offset < (kind == IDA_31 ? 4 : 8); offset++) {
			ida_begin(&list, kind);
			ida_cover(&list, data, sizeof(data));
			begin(CCW_FORMAT_1);
			ida_allow(&program.orb, kind);
			check_program_check(
				add(CCW_SENSE_ID, CCW_IDA, 8, address_of(&list) + offset));
		}
	}
}

/* The nth address of a list that is good otherwise; data begin in the middle of a block. */
static void check_bad_list(enum ida_kind kind, unsigned int n, uint64_t wrong)
{
	const uint16_t count = 200;

	ida_begin(&list, kind);
	ida_cover(&list, data + ida_block(kind) - 100, count);
	if (kind == IDA_31)
		list.address_31[n] = wrong;
	else
		list.address_64[n] = wrong;
	begin(CCW_FORMAT_1);
	ida_allow(&program.orb, kind);
	check_program_check(add(CCW_SENSE_ID, CCW_IDA, count, address_of(&list)));
}

TEST(second_address_off_block, "an indirect address but the first off its block is a program check",
     CITE(PROGRAM_CHECK ", Invalid IDAW Specification"))
{
	for (enum ida_kind kind = IDA_31; kind <= IDA_64_2K; kind++) {
		check_bad_list(kind, 1, address_of(data) + ida_block(kind) + 1);
		check_bad_list(kind, 1, address_of(data) + ida_block(kind) + ida_block(kind) / 2);
	}
}

TEST(address_without_storage, "an indirect address without storage is a program check",
     CITE(PROGRAM_CHECK ", Invalid Data Address"))
{
	for (enum ida_kind kind = IDA_31; kind <= IDA_64_2K; kind++) {
		check_bad_list(kind, 0, NO_STORAGE);
		check_bad_list(kind, 1, NO_STORAGE);
	}
}

TEST(address_left_bit, "an indirect address of format 1 above 2 GB is a program check",
     CITE(PROGRAM_CHECK ", Invalid IDAW Specification"))
{
	check_bad_list(IDA_31, 0, LEFT_BIT | address_of(data));
	check_bad_list(IDA_31, 1, LEFT_BIT | (address_of(data) + ida_block(IDA_31)));
}

TEST(list_without_storage, "a list of indirect addresses without storage is a program check",
     CITE(PROGRAM_CHECK ", Invalid IDAW Address"))
{
	for (enum ida_kind kind = IDA_31; kind <= IDA_64_2K; kind++) {
		begin(CCW_FORMAT_1);
		ida_allow(&program.orb, kind);
		check_program_check(add(CCW_SENSE_ID, CCW_IDA, 8, NO_STORAGE));
	}
}
