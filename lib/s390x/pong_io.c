/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <css_io.h>
#include <css_print.h>
#include <pong_io.h>
#include <test.h>

static void run_one(struct subchannel *sch, uint8_t command, const void *block, uint16_t size)
{
	static struct ccw_program program;
	struct irb irb;

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, command, CCW_SUPPRESS_LENGTH, size, block);
	REQUIRE(css_run(sch, &program, &irb), "PONG command %#x", command);
	if (css_ended_well(&irb))
		return;
	css_print_irb(&irb);
	REQUIRE(false, "PONG command %#x did not end well", command);
}

/* What an earlier case left of a start or resume function to be held goes with this one. */
static void use_up_hold(struct subchannel *sch)
{
	static struct ccw_program program;
	struct irb irb;

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &program);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	REQUIRE_EQ(csch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
}

struct subchannel *pong_open(unsigned int nth, unsigned int isc)
{
	struct subchannel *sch = css_find_control_unit(PONG_CU_TYPE, nth);

	REQUIRE(sch, "needs %u PONG devices", nth + 1);
	css_open(sch, isc);
	use_up_hold(sch);
	run_one(sch, PONG_FORGET, sch, 1);
	return sch;
}

void pong_behave(struct subchannel *sch, const struct pong_behaviour *behaviour)
{
	run_one(sch, PONG_BEHAVE, behaviour, sizeof(*behaviour));
}

void pong_alert(struct subchannel *sch, const struct pong_alert *alert)
{
	run_one(sch, PONG_ALERT, alert, sizeof(*alert));
}

void pong_interrupt(struct subchannel *sch, const struct pong_interrupt *interrupt)
{
	run_one(sch, PONG_INTERRUPT, interrupt, sizeof(*interrupt));
}

void pong_store(struct subchannel *sch, const void *record, uint16_t size)
{
	run_one(sch, PONG_STORE, record, size);
}

struct pong_counters pong_counters(struct subchannel *sch)
{
	struct pong_counters counters = { 0 };

	run_one(sch, PONG_COUNTERS, &counters, sizeof(counters));
	return counters;
}
