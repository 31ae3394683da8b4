/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reset of the subsystem meets subchannels in the middle of something: one in each
 * state that a PONG device can hold it in.
 *
 * A kernel that was started by another finds devices that still work for its
 * predecessor. The reset that it begins with has to end that: a program that goes on
 * writes into memory that now belongs to somebody else, and a status that is left over
 * answers a question that nobody has asked.
 *
 * Principles of Operation, chapter Control, Subsystem Reset, and chapter I/O Support
 * Functions, I/O-System Reset.
 */
#include <clock.h>
#include <css.h>
#include <reset.h>
#include <test.h>
#include "ccw_held.h"

#define PoP   "Principles of Operation, "
#define QUIET (5 * NS_PER_MS) /* for what must not come */
#define SLOW  50000	      /* us: longer than a reset takes */
#define TIMES 20

static void check_idle(const struct held *one)
{
	const char *name = one->state->name;
	struct schib schib = state_now(one->sch);

	CHECK(!schib.pmcw.enabled, "%s: enabled", name);
	CHECK(!schib.pmcw.parameter, "%s: parameter %#x", name, schib.pmcw.parameter);
	CHECK(!schib.scsw.fctl && !schib.scsw.actl && !schib.scsw.stctl,
	      "%s: function control %#x, activity %#x, status %#x", name, schib.scsw.fctl,
	      schib.scsw.actl, schib.scsw.stctl);
}

static void check_reset(enum reset_kind kind)
{
	struct irb irb;

	hold_all();
	machine_reset_all(kind);
	clock_delay(QUIET);
	for (unsigned int i = 0; i < STATES; i++)
		check_idle(&held[i]);
	for (unsigned int i = 0; i < STATES; i++) {
		REQUIRE(css_enable(held[i].sch, ISC), "%s", held[i].state->name);
		CHECK(tsch(held[i].sch->sid, &irb) == TSCH_NOT_PENDING, "%s: a status",
		      held[i].state->name);
	}
	CHECK_EQ(css_drain(CSS_ALL_SUBCLASSES), 0);
	for (unsigned int i = 0; i < STATES; i++)
		leave(held[i].sch, held[i].state);
}

TEST(load_normal, "a reset with load normal leaves each subchannel disabled and idle",
     CITE(PoP "Subsystem Reset, I/O-System Reset"))
{
	check_reset(RESET_LOAD_NORMAL);
}

TEST(modified_clear, "a modified-clear reset leaves each subchannel disabled and idle",
     CITE(PoP "Subsystem Reset, I/O-System Reset"))
{
	check_reset(RESET_MODIFIED_CLEAR);
}

TEST(nothing_goes_on, "a program that a reset ended stores nothing afterwards",
     CITE(PoP "Subsystem Reset, I/O-System Reset"))
{
	const struct pong_behaviour slow = { .flags = PONG_SET_ACTIVE, .active_us = SLOW };
	static volatile char answer[PONG_DIGITS];
	struct subchannel *sch = pong_open(0, ISC);
	unsigned int too_late = 0;

	for (unsigned int i = 0; i < TIMES; i++) {
		char soon;

		pong_behave(sch, &slow);
		ccw_begin(state_program, CCW_FORMAT_1);
		ccw_add(state_program, PONG_WAIT, CCW_CHAIN_COMMAND | CCW_SUPPRESS_LENGTH, 1,
			state_program);
		ccw_add(state_program, PONG_READ, CCW_SUPPRESS_LENGTH, sizeof(answer),
			(char *)answer);
		answer[0] = 0;
		REQUIRE_EQ(css_start(sch, state_program), CC_DONE);
		machine_reset_all(RESET_LOAD_NORMAL);
		soon = answer[0];
		too_late += soon != 0;
		clock_delay(2 * SLOW * NS_PER_US);
		CHECK_EQ(answer[0], soon);
		REQUIRE(css_enable(sch, ISC));
	}
	CHECK_LT(too_late, TIMES);
}
