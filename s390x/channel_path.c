/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RESET CHANNEL PATH: what the instruction says at once, and the channel report that
 * tells when it is done.
 *
 * A system resets a path when devices behind it no longer answer, and waits for the
 * report before it uses the path again. Without the report it waits for ever.
 *
 * Principles of Operation, RESET CHANNEL PATH, and Channel-Report Word.
 */
#include <crw.h>
#include <css.h>
#include <css_io.h>
#include <css_print.h>
#include <string.h>
#include <test.h>

#define PoP   "Principles of Operation, "
#define ISC   3
#define PATHS 256

static struct channel_report report;
static struct schib schib;

static unsigned int path_of(const struct subchannel *sch)
{
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	REQUIRE(schib.pmcw.pim & 0x80);
	return schib.pmcw.chpid[0];
}

static unsigned int first_path(void)
{
	REQUIRE(css_scan());
	return path_of(css_nth(0));
}

static void check_report(unsigned int path)
{
	const struct crw expected = {
		.solicited = 1,
		.source = CRW_CHANNEL_PATH,
		.recovery = CRW_INITIALIZED,
		.id = path,
	};

	CHECK_EQ(report.words, 1);
	if (memcmp(report.word, &expected, sizeof(expected)))
		css_print_crw(report.word);
	CHECK_MEM_EQ(report.word, &expected, sizeof(expected));
}

TEST(reported, "a path that was reset is told by a solicited report: this path is initialized",
     CITE(PoP "RESET CHANNEL PATH, condition code 0; Channel-Report Word"))
{
	crw_listen();
	for (unsigned int i = 0; i < css_scan(); i++) {
		unsigned int path = path_of(css_nth(i));

		CHECK_EQ(rchp(path), CC_DONE);
		REQUIRE(crw_wait(&report));
		check_report(path);
		CHECK_EQ(crw_seen()->machine_checks, i + 1);
	}
}

TEST(waits, "with the subclass closed the report waits for STORE CHANNEL REPORT WORD",
     CITE(PoP "Channel Report"))
{
	unsigned int path = first_path();

	crw_drain();
	CHECK_EQ(rchp(path), CC_DONE);
	REQUIRE(crw_take(&report));
	check_report(path);
	CHECK(!crw_take(&report));
}

TEST(not_there, "a path that no device has sets condition code 3, and is not reported",
     CITE(PoP "RESET CHANNEL PATH, condition code 3"))
{
	bool has[PATHS] = { false };
	unsigned int wrong = 0;

	css_enable_sets();
	for (unsigned int i = 0; i < css_scan(); i++)
		has[path_of(css_nth(i))] = true;
	crw_drain();
	for (unsigned int path = 0; path < PATHS; path++) {
		if (!has[path])
			wrong += rchp(path) != CC_NOT_OPERATIONAL;
	}
	CHECK_EQ(wrong, 0);
	CHECK(!crw_take(&report));
}

TEST(idle_stays, "a subchannel that is idle is as it was after its path was reset, and works",
     CITE(PoP "RESET CHANNEL PATH; Channel-Path Reset"))
{
	static struct ccw_program program;
	static struct schib after;
	struct subchannel *sch;
	struct irb irb;

	REQUIRE(css_scan());
	sch = css_nth(0);
	css_open(sch, ISC);
	crw_drain();
	REQUIRE_EQ(rchp(path_of(sch)), CC_DONE);
	REQUIRE(crw_take(&report));
	REQUIRE_EQ(stsch(sch->sid, &after), CC_DONE);
	CHECK_MEM_EQ(&after, &schib, sizeof(after));
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &program);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_ENDED_WELL(&program, &irb);
}

TEST(left_half_of_register_is_ignored, "bits 0 to 31 of general register 1 do not matter",
     CITE(PoP "RESET CHANNEL PATH"))
{
	const uint64_t left_half = 0xffffffff00000000;
	unsigned int path = first_path();

	crw_drain();
	CHECK_EQ(rchp(left_half | path), CC_DONE);
	CHECK(crw_take(&report));
	check_report(path);
}

TEST(reserved_bits, "each bit that must be zero is an operand exception when it is one",
     CITE(PoP "RESET CHANNEL PATH, Special Conditions"))
{
	const uint64_t first = 0x80000000, last = 0x00000100;
	unsigned int path = first_path();

	crw_drain();
	for (uint64_t bit = first; bit >= last; bit >>= 1)
		CHECK_TRAP(TRAP_OPERAND, rchp(bit | path));
	CHECK(!crw_take(&report));
}
