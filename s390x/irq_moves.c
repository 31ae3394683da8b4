/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interruptions that are pending when a guest is migrated come in the other machine, each as
 * often as it was raised.
 *
 * What is pending is kept in many places: bits of a CPU, a list of the senders of signals,
 * comparisons of clocks that nobody has made yet, floating interruptions that belong to no CPU,
 * statuses of subchannels. A host that forgets one of them leaves a program waiting for ever; one
 * that finds it in two places gives it twice.
 *
 * Adapter interruptions move in airq_order.c, subchannels in ccw_moves.c.
 */
#include <clock.h>
#include <control.h>
#include <control_register.h>
#include <crw.h>
#include <css_io.h>
#include <held.h>
#include <io_log.h>
#include <sigp.h>
#include <smp.h>
#include <test.h>

#define PoP "Principles of Operation, "

#define QUIET (2 * NS_PER_MS) /* for what must not come */
#define FAR   (1ll << 60)
#define ISCS  8

/* Held back by its own mask, then with all others by those of the PSW. */
static void check_held(const struct held *held, unsigned int cpus)
{
	held_move(held, &hold_source, cpus);
	held_move(held, &hold_all, cpus);
}

static void signal_all(void)
{
	for (unsigned int id = 0; id < smp_count(); id++)
		sigp_wait(smp_cpu(id)->hardware_id, SIGP_EMERGENCY_SIGNAL, 0, NULL);
}

TEST(emergency_signals, "emergency signals of two CPUs to each of both move, each comes once",
     NEEDS("migration") NEEDS("cpus=2") CITE(PoP "Emergency Signal"))
{
	struct held signals = { .source = IRQ_EXTERNAL(EXTERNAL_EMERGENCY),
				.raise = signal_all,
				.times = smp_count() };

	check_held(&signals, smp_count());
}

static void call_self(void)
{
	sigp_wait(smp_cpu(smp_id())->hardware_id, SIGP_EXTERNAL_CALL, 0, NULL);
}

TEST(external_call, "an external call that is pending on each CPU moves, and comes once",
     NEEDS("migration") NEEDS("cpus=2") CITE(PoP "External Call"))
{
	const struct held call = { .source = IRQ_EXTERNAL(EXTERNAL_CALL), .raise = call_self };

	check_held(&call, smp_count());
}

static uint64_t time_of_day(void)
{
	uint64_t units;

	__asm__ volatile("stckf %0" : "=Q"(units) : : "cc");
	return units;
}

/* The library sets it to the end of time when it interrupts. */
static void let_comparator_pass(void)
{
	uint64_t now = time_of_day();

	__asm__ volatile("sckc %0" : : "Q"(now));
}

TEST(clock_comparator, "a clock comparator that was passed on each CPU moves, and comes once",
     NEEDS("migration") NEEDS("cpus=2") CITE(PoP "Clock Comparator"))
{
	const struct held comparator = { .source = IRQ_EXTERNAL(EXTERNAL_CLOCK_COMPARATOR),
					 .raise = let_comparator_pass };

	check_held(&comparator, smp_count());
}

static void set_cpu_timer(int64_t units)
{
	__asm__ volatile("spt %0" : : "Q"(units));
}

static void let_cpu_timer_run_out(void)
{
	set_cpu_timer(1);
}

static void stop_cpu_timer(unsigned int times)
{
	(void)times;
	set_cpu_timer(FAR);
}

TEST(cpu_timer, "a CPU timer that has run out on each CPU moves, and comes once",
     NEEDS("migration") NEEDS("cpus=2") CITE(PoP "CPU Timer"))
{
	const struct held timer = { .source = IRQ_EXTERNAL(EXTERNAL_CPU_TIMER),
				    .raise = let_cpu_timer_run_out,
				    .serve = stop_cpu_timer };

	check_held(&timer, smp_count());
}

static struct ccw_program nothing;

/* One device for each subclass, with its status pending. */
static void make_pending(void)
{
	REQUIRE_GE(css_scan(), ISCS);
	io_log_begin();
	for (unsigned int isc = 0; isc < ISCS; isc++) {
		css_open(css_nth(isc), isc);
		ccw_begin(&nothing, CCW_FORMAT_1);
		ccw_add(&nothing, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &nothing);
		nothing.orb.parameter = isc;
		REQUIRE_EQ(css_start(css_nth(isc), &nothing), CC_DONE);
	}
	clock_delay(QUIET);
	CHECK_EQ(io_log.count, 0);
}

TEST(statuses,
     "statuses that are pending on each of the eight subclasses move, and come once as it opens",
     NEEDS("migration") NEEDS("device=-ccw") CITE(PoP "I/O Interruptions"))
{
	make_pending();
	control_migrate("precopy", NULL);
	for (unsigned int isc = 0; isc < ISCS; isc++) {
		irq_open(IRQ_IO(isc));
		CHECK(io_log_wait(isc + 1), "subclass %u", isc);
		clock_delay(QUIET);
		REQUIRE_EQ(io_log.count, isc + 1);
		CHECK_EQ(io_log.of[isc].sid, css_nth(isc)->sid);
		CHECK_EQ(io_log.of[isc].parameter, isc);
	}
}

static unsigned int reports;

static void reset_path_twice(void)
{
	static struct schib schib;

	crw_drain();
	crw_close();
	reports = 0;
	REQUIRE(css_scan(), "needs a channel device");
	REQUIRE_EQ(stsch(css_nth(0)->sid, &schib), CC_DONE);
	CHECK_EQ(rchp(schib.pmcw.chpid[0]), CC_DONE);
	CHECK_EQ(rchp(schib.pmcw.chpid[0]), CC_DONE);
}

static void take_reports(unsigned int times)
{
	struct channel_report report;

	(void)times;
	while (crw_take(&report))
		reports++;
}

TEST(channel_reports, "channel reports that are pending move, and one machine check brings both",
     NEEDS("migration") NEEDS("device=-ccw") CITE(PoP "Channel Report"))
{
	const struct held report = { .source = IRQ_MACHINE_CHECK,
				     .raise = reset_path_twice,
				     .serve = take_reports };

	held_move(&report, &hold_source, 1);
	CHECK_EQ(reports, 2);
}

#define SCCB_ADDRESS 0xfffffff8u /* of the parameter; the rest says that there are events */

static volatile unsigned int signals;

static void count_signal(const struct irq *irq, void *context)
{
	(void)context;
	signals += !!(irq->parameter & SCCB_ADDRESS);
}

/*
 * To ask for the migration is what makes it pending. The answer would do so again, so nobody
 * looks for it: where the host needs longer than this, the guest has not moved yet.
 */
TEST(service_signal, "a service signal that is pending moves, and comes once",
     NEEDS("migration") CITE(PoP "Service Signal"))
{
	signals = 0;
	irq_register(IRQ_EXTERNAL(EXTERNAL_SERVICE), count_signal, NULL);
	control_migrate_begin("precopy");
	clock_delay(300 * NS_PER_MS);
	CHECK_EQ(signals, 0);
	irq_open(IRQ_EXTERNAL(EXTERNAL_SERVICE));
	clock_delay(QUIET);
	irq_close(IRQ_EXTERNAL(EXTERNAL_SERVICE));
	CHECK_EQ(signals, 1);
	while (!control_migrate_done(NULL))
		cpu_relax();
}
