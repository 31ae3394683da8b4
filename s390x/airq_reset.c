/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reset of the subsystem takes away adapter interruptions that are pending, and
 * what adapters were told of indicators.
 *
 * Guests that end and begin anew, by kexec or by loading a dump program, find
 * the machine as their predecessor left it but for this reset. An interruption that
 * survives it comes to a program that knows nothing of the device; an indicator
 * that is still set is a write into memory that belongs to somebody else.
 */
#include <airq_source.h>
#include <clock.h>
#include <control_register.h>
#include <css.h>
#include <reset.h>
#include <string.h>
#include <test.h>
#include <util.h>
#include <virtio_ccw.h>

#define PATIENCE (5 * NS_PER_S)
#define QUIET	 (5 * NS_PER_MS)
#define CR6_ALL	 0xff000000

static struct airq_source sources[ISCS];
static unsigned int taken;

static void take(struct airq *airq, const struct irq *irq)
{
	(void)airq;
	(void)irq;
	taken++;
}

static unsigned int open_all(void)
{
	unsigned int count = min(airq_sources(), (unsigned int)ISCS);

	taken = 0;
	for (unsigned int n = 0; n < count; n++)
		airq_source_open(&sources[n], n, n, take);
	return count;
}

static unsigned int interruptions(unsigned int count)
{
	unsigned int all = 0;

	for (unsigned int n = 0; n < count; n++)
		all += sources[n].airq.interruptions;
	return all;
}

static void check_cleared(enum reset_kind kind)
{
	unsigned int count = open_all();

	for (unsigned int n = 0; n < count; n++) {
		airq_source_raise(&sources[n], 0);
		REQUIRE(airq_source_raised(&sources[n]));
	}
	machine_reset_all(kind);
	control_load(6, CR6_ALL);
	clock_delay(QUIET);
	CHECK_EQ(interruptions(count), 0);
	CHECK_EQ(css_drain(CSS_ALL_SUBCLASSES), 0);
	control_load(6, 0);
	for (unsigned int n = 0; n < count; n++)
		airq_source_after_reset(&sources[n]);
}

TEST(load_normal_clears, "nothing is pending any more after a reset with load normal",
     CITE("Principles of Operation, Subsystem Reset, I/O-System Reset")
	     CITE("Linux, arch/s390/include/asm/diag.h, DIAG308_LOAD_NORMAL"))
{
	check_cleared(RESET_LOAD_NORMAL);
}

TEST(modified_clear_clears, "nothing is pending any more after a modified-clear reset",
     CITE("Principles of Operation, Subsystem Reset, I/O-System Reset"))
{
	check_cleared(RESET_MODIFIED_CLEAR);
}

TEST(nothing_written, "indicators are not written any more for requests from before the reset",
     CITE("VIRTIO 1.1, 2.1.2 and 4.3.3.3")
	     CITE("Principles of Operation, Subsystem Reset, I/O-System Reset"))
{
	unsigned int count = open_all();

	for (unsigned int round = 0; round < 20; round++) {
		for (unsigned int n = 0; n < count; n++)
			airq_source_raise(&sources[n], round * 10);
		machine_reset_all(RESET_LOAD_NORMAL);
		for (unsigned int n = 0; n < count; n++) {
			sources[n].summary = 0;
			memset((void *)sources[n].vector, 0, sizeof(sources[n].vector));
		}
		clock_delay(QUIET);
		for (unsigned int n = 0; n < count; n++) {
			CHECK_EQ(sources[n].summary, 0);
			CHECK(!airq_source_take(&sources[n]));
			airq_source_after_reset(&sources[n]);
			airq_source_open(&sources[n], n, n, take);
		}
		CHECK_EQ(css_drain(CSS_SUBCLASS_BIT(0)), 0);
	}
}

TEST(works_again, "after a reset adapters that are set up anew interrupt as before",
     CITE("Principles of Operation, Subsystem Reset"))
{
	for (unsigned int round = 0; round < 5; round++) {
		unsigned int count = open_all();

		for (unsigned int n = 0; n < count; n++) {
			irq_open(IRQ_IO(n));
			airq_source_raise(&sources[n], 0);
			REQUIRE(irq_wait(&sources[n].airq.interruptions,
					 PATIENCE * clock_slowness()),
				"%s", sources[n].name);
		}
		CHECK_EQ(taken, count);
		control_load(6, 0);
		machine_reset_all(RESET_LOAD_NORMAL);
		for (unsigned int n = 0; n < count; n++)
			airq_source_after_reset(&sources[n]);
	}
}
