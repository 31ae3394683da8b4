/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hot-plug while other CPUs are at it: they use the device that goes, or read the
 * reports that it leaves.
 *
 * The host takes a device away between two instructions, never within one. So each
 * instruction on another CPU sees it there or sees it gone, in this order, and each
 * report is read once. Where that goes wrong hosts use what they have freed.
 *
 * Principles of Operation, chapter I/O Instructions, condition code 3, and STORE
 * CHANNEL REPORT WORD.
 */
#include <clock.h>
#include <crw.h>
#include <css.h>
#include <css_io.h>
#include <css_plug.h>
#include <pong_io.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define PoP    "Principles of Operation, "
#define DRIVER "x-pong"
#define PLACE  "fe.0.1111"
#define ISC    3
#define PAUSE  (50 * NS_PER_US)

static volatile bool leave;

/* The host needs moments in which no CPU asks it, and its processors. */
static void pause(void)
{
	static const volatile unsigned int never;

	irq_wait(&never, PAUSE);
}

/* What the CPU that uses the device has seen. */
static struct {
	struct ccw_program program;
	struct schib schib;
	struct irb irb;
	volatile uint32_t sid;
	volatile bool gone; /* it was unplugged before the round that begins now */
	volatile unsigned int rounds;
	unsigned int alive; /* instructions that found it after it was gone */
	unsigned int done;  /* that were done while it was there */
} user;

static void note(bool was_gone, unsigned int cc)
{
	user.alive += was_gone && cc != CC_NOT_OPERATIONAL;
	user.done += cc == CC_DONE;
}

static void enable_and_start(void)
{
	bool gone = user.gone;
	unsigned int cc = stsch(user.sid, &user.schib);

	user.alive += gone && !cc && user.schib.pmcw.device_valid;
	user.schib.pmcw.enabled = 1;
	user.schib.pmcw.isc = ISC;
	if (!cc && user.schib.pmcw.device_valid)
		msch(user.sid, &user.schib);
	note(gone, ssch(user.sid, &user.program.orb));
	note(gone, rsch(user.sid));
	note(gone, xsch(user.sid));
	note(gone, hsch(user.sid));
	note(gone, csch(user.sid));
	note(gone, tsch(user.sid, &user.irb));
}

static void use(void *context)
{
	(void)context;
	while (!leave) {
		enable_and_start();
		user.rounds++;
		pause();
	}
}

static void wait_rounds(unsigned int count)
{
	unsigned int start = user.rounds;

	while (user.rounds - start < count)
		pause();
}

TEST(used, "a device that another CPU uses is there for each instruction until it is gone for all",
     NEEDS("device=x-pong") NEEDS("control") NEEDS("cpus=2") TIMEOUT(60)
	     CITE(PoP "START SUBCHANNEL to TEST SUBCHANNEL, condition code 3"))
{
	enum { ROUNDS = 25 };

	memset(&user, 0, sizeof(user));
	leave = false;
	ccw_begin(&user.program, CCW_FORMAT_1);
	ccw_add(&user.program, PONG_WRITE, CCW_CHAIN_COMMAND, 1, "1");
	ccw_add(&user.program, PONG_WRITE, 0, 1, "2");
	css_plug(DRIVER, "victim", PLACE);
	user.sid = css_plugged_sid("victim");
	smp_run(1, use, NULL);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		unsigned int done = user.done;

		wait_rounds(2);
		CHECK_GT(user.done, done);
		css_unplug("victim");
		wait_rounds(1);
		user.gone = true;
		wait_rounds(2);
		user.gone = false;
		wait_rounds(1);
		css_plug(DRIVER, "victim", PLACE);
		REQUIRE_EQ(css_plugged_sid("victim"), user.sid);
	}
	leave = true;
	REQUIRE(smp_wait(1, CSS_PATIENCE));
	CHECK_EQ(user.alive, 0);
	css_unplug("victim");
	CHECK_EQ(css_drain(CSS_SUBCLASS_BIT(ISC)), 0);
}

static volatile unsigned int read_by_other;

static void read_reports(void *context)
{
	struct channel_report report;

	(void)context;
	while (!leave) {
		if (crw_take(&report))
			read_by_other++;
		pause();
	}
}

TEST(read_twice, "of reports that two CPUs read at the same time each gets its own",
     NEEDS("device=x-pong") NEEDS("control") NEEDS("cpus=2") CITE(PoP "STORE CHANNEL REPORT WORD"))
{
	enum { ROUNDS = 50, BATCH = 5 };
	struct channel_report report;
	unsigned int read_here = 0;

	crw_drain();
	read_by_other = 0;
	leave = false;
	smp_run(1, read_reports, NULL);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		css_plug(DRIVER, "victim", PLACE);
		css_unplug("victim");
		while (round % BATCH == 0 && crw_take(&report))
			read_here++;
	}
	while (crw_take(&report))
		read_here++;
	leave = true;
	REQUIRE(smp_wait(1, CSS_PATIENCE));
	CHECK_EQ(read_here + read_by_other, 2 * ROUNDS);
}
