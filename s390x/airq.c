/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adapter interruptions: what they say, and what holds them back.
 *
 * An adapter, a virtio device for one, interrupts on a subclass and belongs to
 * no subchannel. On a machine with guests such an interruption takes a path of its
 * own: it may be put straight into a running guest by the hardware, or be kept
 * for one whose CPUs all sleep, and somebody must notice that they have to be
 * woken. Each of these paths has to keep the same few promises, which are here:
 * it waits while nobody is open for it, then it comes, once, to one CPU, on its
 * subclass.
 *
 * Who comes first is the matter of airq_order.c, that no CPU sleeps through one that of
 * airq_wake.c. All of it must hold as well if the guest migrates meanwhile: the argument
 * migrate=MODE wants that.
 */

#include <airq_source.h>
#include <clock.h>
#include <control_register.h>
#include <css.h>
#include <io_log.h>
#include <lowcore.h>
#include <smp.h>
#include <test.h>
#include <util.h>

#define PATIENCE (5 * NS_PER_S)
#define QUIET	 (2 * NS_PER_MS) /* for what must not come */
#define CR6_ALL	 0xff000000
#define PER_MOVE 3 /* subclasses; all of them together move in airq_order.c */

static struct airq_source sources[ISCS];

/* The nth source, alone, on this subclass, which is closed. */
static struct airq_source *open_source(unsigned int nth, unsigned int isc)
{
	airq_source_open(&sources[nth], nth, isc, NULL);
	return &sources[nth];
}

TEST(interruption_code,
     "the identification word has the adapter bit and the subclass, and nothing else is told",
     CITE("Principles of Operation, I/O-Interruption Code")
	     CITE("Linux, arch/s390/include/asm/tpi.h, struct tpi_info"))
{
	io_log_begin();
	for (unsigned int isc = 0; isc < ISCS; isc++) {
		struct airq_source *source = open_source(0, isc);

		lowcore()->subsystem_id = lowcore()->io_parameter = lowcore()->io_word = ~0u;
		irq_open(IRQ_IO(isc));
		airq_source_raise(source, 0);
		REQUIRE(io_log_wait(isc + 1), "%s, subclass %u", source->name, isc);
		CHECK_EQ(io_log.of[isc].word, airq_word(isc));
		CHECK_EQ(io_log.of[isc].sid, 0);
		CHECK_EQ(io_log.of[isc].parameter, 0);
		CHECK(airq_source_take(source), "no indicator");
		irq_close(IRQ_IO(isc));
		airq_source_close(source);
	}
}

TEST(subclass_mask,
     "on each subclass it waits while that one is closed and all others are open, then comes once",
     CITE("Principles of Operation, I/O-Interruption Subclass Mask"))
{
	io_log_begin();
	for (unsigned int isc = 0; isc < ISCS; isc++) {
		struct airq_source *source = open_source(0, isc);

		io_log.count = 0;
		control_load(6, CR6_ALL & ~CR6_ISC(isc));
		airq_source_pend(source);
		if (isc % PER_MOVE == 0)
			airq_meanwhile();
		clock_delay(QUIET);
		CHECK_EQ(io_log.count, 0);
		irq_open(IRQ_IO(isc));
		REQUIRE(io_log_wait(1), "%s, subclass %u", source->name, isc);
		clock_delay(QUIET);
		CHECK_EQ(io_log.count, 1);
		CHECK_EQ(io_log.of[0].word, airq_word(isc));
		control_load(6, 0);
		airq_source_close(source);
	}
}

TEST(psw_closed, "it waits while the I/O mask of the PSW is zero, then comes once",
     CITE("Principles of Operation, Program-Status Word, bit 6"))
{
	struct airq_source *source = open_source(0, 4);

	io_log_begin();
	airq_source_pend(source);
	airq_meanwhile();
	irq_disable();
	irq_open(IRQ_IO(4));
	clock_delay(QUIET);
	CHECK_EQ(io_log.count, 0);
	irq_enable();
	clock_delay(QUIET);
	CHECK_EQ(io_log.count, 1);
	CHECK_EQ(io_log.of[0].word, airq_word(4));
}

TEST(opens_and_closes, "one that was taken does not come again when its subclass is opened again",
     CITE("Principles of Operation, I/O Interruptions"))
{
	struct airq_source *source = open_source(0, 6);

	io_log_begin();
	airq_source_pend(source);
	airq_meanwhile();
	for (unsigned int i = 0; i < 100; i++) {
		irq_open(IRQ_IO(6));
		irq_close(IRQ_IO(6));
	}
	CHECK_EQ(io_log.count, 1);
}

TEST(requests_while_closed,
     "requests that meet while their subclass is closed leave each its indicator, and are followed "
     "by at least one interruption and not more than requests",
     CITE("VIRTIO 1.1, 4.3.3.1.2"))
{
	enum { REQUESTS = 3 };
	unsigned int count = min(airq_sources(), (unsigned int)ISCS);

	io_log_begin();
	for (unsigned int n = 0; n < count; n++)
		open_source(n, 1);
	for (unsigned int i = 0; i < REQUESTS; i++) {
		for (unsigned int n = 0; n < count; n++) {
			airq_source_pend(&sources[n]);
			sources[n].summary = 0;
			CHECK(airq_source_take(&sources[n]), "%s", sources[n].name);
		}
	}
	airq_meanwhile();
	irq_open(IRQ_IO(1));
	CHECK(io_log_wait(1));
	clock_delay(QUIET);
	CHECK_LE(io_log.count, REQUESTS * count);
	for (unsigned int i = 0; i < io_log.count; i++)
		CHECK_EQ(io_log.of[i].word, airq_word(1));
}

TEST(test_pending_interruption,
     "TEST PENDING INTERRUPTION takes one away and tells what the interruption would have told",
     CITE("Principles of Operation, TEST PENDING INTERRUPTION"))
{
	struct airq_source *source = open_source(0, 6);

	io_log_begin();
	airq_source_pend(source);
	airq_meanwhile();
	irq_disable();
	CHECK_EQ(tpi(NULL), TPI_NOTHING);
	irq_open(IRQ_IO(6));
	lowcore()->subsystem_id = lowcore()->io_parameter = lowcore()->io_word = ~0u;
	CHECK_EQ(tpi(NULL), TPI_STORED);
	CHECK_EQ(lowcore()->subsystem_id, 0);
	CHECK_EQ(lowcore()->io_parameter, 0);
	CHECK_EQ(lowcore()->io_word, airq_word(6));
	CHECK_EQ(tpi(NULL), TPI_NOTHING);
	irq_enable();
	clock_delay(QUIET);
	CHECK_EQ(io_log.count, 0);
}
