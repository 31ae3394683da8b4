/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CHANNEL SUBSYSTEM CALL: questions and commands to the channel subsystem as a whole.
 *
 * The manual does not describe it; systems have used it for decades to learn what
 * the machine can do, and to open more subchannel sets. Linux is the reference:
 * drivers/s390/cio/chsc.c and chsc.h. A request that is wrong must be refused by a
 * response code, not by silence.
 */
#include <css.h>
#include <string.h>
#include <test.h>

#define LINUX "Linux, drivers/s390/cio/chsc.c"

#define STORE_CHARACTERISTICS 0x0010
#define SET_DOMAIN_ATTRIBUTES 0x0031
#define NO_SUCH_COMMAND	      0x0fff

enum {
	ANSWER_DONE = 0x0001,
	ANSWER_INVALID_BLOCK = 0x0003,
	ANSWER_NOT_PROVIDED = 0x0004,
	ANSWER_BAD_FORMAT = 0x0007,
};

#define REQUEST_SIZE 16
#define DOMAIN_SIZE  0x400

static union {
	struct {
		uint16_t length, command;
		uint32_t words[3];
	};
	uint8_t page[4096];
} block __attribute__((aligned(4096)));

struct answer {
	uint16_t length, code;
	uint32_t reserved;
	uint8_t data[];
};

static const struct answer *call(uint16_t length, uint16_t command, uint32_t first_word)
{
	memset(&block, 0, sizeof(block));
	block.length = length;
	block.command = command;
	block.words[0] = first_word;
	CHECK_EQ(chsc(&block), CC_DONE);
	return (const struct answer *)(block.page + length);
}

TEST(unknown_command, "a command that is not provided is answered by code 4", CITE(LINUX))
{
	const struct answer *answer = call(REQUEST_SIZE, NO_SUCH_COMMAND, 0);

	CHECK_EQ(answer->code, ANSWER_NOT_PROVIDED);
	CHECK_EQ(answer->length, sizeof(*answer));
}

TEST(length, "a length that is too short, too long or odd is an operand exception", CITE(LINUX))
{
	static const uint16_t wrong[] = { 0, 8, 15, 17, 20, 4089, 4092, 4096, 0xffff };

	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		memset(&block, 0, sizeof(block));
		block.length = wrong[i];
		block.command = STORE_CHARACTERISTICS;
		CHECK_TRAP(TRAP_OPERAND, chsc(&block));
	}
}

TEST(page_boundary, "a block off a page boundary is a specification exception", CITE(LINUX))
{
	for (unsigned int offset = 1; offset < 4096; offset <<= 1)
		CHECK_TRAP(TRAP_SPECIFICATION, chsc(block.page + offset));
}

TEST(characteristics, "the characteristics of the channel subsystem are told, and are not nothing",
     CITE("Linux, drivers/s390/cio/chsc.c, chsc_determine_css_characteristics"))
{
	const struct answer *answer = call(REQUEST_SIZE, STORE_CHARACTERISTICS, 0);
	unsigned int bits = 0;

	CHECK_EQ(answer->code, ANSWER_DONE);
	CHECK_GT(answer->length, sizeof(*answer));
	CHECK_LE(REQUEST_SIZE + answer->length, sizeof(block));
	for (unsigned int i = 0; i + sizeof(*answer) < answer->length; i++)
		bits += answer->data[i] != 0;
	CHECK_NE(bits, 0);
}

TEST(characteristics_format, "a format of characteristics that does not exist is refused",
     CITE(LINUX))
{
	const uint32_t format_1 = 0x00010000;

	CHECK_EQ(call(REQUEST_SIZE, STORE_CHARACTERISTICS, format_1)->code, ANSWER_BAD_FORMAT);
}

TEST(domain_operation, "an operation on the domain that does not exist is refused",
     CITE("Linux, drivers/s390/cio/chsc.c, chsc_enable_facility"))
{
	const uint32_t no_operation = 0x1234, format_1 = 0x01000000;

	CHECK_NE(call(DOMAIN_SIZE, SET_DOMAIN_ATTRIBUTES, no_operation)->code, ANSWER_DONE);
	CHECK_EQ(call(DOMAIN_SIZE, SET_DOMAIN_ATTRIBUTES, format_1)->code, ANSWER_BAD_FORMAT);
	CHECK_EQ(call(REQUEST_SIZE, SET_DOMAIN_ATTRIBUTES, 0)->code, ANSWER_INVALID_BLOCK);
}

TEST(sets_twice, "enabling the subchannel sets a second time succeeds as well",
     CITE("Linux, drivers/s390/cio/chsc.c, chsc_enable_facility"))
{
	CHECK(css_enable_sets());
	CHECK(css_enable_sets());
}
