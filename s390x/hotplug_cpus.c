/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hot-plug: who takes the machine check that tells of a channel report, and when.
 *
 * It is floating: it belongs to no CPU, any that is open for it takes it, and one
 * only. Two that take it read each other's reports; if none does, or one that sleeps
 * is not woken, the report waits until something else happens.
 *
 * Principles of Operation, Floating Interruption Conditions, and Priority of
 * Interruptions.
 */
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <crw.h>
#include <css.h>
#include <css_io.h>
#include <css_plug.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define PoP    "Principles of Operation, "
#define DRIVER "virtio-rng-ccw"
#define ISC    3

static struct channel_report report;
static volatile bool takers_leave;
static volatile unsigned int taken_by[2], takers;

static void note_cpu(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	taken_by[smp_id()]++;
}

static void be_open(void *context)
{
	(void)context;
	crw_open();
	atomic_add(&takers, 1);
	while (!takers_leave)
		cpu_relax();
}

static void sleep_open(void *context)
{
	(void)context;
	crw_open();
	atomic_add(&takers, 1);
	irq_wait(&taken_by[1], CSS_PATIENCE * clock_slowness());
}

static void listen_on(smp_function *function)
{
	takers_leave = false;
	takers = taken_by[0] = taken_by[1] = 0;
	crw_listen();
	irq_register(IRQ_MACHINE_CHECK, note_cpu, NULL);
	smp_run(1, function, NULL);
	while (!takers)
		cpu_relax();
}

TEST(one_cpu, "a machine check that two CPUs are open for is taken by exactly one",
     NEEDS("cpus=2") NEEDS("control") CITE(PoP "Floating Interruption Conditions"))
{
	enum { ROUNDS = 50 };

	listen_on(be_open);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		css_plug(DRIVER, "new", NULL);
		REQUIRE(crw_wait(&report), "round %u", round);
		css_unplug("new");
		REQUIRE(crw_wait(&report), "round %u", round);
	}
	takers_leave = true;
	REQUIRE(smp_wait(1, CSS_PATIENCE));
	CHECK_EQ(crw_seen()->machine_checks, 2 * ROUNDS);
	CHECK_EQ(crw_seen()->empty, 0);
	CHECK_EQ(taken_by[0] + taken_by[1], 2 * ROUNDS);
}

TEST(open_cpu, "it is taken by the CPU that is open for it, not by one that is closed",
     NEEDS("cpus=2") NEEDS("control") CITE(PoP "Floating Interruption Conditions"))
{
	listen_on(be_open);
	crw_close();
	css_plug(DRIVER, "new", NULL);
	REQUIRE(crw_wait(&report));
	takers_leave = true;
	REQUIRE(smp_wait(1, CSS_PATIENCE));
	CHECK_EQ(taken_by[0], 0);
	CHECK_EQ(taken_by[1], 1);
}

TEST(wakes, "a CPU that waits for nothing else is woken by it",
     NEEDS("cpus=2") NEEDS("control") CITE(PoP "Wait State"))
{
	for (unsigned int round = 0; round < 20; round++) {
		listen_on(sleep_open);
		crw_close();
		css_plug(DRIVER, "new", NULL);
		REQUIRE(smp_wait(1, 2 * CSS_PATIENCE * clock_slowness()));
		REQUIRE_EQ(taken_by[1], 1);
		css_unplug("new");
		smp_stop(1);
		irq_unregister(IRQ_MACHINE_CHECK, note_cpu, NULL);
	}
}

static unsigned int order[2], ordered;

static void note_order(const struct irq *irq, void *context)
{
	(void)context;
	if (ordered < 2)
		order[ordered++] = irq->source;
}

TEST(before_others, "of a machine check and an I/O interruption the machine check is taken first",
     NEEDS("control") CITE(PoP "Priority of Interruptions"))
{
	static struct ccw_program program;
	struct subchannel *sch;
	bool enabled;

	ordered = 0;
	crw_drain();
	css_plug(DRIVER, "busy", NULL);
	sch = css_find_device(0, css_plugged_device("busy"));
	REQUIRE(sch);
	css_open(sch, ISC);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &program);
	enabled = irq_save();
	irq_register(IRQ_IO(ISC), note_order, NULL);
	irq_register(IRQ_MACHINE_CHECK, note_order, NULL);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	irq_open(IRQ_IO(ISC));
	crw_open();
	clock_delay(NS_PER_MS);
	CHECK_EQ(ordered, 0);
	irq_restore(enabled);
	REQUIRE_EQ(ordered, 2);
	CHECK_EQ(order[0], IRQ_MACHINE_CHECK);
	CHECK_EQ(order[1], IRQ_IO(ISC));
}

TEST(moves, "reports and the machine check for them are pending after a migration as before",
     NEEDS("migration") NEEDS("control") CITE(PoP "Channel Report"))
{
	struct migration migration;
	uint32_t sid;

	crw_listen();
	crw_close();
	css_plug(DRIVER, "new", NULL);
	sid = css_plugged_sid("new");
	css_unplug("new");
	control_migrate("precopy", &migration);
	CHECK_EQ(crw_seen()->machine_checks, 0);
	crw_open();
	for (unsigned int i = 0; i < 2; i++) {
		REQUIRE(crw_wait(&report));
		CHECK_EQ(crw_sid(&report), sid);
	}
	CHECK_EQ(crw_seen()->machine_checks, 1);
	css_plug(DRIVER, "new", NULL);
	CHECK(crw_wait(&report));
}
