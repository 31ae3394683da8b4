/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * STORE SUBCHANNEL, and finding all subchannels by it.
 *
 * It is how a system learns of its devices, so it is asked for every possible
 * number in every set, present or not, and in any state. Each time it must
 * answer with a condition code or with the one exception that the operand
 * earns, and asking must not change what is asked about.
 *
 * Principles of Operation, chapter I/O Instructions. That the sets but the
 * first wait for a command of their own is in the Linux sources,
 * drivers/s390/cio/chsc.c (set domain attributes).
 */
#include <caught.h>
#include <control.h>
#include <css.h>
#include <css_io.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "

static struct schib schib;

static struct subchannel *first_device(void)
{
	REQUIRE(css_scan(), "no subchannel with a device");
	return css_nth(0);
}

/* How many numbers of the set are provided, from 0 on without an end in between. */
static unsigned int provided(unsigned int set)
{
	unsigned int n = 0;

	while (n < SUBCHANNELS_OF_SET && stsch(SID(set, n), &schib) == CC_DONE)
		n++;
	return n;
}

/* This one comes first: nothing but a reset takes the sets away again. */
TEST(other_sets_are_closed, "no set but the first answers before the sets are enabled",
     CITE("Linux, drivers/s390/cio, enabling of multiple subchannel sets"))
{
	REQUIRE(provided(0));
	for (unsigned int set = 1; set < SUBCHANNEL_SETS; set++)
		CHECK_EQ(stsch(SID(set, 0), &schib), CC_NOT_OPERATIONAL);
}

TEST(other_sets_open, "enabling the sets shows the devices in each of them",
     NEEDS("device=fe.1.") NEEDS("device=fe.3.")
	     CITE("Linux, drivers/s390/cio, enabling of multiple subchannel sets"))
{
	REQUIRE(css_enable_sets());
	CHECK(css_find_device(1, 0x1234));
	CHECK(css_find_device(3, 0xffff));
	CHECK_EQ(provided(2), 0);
}

TEST(every_number_answers,
     "each number up to the last of a set is provided, and none of those behind it",
     CITE(PoP "STORE SUBCHANNEL, condition codes 0 and 3"))
{
	css_enable_sets();
	for (unsigned int set = 0; set < SUBCHANNEL_SETS; set++) {
		unsigned int last = provided(set), answers = 0;

		for (unsigned int n = last; n < SUBCHANNELS_OF_SET; n++)
			answers += stsch(SID(set, n), &schib) != CC_NOT_OPERATIONAL;
		CHECK(!answers, "set %u: %u numbers from %#x on", set, answers, last);
	}
}

/* A property of the nth device that the command line gave; false if there is none. */
static bool ask_device(char *answer, size_t size, unsigned int n, const char *property)
{
	return control_request(answer, size,
			       "qmp qom-get {\"path\":\"/machine/peripheral-anon/device[%u]\","
			       "\"property\":\"%s\"}",
			       n, property);
}

/* "fe.1.0002", in quotation marks, is number 2 in set 1. */
static uint32_t place_of(const char *text)
{
	char *rest = strchr(text, '.');
	unsigned int set;

	REQUIRE(rest, "%s", text);
	set = strtoul(rest + 1, &rest, 16);
	return SID(set, strtoul(rest + 1, NULL, 16));
}

static void check_device(uint32_t sid, uint32_t device)
{
	CHECK_EQ(stsch(sid, &schib), CC_DONE);
	CHECK_EQ(schib.pmcw.device_valid, 1);
	CHECK_EQ(schib.pmcw.device, sid_number(device));
	CHECK_EQ(sid_set(sid), sid_set(device));
}

TEST(same_as_the_machine,
     "subchannels, their numbers and their devices are those that the machine was given",
     NEEDS("control") CITE(PoP "STORE SUBCHANNEL"))
{
	unsigned int given = 0;
	char answer[128];

	css_enable_sets();
	for (unsigned int n = 0; ask_device(answer, sizeof(answer), n, "type"); n++) {
		uint32_t sid;

		if (!ask_device(answer, sizeof(answer), n, "subch_id"))
			continue;
		sid = place_of(answer);
		REQUIRE(ask_device(answer, sizeof(answer), n, "dev_id"));
		check_device(sid, place_of(answer));
		given++;
	}
	CHECK_NE(given, 0);
	CHECK_EQ(css_scan(), given);
}

static bool plug(const char *id)
{
	char answer[256];

	return control_request(answer, sizeof(answer),
			       "qmp device_add {\"driver\":\"virtio-rng-ccw\",\"id\":\"%s\"}", id);
}

static bool unplug(const char *id)
{
	char answer[256];

	return control_request(answer, sizeof(answer), "qmp device_del {\"id\":\"%s\"}", id);
}

TEST(hole_is_provided,
     "the number of a device that went away stays provided, without a device, below others",
     NEEDS("control") CITE(PoP "Device-Number-Valid Bit"))
{
	const struct schib nothing = { 0 };
	unsigned int before = provided(0);

	REQUIRE(plug("below") && plug("above"));
	CHECK_EQ(provided(0), before + 2);
	REQUIRE(unplug("below"));
	CHECK_EQ(stsch(SID(0, before), &schib), CC_DONE);
	CHECK_EQ(schib.pmcw.device_valid, 0);
	CHECK_MEM_EQ(&schib, &nothing, sizeof(schib));
	CHECK_EQ(stsch(SID(0, before + 1), &schib), CC_DONE);
	CHECK_EQ(schib.pmcw.device_valid, 1);
	CHECK(unplug("above"));
}

TEST(fresh_subchannel, "a subchannel that nobody has used is disabled, idle and has a path",
     CITE(PoP "Subchannel-Information Block"))
{
	const struct scsw idle = { 0 };

	REQUIRE_EQ(stsch(first_device()->sid, &schib), CC_DONE);
	CHECK_EQ(schib.pmcw.enabled, 0);
	CHECK(schib.pmcw.pim & schib.pmcw.pam & schib.pmcw.pom & schib.pmcw.lpm);
	CHECK_EQ(schib.pmcw.pnom, 0);
	CHECK_EQ(schib.pmcw.pam & ~schib.pmcw.pim, 0);
	CHECK_MEM_EQ(&schib.scsw, &idle, sizeof(idle));
	CHECK_EQ(schib.pmcw.reserved_0 | schib.pmcw.reserved_5, 0);
	CHECK_EQ(schib.pmcw.reserved_6 | schib.pmcw.reserved_6_11, 0);
}

TEST(stores_thirteen_words, "52 bytes are stored and not one more",
     CITE(PoP "Subchannel-Information Block"))
{
	static uint8_t room[sizeof(struct schib) + 16] __attribute__((aligned(4)));
	uint32_t sid = first_device()->sid;

	for (unsigned int fill = 0; fill <= 0xff; fill += 0xff) {
		memset(room, fill, sizeof(room));
		REQUIRE_EQ(stsch(sid, room), CC_DONE);
		REQUIRE_EQ(stsch(sid, &schib), CC_DONE);
		CHECK_MEM_EQ(room, &schib, sizeof(schib));
		for (unsigned int i = sizeof(schib); i < sizeof(room); i++)
			CHECK_EQ(room[i], fill);
	}
}

TEST(asking_changes_nothing, "two answers in a row are the same, also while a status is pending",
     CITE(PoP "STORE SUBCHANNEL"))
{
	static struct ccw_program program;
	static struct schib again;
	struct subchannel *sch = first_device();
	struct irb irb;

	css_open(sch, 3);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &schib);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	do
		REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	while (!(schib.scsw.stctl & STCTL_SECONDARY));
	REQUIRE_EQ(stsch(sch->sid, &again), CC_DONE);
	CHECK_MEM_EQ(&schib, &again, sizeof(schib));
	CHECK(again.scsw.stctl & STCTL_PENDING);
	CHECK_EQ(again.pmcw.parameter, program.orb.parameter);
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_STORED);
	CHECK_MEM_EQ(&irb.scsw, &again.scsw, sizeof(irb.scsw));
}

TEST(left_half_of_register_is_ignored, "bits 0 to 31 of general register 1 do not matter",
     CITE(PoP "STORE SUBCHANNEL"))
{
	const uint64_t left_half = 0xffffffff00000000;

	CHECK_EQ(stsch(left_half | first_device()->sid, &schib), CC_DONE);
}

TEST(operand_on_a_word_boundary, "a block off a word boundary is a specification exception",
     CITE(PoP "STORE SUBCHANNEL, Special Conditions"))
{
	static struct schib blocks[2];
	uint32_t sid = first_device()->sid;

	for (unsigned int offset = 1; offset < 4; offset++)
		CHECK_TRAP(TRAP_SPECIFICATION, stsch(sid, (char *)blocks + offset));
	CHECK_TRAP(TRAP_NONE, stsch(sid, (char *)blocks + 4));
}

TEST(identification_has_its_one,
     "a subsystem identification whose bit 15 is zero is an operand exception",
     CITE(PoP "Subsystem-Identification Word"))
{
	CHECK_TRAP(TRAP_OPERAND, stsch(first_device()->sid & ~SID_ONE, &schib));
}

TEST(identification_of_image_unused,
     "an image identification that is not zero while it is not in use is an operand exception",
     CITE(PoP "Subsystem-Identification Word"))
{
	uint32_t sid = first_device()->sid;

	for (uint32_t bit = 0x80000000; bit & SID_CSSID; bit >>= 1)
		CHECK_TRAP(TRAP_OPERAND, stsch(sid | bit, &schib));
}

/* Hercules, too, takes only what the ones and the set leave. */
TEST(identification_reserved_bits,
     "a reserved bit in the subsystem identification is an operand exception",
     CITE(PoP "Subsystem-Identification Word"))
{
	const uint32_t first_reserved = 0x00800000, last_reserved = 0x00100000;
	uint32_t sid = first_device()->sid;

	for (uint32_t bit = first_reserved; bit >= last_reserved; bit >>= 1)
		CHECK_TRAP(TRAP_OPERAND, stsch(sid | bit, &schib));
}

static void ask_for_zero(void)
{
	stsch(SID(0, 0), &schib);
}

TEST(privileged, "STORE SUBCHANNEL in the problem state is a privileged-operation exception",
     CITE(PoP "STORE SUBCHANNEL, Program Exceptions"))
{
	CHECK_TRAP(TRAP_PRIVILEGED, (in_problem_state(ask_for_zero), 0));
}
