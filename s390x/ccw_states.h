/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The states that a PONG device can hold a subchannel in, and the condition code
 * of each function in each of them.
 *
 * Principles of Operation, chapter I/O Instructions, for the condition codes, and
 * chapter I/O Interruptions, Subchannel-Status Word, for what the states look like.
 */
#ifndef CCW_STATES_H
#define CCW_STATES_H

#include <clock.h>
#include <css_io.h>
#include <pong_io.h>
#include <string.h>
#include <test.h>

struct state {
	const char *name;
	void (*enter)(struct subchannel *sch);
	unsigned int fctl, actl, stctl;
	unsigned int start, halt, clear, cancel, resume, modify, test; /* condition codes */
};

/* One for each state, for tests that hold a device in each: programs may still be fetched. */
#define STATES 11

static struct ccw_program state_programs[STATES], *state_program = state_programs;

static struct schib state_now(const struct subchannel *sch)
{
	struct schib schib;

	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	return schib;
}

static void state_wait(const struct subchannel *sch, unsigned int stctl)
{
	uint64_t end = clock_ns() + CSS_PATIENCE * clock_slowness();

	while (!(state_now(sch).scsw.stctl & stctl))
		REQUIRE(clock_ns() < end, "no status %#x", stctl);
}

static void state_start(struct subchannel *sch, const struct pong_behaviour *behaviour,
			uint8_t flags)
{
	if (behaviour)
		pong_behave(sch, behaviour);
	ccw_begin(state_program, CCW_FORMAT_1);
	ccw_add(state_program, PONG_WAIT, CCW_SUPPRESS_LENGTH | flags, 1, state_program);
	REQUIRE_EQ(css_start(sch, state_program), CC_DONE);
}

static void enter_idle(struct subchannel *sch)
{
	(void)sch;
}

static void enter_start_pending(struct subchannel *sch)
{
	const struct pong_behaviour hold = { .flags = PONG_SET_START, .start_us = PONG_FOREVER };

	state_start(sch, &hold, 0);
}

static const struct pong_behaviour stay_active = { .flags = PONG_SET_ACTIVE,
						   .active_us = PONG_FOREVER };

static void enter_active(struct subchannel *sch)
{
	state_start(sch, &stay_active, 0);
}

static void enter_intermediate(struct subchannel *sch)
{
	state_start(sch, &stay_active, CCW_PCI);
	state_wait(sch, STCTL_INTERMEDIATE);
}

static void enter_primary(struct subchannel *sch)
{
	const struct pong_behaviour hold = { .flags = PONG_SET_SPLIT, .device_us = PONG_FOREVER };

	state_start(sch, &hold, 0);
	state_wait(sch, STCTL_PRIMARY);
}

static void take_status(struct subchannel *sch)
{
	struct irb irb;

	REQUIRE_EQ(tsch(sch->sid, &irb), TSCH_STORED);
}

static void enter_device_active(struct subchannel *sch)
{
	enter_primary(sch);
	take_status(sch);
}

static void enter_ended(struct subchannel *sch)
{
	state_start(sch, NULL, 0);
	state_wait(sch, STCTL_SECONDARY);
}

static void enter_alert(struct subchannel *sch)
{
	const struct pong_alert attention = { .device_status = DEVICE_ATTENTION };

	pong_alert(sch, &attention);
	state_wait(sch, STCTL_ALERT);
}

/* Behind the suspended word the behaviour waits for the resume function. */
static void enter_suspension(struct subchannel *sch)
{
	static const struct pong_behaviour hold = { .flags = PONG_SET_START,
						    .start_us = PONG_FOREVER };

	ccw_begin(state_program, CCW_FORMAT_1);
	state_program->orb.suspend_control = 1;
	ccw_add(state_program, PONG_BEHAVE, CCW_CHAIN_COMMAND, sizeof(hold), &hold);
	ccw_add(state_program, CCW_NOP, CCW_SUPPRESS_LENGTH | CCW_SUSPEND, 1, state_program);
	REQUIRE_EQ(css_start(sch, state_program), CC_DONE);
	state_wait(sch, STCTL_INTERMEDIATE);
}

static void enter_suspended(struct subchannel *sch)
{
	enter_suspension(sch);
	take_status(sch);
}

static void enter_resume_pending(struct subchannel *sch)
{
	enter_suspended(sch);
	REQUIRE_EQ(rsch(sch->sid), CC_DONE);
}

#define ACTIVE (ACTL_SUBCHANNEL_ACTIVE | ACTL_DEVICE_ACTIVE)

/* clang-format off */
static const struct state states[STATES] = {
	/* name and how			function	activity
	 *	status						SSCH H C X RSCH M TSCH */
	{ "idle", enter_idle,		0,		0,
		0,						0, 0, 0, 2, 2, 0, 1 },
	{ "start pending", enter_start_pending, FCTL_START, ACTL_START_PENDING,
		0,						2, 0, 0, 0, 2, 2, 1 },
	{ "active", enter_active,	FCTL_START,	ACTIVE,
		0,						2, 0, 0, 2, 2, 2, 1 },
	{ "active, intermediate status", enter_intermediate, FCTL_START, ACTIVE,
		STCTL_INTERMEDIATE | STCTL_PENDING,		1, 0, 0, 1, 1, 1, 0 },
	{ "device active, primary status", enter_primary, FCTL_START, ACTL_DEVICE_ACTIVE,
		STCTL_PRIMARY | STCTL_PENDING,			1, 1, 0, 1, 1, 1, 0 },
	{ "device active", enter_device_active, 0,	ACTL_DEVICE_ACTIVE,
		0,						0, 0, 0, 2, 2, 0, 1 },
	{ "ended", enter_ended,		FCTL_START,	0,
		STCTL_PRIMARY | STCTL_SECONDARY | STCTL_PENDING, 1, 1, 0, 1, 1, 1, 0 },
	{ "alert", enter_alert,		0,		0,
		STCTL_ALERT | STCTL_PENDING,			1, 1, 0, 1, 1, 1, 0 },
	{ "suspension not seen", enter_suspension, FCTL_START, ACTL_SUSPENDED,
		STCTL_INTERMEDIATE | STCTL_PENDING,		1, 0, 0, 1, 1, 1, 0 },
	{ "suspended", enter_suspended, FCTL_START,	ACTL_SUSPENDED,
		0,						2, 0, 0, 0, 0, 2, 1 },
	{ "resume pending", enter_resume_pending, FCTL_START, ACTL_RESUME_PENDING | ACTL_SUSPENDED,
		0,						2, 0, 0, 0, 2, 2, 1 },
};
/* clang-format on */

/* The functions, alone. */
static inline unsigned int start(struct subchannel *sch)
{
	static struct ccw_program spare;

	ccw_begin(&spare, CCW_FORMAT_1);
	ccw_add(&spare, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &spare);
	return css_start(sch, &spare);
}

static inline unsigned int halt(struct subchannel *sch)
{
	return hsch(sch->sid);
}

static inline unsigned int cancel(struct subchannel *sch)
{
	return xsch(sch->sid);
}

static inline unsigned int resume(struct subchannel *sch)
{
	return rsch(sch->sid);
}

static void clear_away(struct subchannel *sch, const struct state *state)
{
	struct irb irb;

	CHECK(csch(sch->sid) == CC_DONE, "%s: cannot be cleared", state->name);
	CHECK(tsch(sch->sid, &irb) == TSCH_STORED, "%s: no status after CLEAR", state->name);
}

/*
 * Whatever was under way is over, and the subchannel is as good as new. The device
 * may still be told to hold the next start or resume function: one is given to it.
 */
static void leave(struct subchannel *sch, const struct state *state)
{
	static struct ccw_program program;
	static char answer[PONG_DIGITS];
	struct irb irb;

	tsch(sch->sid, &irb);
	clear_away(sch, state);
	CHECK(start(sch) == CC_DONE, "%s: does not start afterwards", state->name);
	clear_away(sch, state);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_FORGET, CCW_CHAIN_COMMAND | CCW_SUPPRESS_LENGTH, 1, answer);
	ccw_add(&program, PONG_READ, CCW_SUPPRESS_LENGTH, sizeof(answer), answer);
	CHECK(css_run(sch, &program, &irb) && css_ended_well(&irb), "%s: of no use afterwards",
	      state->name);
}

#endif
