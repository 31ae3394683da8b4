/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * START, HALT, CLEAR, CANCEL, RESUME, MODIFY and TEST in every state of a subchannel
 * that a PONG device can hold it in; the table is in ccw_states.h.
 *
 * Drivers cancel what takes too long, and a system that goes down clears whatever
 * is under way. What a host must get right here is the bookkeeping: a subchannel
 * that stays busy for ever is as bad as one that forgets what it was doing. For
 * a device that a host passes through, two of them have to agree about it.
 *
 * Only what the architecture defines is looked at, so that the same image holds
 * for a PONG device behind any host. Principles of Operation, chapter I/O
 * Instructions.
 */
#include <css.h>
#include <css_io.h>
#include <css_print.h>
#include <pong_io.h>
#include <string.h>
#include <test.h>
#include <util.h>
#include "ccw_states.h"

#define PoP "Principles of Operation, "
#define ISC 3

static struct subchannel *enter(const struct state *state)
{
	struct subchannel *sch = pong_open(0, ISC);

	state->enter(sch);
	css_drain(CSS_ALL_SUBCLASSES);
	return sch;
}

static bool same_state(const struct schib *a, const struct schib *b)
{
	return !memcmp(&a->pmcw, &b->pmcw, sizeof(a->pmcw)) && a->scsw.fctl == b->scsw.fctl &&
	       a->scsw.actl == b->scsw.actl && a->scsw.stctl == b->scsw.stctl;
}

typedef unsigned int function(struct subchannel *sch);

/* The condition code; and if it is not 0, nothing else has happened. */
static void check_codes(function *execute, size_t expected)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(states); i++) {
		const struct state *state = &states[i];
		struct subchannel *sch = enter(state);
		struct schib before = state_now(sch), after;
		unsigned int wanted = *(const unsigned int *)((const char *)state + expected);
		unsigned int cc = execute(sch);

		CHECK(cc == wanted, "%s: condition code %u, not %u", state->name, cc, wanted);
		if (cc && cc == wanted) {
			after = state_now(sch);
			CHECK(same_state(&before, &after), "%s: changed", state->name);
		}
		leave(sch, state);
	}
}

TEST(appearances, "each state looks as the architecture describes it",
     CITE(PoP "Subchannel-Status Word, Function, Activity and Status Control"))
{
	for (unsigned int i = 0; i < ARRAY_SIZE(states); i++) {
		const struct state *state = &states[i];
		struct subchannel *sch = enter(state);
		struct scsw scsw = state_now(sch).scsw;
		char text[300];

		CHECK(scsw.fctl == state->fctl && scsw.actl == state->actl &&
			      scsw.stctl == state->stctl,
		      "%s: %s", state->name, scsw_text(&scsw, text, sizeof(text)));
		leave(sch, state);
	}
}

TEST(start_codes, "START SUBCHANNEL has its condition code in each state",
     CITE(PoP "START SUBCHANNEL"))
{
	check_codes(start, offsetof(struct state, start));
}

TEST(halt_codes, "HALT SUBCHANNEL has its condition code in each state",
     CITE(PoP "HALT SUBCHANNEL"))
{
	check_codes(halt, offsetof(struct state, halt));
}

static unsigned int clear(struct subchannel *sch)
{
	return csch(sch->sid);
}

TEST(clear_codes, "CLEAR SUBCHANNEL is accepted in each state", CITE(PoP "CLEAR SUBCHANNEL"))
{
	check_codes(clear, offsetof(struct state, clear));
}

TEST(cancel_codes, "CANCEL SUBCHANNEL has its condition code in each state",
     CITE(PoP "CANCEL SUBCHANNEL"))
{
	check_codes(cancel, offsetof(struct state, cancel));
}

TEST(resume_codes, "RESUME SUBCHANNEL has its condition code in each state",
     CITE(PoP "RESUME SUBCHANNEL"))
{
	check_codes(resume, offsetof(struct state, resume));
}

static unsigned int modify(struct subchannel *sch)
{
	struct schib schib = state_now(sch);

	schib.pmcw.parameter ^= 1;
	return msch(sch->sid, &schib);
}

TEST(modify_codes, "MODIFY SUBCHANNEL has its condition code in each state",
     CITE(PoP "MODIFY SUBCHANNEL"))
{
	check_codes(modify, offsetof(struct state, modify));
}

static unsigned int test(struct subchannel *sch)
{
	struct irb irb;

	return tsch(sch->sid, &irb);
}

TEST(test_codes, "TEST SUBCHANNEL has its condition code in each state",
     CITE(PoP "TEST SUBCHANNEL"))
{
	check_codes(test, offsetof(struct state, test));
}

/* Interruptions of this subchannel that are pending now. */
static unsigned int pending(void)
{
	return css_drain(CSS_SUBCLASS_BIT(ISC));
}

static void check_cleared(const struct state *state, const struct scsw *scsw)
{
	char text[300];

	CHECK(scsw->fctl == FCTL_CLEAR && !scsw->actl && !scsw->device_status &&
		      !scsw->subchannel_status,
	      "%s: %s", state->name, scsw_text(scsw, text, sizeof(text)));
}

static void for_each_state(bool (*applies)(const struct state *state),
			   void (*check)(struct subchannel *sch, const struct state *state))
{
	for (unsigned int i = 0; i < ARRAY_SIZE(states); i++) {
		struct subchannel *sch;

		if (!applies(&states[i]))
			continue;
		sch = enter(&states[i]);
		check(sch, &states[i]);
		leave(sch, &states[i]);
	}
}

static void check_clear(struct subchannel *sch, const struct state *state)
{
	struct irb irb;
	struct scsw scsw;

	CHECK_EQ(csch(sch->sid), CC_DONE);
	state_wait(sch, STCTL_PENDING);
	CHECK(pending() == 1, "%s: not one interruption", state->name);
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_STORED);
	check_cleared(state, &irb.scsw);
	scsw = state_now(sch).scsw;
	CHECK(!scsw.fctl && !scsw.actl && !scsw.stctl, "%s: not idle", state->name);
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_NOT_PENDING);
}

static bool has_no_intermediate(const struct state *state)
{
	return !(state->stctl & STCTL_INTERMEDIATE);
}

static bool has_intermediate(const struct state *state)
{
	return state->stctl & STCTL_INTERMEDIATE;
}

TEST(clear_ends_everything, "a CLEAR ends whatever was under way, with one interruption",
     CITE(PoP "Clear Function"))
{
	for_each_state(has_no_intermediate, check_clear);
}

TEST(clear_of_intermediate,
     "a CLEAR while intermediate status is pending leaves an idle subchannel",
     CITE(PoP "Clear Function"))
{
	for_each_state(has_intermediate, check_clear);
}

static void check_pending_alone(struct subchannel *sch, const struct state *state)
{
	unsigned int stctl;

	CHECK_EQ(csch(sch->sid), CC_DONE);
	state_wait(sch, STCTL_PENDING);
	stctl = state_now(sch).scsw.stctl;
	CHECK(stctl == STCTL_PENDING, "%s: status control %#x", state->name, stctl);
}

static bool has_no_status(const struct state *state)
{
	return !state->stctl;
}

static bool has_status(const struct state *state)
{
	return state->stctl;
}

TEST(clear_makes_pending, "after a CLEAR the subchannel is status pending and nothing else",
     CITE(PoP "Clear Function"))
{
	for_each_state(has_no_status, check_pending_alone);
}

TEST(clear_drops_status, "a CLEAR drops the status that was pending before",
     CITE(PoP "CLEAR SUBCHANNEL"))
{
	for_each_state(has_status, check_pending_alone);
}

static void check_halt(struct subchannel *sch, const struct state *state)
{
	struct irb irb;
	struct scsw scsw;

	CHECK_EQ(hsch(sch->sid), CC_DONE);
	state_wait(sch, STCTL_PENDING);
	CHECK(pending() <= 1, "%s: more than one interruption", state->name);
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_STORED);
	CHECK(irb.scsw.fctl & FCTL_HALT, "%s: function control %#x", state->name, irb.scsw.fctl);
	CHECK(!(irb.scsw.subchannel_status & ~SUBCHANNEL_PCI), "%s: subchannel status %#x",
	      state->name, irb.scsw.subchannel_status);
	scsw = state_now(sch).scsw;
	CHECK(!scsw.fctl && !scsw.actl && !scsw.stctl, "%s: not idle", state->name);
}

static bool is_fresh_suspension(const struct state *state)
{
	return state->enter == enter_suspension;
}

static bool can_be_halted(const struct state *state)
{
	return state->halt == CC_DONE && !is_fresh_suspension(state);
}

TEST(halt_ends_everything, "a HALT that is accepted ends what was under way",
     CITE(PoP "Halt Function"))
{
	for_each_state(can_be_halted, check_halt);
}

TEST(halt_of_fresh_suspension, "a HALT ends a program whose suspension nobody has seen yet",
     CITE(PoP "Halt Function"))
{
	for_each_state(is_fresh_suspension, check_halt);
}

TEST(halt_of_active_ends_device, "a HALT of an active device ends with channel end and device end",
     CITE(PoP "Halt Function"))
{
	struct subchannel *sch = pong_open(0, ISC);
	struct irb irb;

	enter_active(sch);
	REQUIRE_EQ(hsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.device_status, DEVICE_CHANNEL_END | DEVICE_END);
	CHECK_EQ(irb.scsw.stctl, STCTL_PRIMARY | STCTL_SECONDARY | STCTL_PENDING);
	CHECK_EQ(pong_counters(sch).halts, 1);
}

TEST(halt_of_start_pending, "a HALT of a program that has not begun ends without device status",
     CITE(PoP "Halt Function"))
{
	struct subchannel *sch = pong_open(0, ISC);
	struct irb irb;

	enter_start_pending(sch);
	REQUIRE_EQ(hsch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.device_status, 0);
	CHECK_EQ(irb.scsw.stctl, STCTL_PENDING);
}

static void check_cancel(struct subchannel *sch, const struct state *state)
{
	struct scsw scsw;

	CHECK_EQ(xsch(sch->sid), CC_DONE);
	clock_delay(NS_PER_MS);
	scsw = state_now(sch).scsw;
	CHECK(!scsw.fctl && !scsw.actl && !scsw.stctl, "%s: not idle", state->name);
	CHECK(pending() == 0, "%s: an interruption", state->name);
	CHECK(xsch(sch->sid) == CC_BUSY, "%s: cancelled twice", state->name);
	CHECK(start(sch) == CC_DONE, "%s: does not start", state->name);
}

static bool can_be_cancelled(const struct state *state)
{
	return state->cancel == CC_DONE;
}

TEST(cancel_leaves_nothing,
     "a program that is cancelled leaves an idle subchannel, no interruption",
     CITE(PoP "CANCEL SUBCHANNEL"))
{
	for_each_state(can_be_cancelled, check_cancel);
}
