/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Suspending a channel program and resuming it.
 *
 * A program with suspend flags stops where the flag is, tells so unless it was told
 * not to, and goes on at the same word, which is fetched anew: this is how a program
 * is extended while it runs.
 *
 * Principles of Operation, chapter Basic I/O Functions, Suspension of
 * Channel-Program Execution.
 */
#include <clock.h>
#include <css_io.h>
#include <css_print.h>
#include <pong_io.h>
#include <test.h>

#define PoP "Principles of Operation, "
#define ISC 3

static struct ccw_program program;

static struct scsw now(const struct subchannel *sch)
{
	struct schib schib;

	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	return schib.scsw;
}

/* The word that was suspended is fetched anew: the program clears its flag before. */
static struct subchannel *suspend_reading(char *answer)
{
	struct subchannel *sch = pong_open(0, ISC);

	ccw_begin(&program, CCW_FORMAT_1);
	program.orb.suspend_control = 1;
	ccw_add(&program, CCW_NOP, CCW_CHAIN_COMMAND | CCW_SUPPRESS_LENGTH, 1, answer);
	ccw_add(&program, PONG_READ, CCW_SUSPEND | CCW_SUPPRESS_LENGTH, PONG_DIGITS, answer);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	return sch;
}

TEST(suspension_is_told,
     "a suspension is told by intermediate status, at the word that has the flag",
     CITE(PoP "Suspension of Channel-Program Execution"))
{
	static char answer[PONG_DIGITS];
	struct subchannel *sch = suspend_reading(answer);
	struct irb irb;

	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.stctl, STCTL_INTERMEDIATE | STCTL_PENDING);
	CHECK_EQ(irb.scsw.actl, ACTL_SUSPENDED);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 2));
	CHECK_EQ(irb.scsw.device_status, 0);
	CHECK_EQ(answer[0], 0);
}

TEST(resumed_goes_on, "a program goes on at the suspended word once it is resumed without the flag",
     CITE(PoP "RESUME SUBCHANNEL"))
{
	static char answer[PONG_DIGITS];
	struct subchannel *sch = suspend_reading(answer);
	struct irb irb;

	REQUIRE(css_wait(sch, &irb));
	ccw_set_flags(&program, 1, CCW_SUPPRESS_LENGTH);
	REQUIRE_EQ(rsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_EQ(irb.scsw.ccw_address, ccw_address(&program, 2));
	CHECK_EQ(answer[0], '1');
	CHECK_EQ(pong_counters(sch).resumes, 1);
}

TEST(resumed_suspends_again, "a program that is resumed with the flag still set suspends again",
     CITE(PoP "RESUME SUBCHANNEL"))
{
	static char answer[PONG_DIGITS];
	struct subchannel *sch = suspend_reading(answer);
	struct irb irb;

	for (unsigned int i = 0; i < 3; i++) {
		REQUIRE(css_wait(sch, &irb));
		CHECK_EQ(irb.scsw.actl, ACTL_SUSPENDED);
		CHECK_EQ(irb.scsw.stctl, STCTL_INTERMEDIATE | STCTL_PENDING);
		REQUIRE_EQ(rsch(sch->sid), CC_DONE);
	}
	CHECK_EQ(answer[0], 0);
}

static const struct pong_behaviour stay_active = { .flags = PONG_SET_ACTIVE,
						   .active_us = PONG_FOREVER };

/*
 * The function is not applicable if another function is in progress, if none is, if it is
 * pending already, or if the ORB does not allow suspension: an active program is not on
 * the list. Hercules has the same list.
 */
TEST(resume_of_active, "a program that allows suspension may be resumed before it is suspended",
     CITE(PoP "RESUME SUBCHANNEL"))
{
	struct subchannel *sch = pong_open(0, ISC);

	pong_behave(sch, &stay_active);
	ccw_begin(&program, CCW_FORMAT_1);
	program.orb.suspend_control = 1;
	ccw_add(&program, PONG_WAIT, CCW_SUPPRESS_LENGTH, 1, &program);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	CHECK_EQ(rsch(sch->sid), CC_DONE);
}

TEST(suspension_not_told, "the ORB may keep a suspension from making a status pending",
     CITE(PoP "Suppress-Suspended-Interruption Control"))
{
	struct subchannel *sch = pong_open(0, ISC);
	struct scsw scsw;
	struct irb irb;

	ccw_begin(&program, CCW_FORMAT_1);
	program.orb.suspend_control = 1;
	program.orb.suppress_suspended = 1;
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH | CCW_SUSPEND, 1, &program);
	css_drain(CSS_ALL_SUBCLASSES);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	clock_delay(NS_PER_MS);
	scsw = now(sch);
	CHECK_EQ(scsw.actl, ACTL_SUSPENDED);
	CHECK_EQ(scsw.stctl, 0);
	CHECK_EQ(css_drain(CSS_SUBCLASS_BIT(ISC)), 0);
	ccw_set_flags(&program, 0, CCW_SUPPRESS_LENGTH);
	CHECK_EQ(rsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_ENDED_WELL(&program, &irb);
}
