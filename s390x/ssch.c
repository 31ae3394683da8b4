/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * START SUBCHANNEL and TEST SUBCHANNEL: how a program begins, and all that the
 * interruption-response block tells about its end.
 *
 * Drivers decide by these few words whether data arrived, how much of it, and
 * whether to try again. What a program does in between is in ccw_malformed.c
 * and in the files that follow it.
 *
 * Principles of Operation, chapters I/O Instructions and I/O Interruptions.
 */
#include <alloc.h>
#include <caught.h>
#include <css.h>
#include <css_io.h>
#include <css_print.h>
#include <pong.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "

static struct ccw_program program;
static struct irb irb;

static struct subchannel *open_pong(void)
{
	struct subchannel *sch = css_find_control_unit(PONG_CU_TYPE, 0);

	REQUIRE(sch, "no PONG device");
	css_open(sch, 3);
	return sch;
}

/* For cases after which a host may not be able to go on with the device. */
static struct subchannel *open_second_pong(void)
{
	struct subchannel *sch = css_find_control_unit(PONG_CU_TYPE, 1);

	REQUIRE(sch, "no second PONG device");
	css_open(sch, 3);
	return sch;
}

static void make_program(uint8_t command)
{
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, command, CCW_SUPPRESS_LENGTH, 1, &irb);
}

TEST(good_end, "the status of a program that ended well is complete and has nothing else in it",
     CITE(PoP "Subchannel-Status Word"))
{
	struct subchannel *sch = open_pong();
	static struct sense_id id;

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_SENSE_ID, CCW_SUPPRESS_LENGTH, sizeof(id), &id);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.deferred_cc, 0);
	CHECK_EQ(irb.scsw.format_1, 1);
	CHECK_EQ(irb.scsw.esw_format, 0);
	CHECK_EQ(irb.scsw.extended_control, 0);
	CHECK_EQ(irb.scsw.path_not_operational, 0);
	CHECK_EQ(irb.scsw.fctl, FCTL_START);
	CHECK_EQ(irb.scsw.actl, 0);
	CHECK_EQ(irb.scsw.stctl, STCTL_PRIMARY | STCTL_SECONDARY | STCTL_PENDING);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 1));
	CHECK_EQ(irb.scsw.device_status, DEVICE_CHANNEL_END | DEVICE_END);
	CHECK_EQ(irb.scsw.subchannel_status, 0);
	CHECK_EQ(irb.scsw.count, 0);
}

TEST(last_path_used, "the path that was used is in the extended status and in the subchannel",
     CITE(PoP "Last-Path-Used Mask"))
{
	struct subchannel *sch = open_pong();
	struct schib schib;

	make_program(CCW_NOP);
	REQUIRE(css_run(sch, &program, &irb));
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_NE(irb.esw.logout.lpum, 0);
	CHECK_EQ(irb.esw.logout.lpum & ~schib.pmcw.pam, 0);
}

TEST(status_is_taken, "TEST SUBCHANNEL takes the status away, and the subchannel is idle then",
     CITE(PoP "TEST SUBCHANNEL"))
{
	struct subchannel *sch = open_pong();

	make_program(CCW_NOP);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_NOT_PENDING);
	CHECK_EQ(irb.scsw.fctl, 0);
	CHECK_EQ(irb.scsw.actl, 0);
	CHECK_EQ(irb.scsw.stctl, 0);
	CHECK_EQ(css_start(sch, &program), CC_DONE);
	CHECK(css_wait(sch, &irb));
}

TEST(start_while_pending, "a status that is pending keeps a new program out, condition code 1",
     CITE(PoP "START SUBCHANNEL, condition code 1"))
{
	struct subchannel *sch = open_pong();
	struct ccw_program *first = &program;
	struct schib schib;

	make_program(CCW_NOP);
	REQUIRE_EQ(css_start(sch, first), CC_DONE);
	do
		REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	while (!(schib.scsw.stctl & STCTL_SECONDARY));
	CHECK_EQ(css_start(sch, first), CC_STATUS_PENDING);
	CHECK(css_wait(sch, &irb));
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_NOT_PENDING);
}

TEST(parameter_is_kept, "the parameter of the ORB replaces that of the subchannel",
     CITE(PoP "START SUBCHANNEL"))
{
	const uint32_t parameter = 0x0badcafe;
	struct subchannel *sch = open_pong();
	struct schib schib;

	make_program(CCW_NOP);
	program.orb.parameter = parameter;
	REQUIRE(css_run(sch, &program, &irb));
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_EQ(schib.pmcw.parameter, parameter);
}

/* Only the first word of the controls: the whole ORB has eight. */
static void check_invalid(struct subchannel *sch, unsigned int word, uint32_t bit)
{
	union {
		struct orb orb;
		uint32_t words[8];
	} block = { program.orb };
	struct schib schib;

	block.words[word] |= bit;
	trap_probe_begin();
	ssch(sch->sid, &block);
	CHECK(trap_probed() == TRAP_OPERAND, "word %u, bit %#x: %s", word, bit,
	      trap_name(trap_probed()));
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK_EQ(schib.scsw.fctl, 0);
}

TEST(reserved_bits_of_orb, "each reserved bit of an ORB is an operand exception, nothing starts",
     CITE(PoP "START SUBCHANNEL, Special Conditions"))
{
	const uint32_t first_reserved = 0x20, last_reserved = 0x02, left_of_program = 0x80000000;
	struct subchannel *sch = open_pong();

	make_program(CCW_NOP);
	for (uint32_t bit = first_reserved; bit >= last_reserved; bit >>= 1)
		check_invalid(sch, 1, bit);
	check_invalid(sch, 2, left_of_program);
}

TEST(rest_of_orb_is_ignored, "without the extension bit the last five words of an ORB do not count",
     CITE(PoP "Operation-Request Block"))
{
	struct subchannel *sch = open_pong();

	make_program(CCW_NOP);
	memset(&program.orb.css_priority, 0xff, sizeof(program.orb) - 12);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_ENDED_WELL(&program, &irb);
}

TEST(format_in_status, "the status tells the format of the program that it belongs to",
     CITE(PoP "Subchannel-Status Word, CCW Format"))
{
	struct subchannel *sch = open_pong();

	for (unsigned int round = 0; round < 4; round++) {
		ccw_begin(&program, round % 2 ? CCW_FORMAT_0 : CCW_FORMAT_1);
		ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &irb);
		REQUIRE(css_run(sch, &program, &irb));
		CHECK_EQ(irb.scsw.format_1, program.orb.format_1);
	}
}

TEST(controls_in_status, "the status repeats key and controls of the ORB",
     CITE(PoP "Subchannel-Status Word"))
{
	struct subchannel *sch = open_pong();

	make_program(CCW_NOP);
	program.orb.suspend_control = 1;
	program.orb.prefetch = 1;
	program.orb.suppress_suspended = 1;
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_EQ(irb.scsw.suspend_control, 1);
	CHECK_EQ(irb.scsw.prefetch, 1);
	CHECK_EQ(irb.scsw.suppress_suspended, 1);
	CHECK_EQ(irb.scsw.initial_status, 0);
	CHECK_EQ(irb.scsw.key, 0);
}

TEST(no_logical_path, "a program that may use no path ends with deferred condition code 3",
     CITE(PoP "START SUBCHANNEL, Deferred Condition Code"))
{
	struct subchannel *sch = open_second_pong();

	make_program(CCW_NOP);
	program.orb.lpm = 0;
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.deferred_cc, 3);
	CHECK(irb.scsw.stctl & STCTL_ALERT);
	CHECK_EQ(irb.scsw.device_status, 0);
}

TEST(deferred_code_goes, "a deferred condition code is gone with the next program",
     CITE(PoP "Deferred Condition Code"))
{
	struct subchannel *sch = open_second_pong();

	make_program(CCW_NOP);
	program.orb.lpm = 0;
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	program.orb.lpm = 0xff;
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_EQ(irb.scsw.deferred_cc, 0);
}

/* Sets the storage key of a page; all pages have key 0 otherwise. */
static void set_key(void *page, unsigned int key)
{
	__asm__ volatile("sske %0,%1" : : "d"(key << 4), "a"(page) : "memory");
}

TEST(key_of_orb, "a program stores only where the key of its ORB may store",
     CITE(PoP "Protection Check") CITE(PoP "Subchannel Key"))
{
	struct subchannel *sch = open_pong();
	uint8_t *page = page_alloc(1);

	for (unsigned int key = 0; key < 3; key++) {
		page[0] = 0;
		set_key(page, 1);
		ccw_begin(&program, CCW_FORMAT_1);
		ccw_add(&program, CCW_SENSE_ID, CCW_SUPPRESS_LENGTH, 8, page);
		program.orb.key = key;
		REQUIRE(css_run(sch, &program, &irb));
		set_key(page, 0);
		CHECK_EQ(irb.scsw.subchannel_status, key == 2 ? SUBCHANNEL_PROTECTION_CHECK : 0);
		CHECK_EQ(page[0], key == 2 ? 0 : 0xff);
	}
}

TEST(not_there, "no function can be started on a subchannel that is not provided",
     CITE(PoP "I/O Instructions, condition code 3"))
{
	const uint32_t nobody = SID(0, 0xffff);

	make_program(CCW_NOP);
	CHECK_EQ(ssch(nobody, &program.orb), CC_NOT_OPERATIONAL);
	CHECK_EQ(tsch(nobody, &irb), CC_NOT_OPERATIONAL);
	CHECK_EQ(hsch(nobody), CC_NOT_OPERATIONAL);
	CHECK_EQ(csch(nobody), CC_NOT_OPERATIONAL);
	CHECK_EQ(xsch(nobody), CC_NOT_OPERATIONAL);
	CHECK_EQ(rsch(nobody), CC_NOT_OPERATIONAL);
}

TEST(identification, "a subsystem identification without its one is an operand exception",
     CITE(PoP "Subsystem-Identification Word"))
{
	const uint32_t no_one = SID(0, 0) & ~SID_ONE;

	make_program(CCW_NOP);
	CHECK_TRAP(TRAP_OPERAND, ssch(no_one, &program.orb));
	CHECK_TRAP(TRAP_OPERAND, tsch(no_one, &irb));
	CHECK_TRAP(TRAP_OPERAND, hsch(no_one));
	CHECK_TRAP(TRAP_OPERAND, csch(no_one));
	CHECK_TRAP(TRAP_OPERAND, xsch(no_one));
	CHECK_TRAP(TRAP_OPERAND, rsch(no_one));
}

static unsigned int privileged_traps;

static void count_privileged(void)
{
	privileged_traps += trap_probed() == TRAP_PRIVILEGED;
	trap_probe_begin();
}

/* Each of the thirteen; those that could do harm are given what they would refuse. */
static void try_them_all(void)
{
	trap_probe_begin();
	stsch(0, &irb), count_privileged();
	msch(0, &irb), count_privileged();
	ssch(0, &irb), count_privileged();
	tsch(0, &irb), count_privileged();
	hsch(0), count_privileged();
	csch(0), count_privileged();
	xsch(0), count_privileged();
	rsch(0), count_privileged();
	rchp(~0ul), count_privileged();
	tpi(&irb), count_privileged();
	stcrw(&irb), count_privileged();
	chsc(&irb), count_privileged();
	schm(~0ul, 0), count_privileged();
}

TEST(privileged, "all instructions of the channel subsystem are for the supervisor state",
     CITE(PoP "I/O Instructions, Privileged-Operation Exception"))
{
	privileged_traps = 0;
	in_problem_state(try_them_all);
	CHECK_EQ(privileged_traps, 13);
}
