/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adapter interruptions and others that are pending at the same time: who comes
 * first.
 *
 * The subclass is the priority. A host that keeps adapter interruptions in one place
 * and those of subchannels in another, as one with hardware help does, must look at both
 * before it decides; and a program that closes the subclasses above its own relies on it.
 *
 * With the argument migrate=MODE the guest migrates while they are pending.
 */
#include <airq_source.h>
#include <clock.h>
#include <control_register.h>
#include <css.h>
#include <css_io.h>
#include <io_log.h>
#include <random.h>
#include <sigp.h>
#include <smp.h>
#include <test.h>
#include <util.h>
#include <virtio_ccw.h>

#define QUIET	 (2 * NS_PER_MS)
#define CR6_ALL	 0xff000000
#define PER_MOVE 3 /* rounds between two migrations, if there are any */

static struct airq_source sources[ISCS];

/* The nth source, alone, on this subclass, which is closed. */
static struct airq_source *open_source(unsigned int nth, unsigned int isc)
{
	airq_source_open(&sources[nth], nth, isc, NULL);
	return &sources[nth];
}

/* A permutation of all subclasses. */
static void shuffle(unsigned int iscs[ISCS], uint64_t seed)
{
	struct random random;

	random_seed(&random, seed);
	for (unsigned int i = 0; i < ISCS; i++) {
		unsigned int j = random_below(&random, i + 1);

		iscs[i] = iscs[j];
		iscs[j] = i;
	}
}

TEST(order_of_subclasses, "of several that are pending that of the lowest subclass comes first",
     CITE("Principles of Operation, Priority of I/O Interruptions"))
{
	unsigned int iscs[ISCS], count = min(airq_sources(), (unsigned int)ISCS);

	io_log_begin();
	for (unsigned int round = 0; round < 8; round++) {
		io_log.count = 0;
		shuffle(iscs, round);
		for (unsigned int n = 0; n < count; n++)
			airq_source_pend(open_source(n, iscs[n]));
		if (round % PER_MOVE == 0)
			airq_meanwhile();
		irq_disable();
		control_load(6, CR6_ALL);
		irq_enable();
		REQUIRE(io_log_wait(count), "%u of %u", io_log.count, count);
		for (unsigned int i = 1; i < count; i++)
			CHECK_LT(io_log.of[i - 1].word, io_log.of[i].word);
		control_load(6, 0);
		for (unsigned int n = 0; n < count; n++)
			airq_source_close(&sources[n]);
	}
}

/* The status of a subchannel on this subclass is pending. */
static void make_subchannel_pending(unsigned int isc)
{
	struct subchannel *sch = css_find_control_unit(VIRTIO_CCW_CONTROL_UNIT, 1);
	static struct ccw_program program;

	REQUIRE(sch, "no second device");
	css_open(sch, isc);
	css_drain(CSS_ALL_SUBCLASSES);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &program);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	clock_delay(QUIET);
}

static void check_order_with_subchannel(unsigned int isc, unsigned int subchannel_isc)
{
	io_log_begin();
	make_subchannel_pending(subchannel_isc);
	airq_source_pend(open_source(0, isc));
	airq_meanwhile();
	irq_disable();
	control_load(6, CR6_ISC(isc) | CR6_ISC(subchannel_isc));
	irq_enable();
	REQUIRE(io_log_wait(2), "%u of 2", io_log.count);
	CHECK_EQ(io_log.of[isc > subchannel_isc].word, airq_word(isc));
	CHECK_EQ(io_log.of[isc < subchannel_isc].word, subchannel_isc << IO_WORD_ISC_SHIFT);
}

TEST(before_subchannel, "it comes before the interruption of a subchannel of a higher subclass",
     NEEDS("device=virtio-rng-ccw") CITE("Principles of Operation, Priority of I/O Interruptions"))
{
	check_order_with_subchannel(1, 6);
}

TEST(behind_subchannel, "it comes after the interruption of a subchannel of a lower subclass",
     NEEDS("device=virtio-rng-ccw") CITE("Principles of Operation, Priority of I/O Interruptions"))
{
	check_order_with_subchannel(6, 1);
}

TEST(behind_external, "an external interruption that is pending with it comes first",
     CITE("Principles of Operation, Priority of Interruptions"))
{
	io_log_begin();
	io_log_add(IRQ_IPI);
	airq_source_pend(open_source(0, 0));
	airq_meanwhile();
	irq_disable();
	irq_open(IRQ_IO(0));
	sigp_wait(smp_cpu(0)->hardware_id, SIGP_EMERGENCY_SIGNAL, 0, NULL);
	irq_enable();
	REQUIRE(io_log_wait(2), "%u of 2", io_log.count);
	CHECK_EQ(io_log.of[0].source, IRQ_IPI);
	CHECK_EQ(io_log.of[1].word, airq_word(0));
}

/* The second one is pending before, on a subclass that is open: only the PSW holds it back. */
static void open_again(struct airq *airq, const struct irq *irq)
{
	(void)airq;
	(void)irq;
	irq_enable();
	io_log_wait(2);
	irq_disable();
}

TEST(nested, "a handler that opens the I/O mask again is interrupted by the next, and goes on",
     CITE("Principles of Operation, I/O Interruptions"))
{
	io_log_begin();
	if (airq_sources() < 2)
		SKIP("needs two devices: -device virtio-rng-ccw");
	airq_source_open(&sources[0], 0, 2, open_again);
	airq_source_pend(&sources[0]);
	airq_source_pend(open_source(1, 5));
	airq_meanwhile();
	irq_disable();
	control_load(6, CR6_ALL);
	irq_enable();
	REQUIRE(io_log_wait(2), "%u of 2", io_log.count);
	CHECK_EQ(io_log.of[0].word, airq_word(2));
	CHECK_EQ(io_log.of[0].depth, 0);
	CHECK_EQ(io_log.of[1].word, airq_word(5));
	CHECK_EQ(io_log.of[1].depth, 1);
}
