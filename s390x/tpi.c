/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TEST PENDING INTERRUPTION: taking an I/O interruption without being interrupted.
 *
 * A system that polls, or that looks for one more before it leaves its handler,
 * must find each interruption once, by the same masks and in the same order in
 * which it would have been interrupted.
 *
 * Principles of Operation, chapters I/O Instructions and I/O Interruptions.
 */
#include <clock.h>
#include <control_register.h>
#include <css.h>
#include <css_io.h>
#include <css_print.h>
#include <lowcore.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "

static struct ccw_program program;
static struct irb irb;

static struct subchannel *open_nth(unsigned int n, unsigned int isc)
{
	REQUIRE(css_scan() > n, "needs %u channel devices", n + 1);
	css_open(css_nth(n), isc);
	return css_nth(n);
}

static void make_pending(struct subchannel *sch, uint32_t parameter)
{
	struct schib schib;

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &program);
	program.orb.parameter = parameter;
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	do
		REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	while (!(schib.scsw.stctl & STCTL_SECONDARY));
}

static void open_subclasses(uint8_t subclasses)
{
	irq_disable();
	control_load(6, (uint64_t)subclasses << 24);
}

TEST(nothing_pending, "without an interruption nothing is stored",
     CITE(PoP "TEST PENDING INTERRUPTION, condition code 0"))
{
	struct io_code code = { 1, 2 };

	open_subclasses(CSS_ALL_SUBCLASSES);
	CHECK_EQ(tpi(&code), TPI_NOTHING);
	CHECK_EQ(code.sid, 1);
	CHECK_EQ(code.parameter, 2);
}

TEST(two_words, "subchannel and parameter of the interruption are stored, and nothing else",
     CITE(PoP "TEST PENDING INTERRUPTION"))
{
	struct subchannel *sch = open_nth(0, 3);
	struct io_code code[2] = { { 0 } };

	make_pending(sch, 0xcafe);
	open_subclasses(CSS_SUBCLASS_BIT(3));
	CHECK_EQ(tpi(&code), TPI_STORED);
	CHECK_EQ(code[0].sid, sch->sid);
	CHECK_EQ(code[0].parameter, 0xcafe);
	CHECK_EQ(code[1].sid, 0);
}

TEST(three_words_in_lowcore, "with an address of zero the whole code is stored in the lowcore",
     CITE(PoP "TEST PENDING INTERRUPTION"))
{
	for (unsigned int isc = 0; isc < 8; isc++) {
		struct subchannel *sch = open_nth(0, isc);

		make_pending(sch, 0xbeef0000 + isc);
		open_subclasses(CSS_ALL_SUBCLASSES);
		lowcore()->subsystem_id = lowcore()->io_parameter = lowcore()->io_word = ~0u;
		CHECK_EQ(tpi(NULL), TPI_STORED);
		CHECK_EQ(lowcore()->subsystem_id, sch->sid);
		CHECK_EQ(lowcore()->io_parameter, 0xbeef0000 + isc);
		CHECK_EQ(lowcore()->io_word, isc << 27);
		CHECK_EQ(tsch(sch->sid, &irb), TSCH_STORED);
	}
}

TEST(subclass_masks, "only subclasses that are open in control register 6 are looked at",
     CITE(PoP "I/O-Interruption Subclass Mask"))
{
	struct io_code code;

	for (unsigned int isc = 0; isc < 8; isc++) {
		struct subchannel *sch = open_nth(0, isc);

		make_pending(sch, isc);
		open_subclasses(CSS_ALL_SUBCLASSES & ~CSS_SUBCLASS_BIT(isc));
		CHECK_EQ(tpi(&code), TPI_NOTHING);
		open_subclasses(CSS_SUBCLASS_BIT(isc));
		CHECK_EQ(tpi(&code), TPI_STORED);
		CHECK_EQ(code.parameter, isc);
		CHECK_EQ(tsch(sch->sid, &irb), TSCH_STORED);
	}
}

TEST(taken_once, "an interruption that was taken is gone, and its status is still there",
     CITE(PoP "TEST PENDING INTERRUPTION"))
{
	struct subchannel *sch = open_nth(0, 3);
	struct io_code code;

	make_pending(sch, 1);
	open_subclasses(CSS_SUBCLASS_BIT(3));
	CHECK_EQ(tpi(&code), TPI_STORED);
	CHECK_EQ(tpi(&code), TPI_NOTHING);
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_STORED);
	CHECK(css_ended_well(&irb));
}

static volatile unsigned int interrupted;

static void count(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	interrupted++;
}

TEST(not_interrupted_after, "nobody is interrupted by what TEST PENDING INTERRUPTION has taken",
     CITE(PoP "TEST PENDING INTERRUPTION"))
{
	struct subchannel *sch = open_nth(0, 3);
	struct io_code code;

	interrupted = 0;
	irq_register(IRQ_IO(3), count, NULL);
	make_pending(sch, 1);
	open_subclasses(CSS_SUBCLASS_BIT(3));
	CHECK_EQ(tpi(&code), TPI_STORED);
	irq_enable();
	clock_delay(NS_PER_MS);
	CHECK_EQ(interrupted, 0);
}

TEST(order_of_subclasses, "of several subclasses the one with the lowest number comes first",
     NEEDS("device=fe.0.0003") CITE(PoP "Priority of I/O Interruptions"))
{
	static const unsigned int isc[] = { 5, 0, 7, 2 };
	static const unsigned int order[] = { 1, 3, 0, 2 };
	struct io_code code;

	for (unsigned int n = 0; n < 4; n++)
		make_pending(open_nth(n, isc[n]), n);
	open_subclasses(CSS_ALL_SUBCLASSES);
	for (unsigned int i = 0; i < 4; i++) {
		CHECK_EQ(tpi(&code), TPI_STORED);
		CHECK_EQ(code.parameter, order[i]);
	}
	CHECK_EQ(tpi(&code), TPI_NOTHING);
}

TEST(each_subchannel_once, "each of several subchannels of one subclass is told once",
     NEEDS("device=fe.0.0003") CITE(PoP "I/O Interruptions"))
{
	struct io_code code;
	unsigned int told = 0;

	for (unsigned int n = 0; n < 4; n++)
		make_pending(open_nth(n, 3), n);
	open_subclasses(CSS_SUBCLASS_BIT(3));
	for (unsigned int i = 0; i < 4; i++) {
		CHECK_EQ(tpi(&code), TPI_STORED);
		CHECK_EQ(css_find(code.sid), css_nth(code.parameter));
		told |= 1 << code.parameter;
	}
	CHECK_EQ(told, 0xf);
	CHECK_EQ(tpi(&code), TPI_NOTHING);
}

TEST(withdrawn_by_test, "no interruption is left of a status that TEST SUBCHANNEL took",
     CITE(PoP "TEST SUBCHANNEL"))
{
	struct subchannel *sch = open_nth(0, 3);
	struct io_code code;

	make_pending(sch, 1);
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_STORED);
	open_subclasses(CSS_SUBCLASS_BIT(3));
	CHECK_EQ(tpi(&code), TPI_NOTHING);
}

TEST(withdrawn_by_clear, "a CLEAR leaves one interruption, its own", CITE(PoP "CLEAR SUBCHANNEL"))
{
	struct subchannel *sch = open_nth(0, 3);
	struct io_code code;

	make_pending(sch, 1);
	REQUIRE_EQ(csch(sch->sid), CC_DONE);
	open_subclasses(CSS_SUBCLASS_BIT(3));
	clock_delay(NS_PER_MS);
	CHECK_EQ(tpi(&code), TPI_STORED);
	CHECK_EQ(tpi(&code), TPI_NOTHING);
	CHECK_EQ(tsch(sch->sid, &irb), TSCH_STORED);
	CHECK_EQ(irb.scsw.fctl, FCTL_CLEAR);
}
