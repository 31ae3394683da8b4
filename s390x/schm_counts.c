/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SET CHANNEL MONITOR: which functions of a subchannel are counted, and how far.
 *
 * schm.c has where the counts go. Here a device does what no usual one can be made to
 * do: its programs are refused and resumed, and each function that began must be
 * counted, once, and none that did not.
 *
 * Principles of Operation, SET CHANNEL MONITOR, and Channel-Subsystem Monitoring.
 */
#include <case.h>
#include <css.h>
#include <css_io.h>
#include <css_print.h>
#include <pong_io.h>
#include <reset.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "
#define ISC 3

#define SCHM_UPDATE 0x2 /* in general register 1 */

/* Format 0. Only the counts are there without a timing facility. */
struct block {
	uint16_t starts;
	uint16_t samples;
	uint32_t times[7];
};

_Static_assert(sizeof(struct block) == 32, "as told");

#define BLOCKS 16
#define INDEX  5

static struct block area[BLOCKS] __attribute__((aligned(32)));
static struct ccw_program program;
static struct irb irb;

static void count_here(struct schib *schib, void *context)
{
	schib->pmcw.measurement_block = 1;
	schib->pmcw.measurement_index = *(unsigned int *)context;
}

static void stop_counting(struct case_undo *undo)
{
	(void)undo;
	schm(0, 0);
}

static struct subchannel *open_counted(unsigned int index)
{
	static struct case_undo undo = { .undo = stop_counting };
	struct subchannel *sch = pong_open(0, ISC);

	case_at_end(&undo);
	memset(area, 0, sizeof(area));
	REQUIRE(css_modify(sch->sid, count_here, &index));
	schm(SCHM_UPDATE, (uintptr_t)area);
	return sch;
}

static void nop(struct subchannel *sch)
{
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &program);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_ENDED_WELL(&program, &irb);
}

TEST(each_index, "the block is the one that the measurement-block index of the subchannel names",
     NEEDS("device=x-pong") CITE(PoP "Measurement-Block Index"))
{
	struct subchannel *sch = open_counted(0);

	for (unsigned int index = 0; index < BLOCKS; index++) {
		REQUIRE(css_modify(sch->sid, count_here, &index));
		nop(sch);
	}
	for (unsigned int index = 0; index < BLOCKS; index++)
		CHECK_EQ(area[index].starts, 1);
}

TEST(wraps, "the count of 16 bits goes from its largest value to zero, and not beyond its field",
     NEEDS("device=x-pong") CITE(PoP "Measurement Block, SSCH+RSCH Count"))
{
	struct subchannel *sch = open_counted(INDEX);

	area[INDEX].starts = 0xffff;
	nop(sch);
	CHECK_EQ(area[INDEX].starts, 0);
	CHECK_EQ(area[INDEX - 1].times[6], 0);
}

TEST(resumes, "a resume function is counted as a start function is",
     NEEDS("device=x-pong") CITE(PoP "Measurement Block, SSCH+RSCH Count"))
{
	struct subchannel *sch = open_counted(INDEX);

	ccw_begin(&program, CCW_FORMAT_1);
	program.orb.suspend_control = 1;
	ccw_add(&program, PONG_WRITE, CCW_SUSPEND, 1, "8");
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(area[INDEX].starts, 1);
	ccw_set_flags(&program, 0, 0);
	CHECK_EQ(rsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(area[INDEX].starts, 2);
}

TEST(refused, "a start function that is refused is not counted",
     NEEDS("device=x-pong") CITE(PoP "Measurement Block, SSCH+RSCH Count"))
{
	struct subchannel *sch = open_counted(INDEX);

	ccw_begin(&program, CCW_FORMAT_1);
	program.orb.suspend_control = 1;
	ccw_add(&program, PONG_WRITE, CCW_SUSPEND, 1, "8");
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	CHECK_EQ(css_start(sch, &program), CC_STATUS_PENDING);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(css_start(sch, &program), CC_BUSY);
	CHECK_EQ(xsch(sch->sid), CC_DONE);
	CHECK_EQ(rsch(sch->sid), CC_BUSY);
	CHECK_EQ(area[INDEX].starts, 1);
}

TEST(reset_ends, "a reset of the subsystem ends the mode",
     NEEDS("device=x-pong") CITE(PoP "Subsystem Reset, I/O-System Reset"))
{
	struct subchannel *sch = open_counted(INDEX);
	unsigned int index = INDEX;

	nop(sch);
	machine_reset_all(RESET_LOAD_NORMAL);
	css_open(sch, ISC);
	REQUIRE(css_modify(sch->sid, count_here, &index));
	nop(sch);
	CHECK_EQ(area[INDEX].starts, 1);
}
