/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MODIFY SUBCHANNEL: what a program may change of a subchannel, and when.
 *
 * It is how a device is switched on and off, and how it is told where its
 * interruptions go. A bit that the host loses or lets through, or a change that
 * it takes at the wrong moment, is an interruption on the wrong subclass, or a
 * device that somebody else is still using.
 *
 * Principles of Operation, chapter I/O Instructions, MODIFY SUBCHANNEL.
 */
#include <args.h>
#include <caught.h>
#include <clock.h>
#include <css.h>
#include <css_io.h>
#include <css_print.h>
#include <random.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "

union block {
	struct schib schib;
	uint32_t words[13];
};

/* The bits that the program may change. */
static const union block writable = {
	.schib = {
		.pmcw = {
			.parameter = ~0u,
			.isc = 7,
			.enabled = 1,
			.limit_mode = 3,
			.measurement_block = 1,
			.connect_time = 1,
			.multipath = 1,
			.lpm = 0xff,
			.measurement_index = 0xffff,
			.pom = 0xff,
			.measurement_format_1 = 1,
			.concurrent_sense = 1,
		},
		.measurement_address = { ~0u, ~0u },
	},
};

/* The bits that must be zero in the operand; word 6 has some that the manual is silent about. */
static const union block forbidden = {
	.words = {
		[1] = 0xc3000000,
		[6] = 0xff1ffff8,
	},
};

/*
 * Whether the extended-I/O-measurement-word facility is there decides about its
 * bit; the last word belongs to the model.
 */
static const union block unknown = {
	.schib = {
		.pmcw = { .type = 7, .measurement_word = 1 },
		.model_dependent = ~0u,
	},
};

static uint32_t the_device(void)
{
	REQUIRE(css_scan(), "no subchannel with a device");
	css_open(css_nth(0), 3);
	return css_nth(0)->sid;
}

static union block stored(uint32_t sid)
{
	union block block;

	REQUIRE_EQ(stsch(sid, &block), CC_DONE);
	return block;
}

/* The bit of the word, of the leftmost number 0. */
static uint32_t bit_of_word(unsigned int bit)
{
	return 0x80000000u >> bit;
}

typedef void bit_visitor(uint32_t sid, const union block *before, unsigned int word,
			 unsigned int bit);

static void for_each_bit(const union block *mask, bool inverted, bit_visitor *visit)
{
	uint32_t sid = the_device();
	union block before = stored(sid);

	for (unsigned int word = 0; word < 13; word++) {
		for (unsigned int bit = 0; bit < 32; bit++) {
			if (!(mask->words[word] & bit_of_word(bit)) == inverted)
				visit(sid, &before, word, bit);
		}
	}
}

static void check_changes(uint32_t sid, const union block *before, unsigned int word,
			  unsigned int bit)
{
	union block wanted = *before, now;

	wanted.words[word] ^= bit_of_word(bit);
	CHECK_EQ(msch(sid, &wanted), CC_DONE);
	now = stored(sid);
	CHECK(!memcmp(&now, &wanted, sizeof(now)), "word %u, bit %u", word, bit);
	CHECK_EQ(msch(sid, before), CC_DONE);
	now = stored(sid);
	CHECK(!memcmp(&now, before, sizeof(now)), "word %u, bit %u, back", word, bit);
}

TEST(writable_bits, "each bit that the program may change is changed, and that one alone",
     CITE(PoP "MODIFY SUBCHANNEL"))
{
	for_each_bit(&writable, false, check_changes);
}

static void check_stays(uint32_t sid, const union block *before, unsigned int word,
			unsigned int bit)
{
	union block wanted = *before, now;

	if ((forbidden.words[word] | unknown.words[word]) & bit_of_word(bit))
		return;
	wanted.words[word] ^= bit_of_word(bit);
	CHECK_EQ(msch(sid, &wanted), CC_DONE);
	now = stored(sid);
	CHECK(!memcmp(&now, before, sizeof(now)), "word %u, bit %u", word, bit);
}

TEST(other_bits, "no bit that belongs to the channel subsystem is changed",
     CITE(PoP "MODIFY SUBCHANNEL"))
{
	for_each_bit(&writable, true, check_stays);
}

static void check_refused(uint32_t sid, const union block *before, unsigned int word,
			  unsigned int bit)
{
	union block wanted = *before, now;

	wanted.words[word] |= bit_of_word(bit);
	wanted.schib.pmcw.parameter = ~before->schib.pmcw.parameter;
	trap_probe_begin();
	msch(sid, &wanted);
	CHECK(trap_probed() == TRAP_OPERAND, "word %u, bit %u: %s", word, bit,
	      trap_name(trap_probed()));
	now = stored(sid);
	CHECK(!memcmp(&now, before, sizeof(now)), "word %u, bit %u", word, bit);
}

TEST(reserved_bits, "each reserved bit is an operand exception, and nothing is changed",
     CITE(PoP "MODIFY SUBCHANNEL, Special Conditions"))
{
	for_each_bit(&forbidden, false, check_refused);
}

TEST(both_limit_modes, "both bits of the limit mode are an operand exception",
     CITE(PoP "MODIFY SUBCHANNEL, Special Conditions"))
{
	uint32_t sid = the_device();
	union block block = stored(sid);

	block.schib.pmcw.limit_mode = 3;
	CHECK_TRAP(TRAP_OPERAND, msch(sid, &block));
}

TEST(measurement_block_alignment,
     "the address of a measurement block of format 1 off a 64-byte boundary is an exception",
     CITE(PoP "MODIFY SUBCHANNEL, Special Conditions"))
{
	uint32_t sid = the_device();
	union block block = stored(sid);

	block.schib.pmcw.measurement_format_1 = 1;
	for (unsigned int bit = 1; bit < 64; bit <<= 1) {
		block.schib.measurement_address[1] = bit;
		CHECK_TRAP(TRAP_OPERAND, msch(sid, &block));
	}
	block.schib.measurement_address[1] = 64;
	CHECK_TRAP(TRAP_NONE, msch(sid, &block));
}

#define ROUNDS 500

TEST(random_blocks, "of any operand exactly the program's part is taken",
     CITE(PoP "MODIFY SUBCHANNEL"))
{
	uint64_t seed = args_number("hp.seed", 1);
	uint32_t sid = the_device();
	struct random random;

	NOTE("seed %lu", seed);
	random_seed(&random, seed);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		union block before = stored(sid), wanted, expected, now;

		random_fill(&random, &wanted, sizeof(wanted));
		for (unsigned int word = 0; word < 13; word++)
			wanted.words[word] &= ~(forbidden.words[word] | unknown.words[word]);
		wanted.schib.pmcw.limit_mode %= 3;
		if (wanted.schib.pmcw.measurement_format_1)
			wanted.schib.measurement_address[1] &= ~63u;
		for (unsigned int word = 0; word < 13; word++)
			expected.words[word] = (before.words[word] & ~writable.words[word]) |
					       (wanted.words[word] & writable.words[word]);
		CHECK_EQ(msch(sid, &wanted), CC_DONE);
		now = stored(sid);
		CHECK_MEM_EQ(&now, &expected, sizeof(now));
	}
}

TEST(enabling, "a subchannel is enabled for the subclass that was asked for, and disabled again",
     CITE(PoP "MODIFY SUBCHANNEL"))
{
	struct schib schib;

	REQUIRE(css_scan());
	for (unsigned int isc = 0; isc < 8; isc++) {
		REQUIRE(css_enable(css_nth(0), isc));
		REQUIRE_EQ(stsch(css_nth(0)->sid, &schib), CC_DONE);
		CHECK_EQ(schib.pmcw.enabled, 1);
		CHECK_EQ(schib.pmcw.isc, isc);
		REQUIRE(css_disable(css_nth(0)));
		REQUIRE_EQ(stsch(css_nth(0)->sid, &schib), CC_DONE);
		CHECK_EQ(schib.pmcw.enabled, 0);
	}
}

static struct ccw_program program;

static void make_program(void)
{
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &program);
}

static void check_unusable(uint32_t sid)
{
	struct irb irb;

	CHECK_EQ(ssch(sid, &program.orb), CC_NOT_OPERATIONAL);
	CHECK_EQ(hsch(sid), CC_NOT_OPERATIONAL);
	CHECK_EQ(csch(sid), CC_NOT_OPERATIONAL);
	CHECK_EQ(xsch(sid), CC_NOT_OPERATIONAL);
	CHECK_EQ(rsch(sid), CC_NOT_OPERATIONAL);
	CHECK_EQ(tsch(sid, &irb), CC_NOT_OPERATIONAL);
}

TEST(disabled_is_unusable,
     "a subchannel is not operational for all functions before it is enabled and once disabled",
     CITE(PoP "START SUBCHANNEL, condition code 3"))
{
	struct subchannel *sch;
	struct irb irb;

	make_program();
	REQUIRE(css_scan());
	sch = css_nth(0);
	check_unusable(sch->sid);
	css_open(sch, 3);
	REQUIRE(css_run(sch, &program, &irb));
	CHECK_ENDED_WELL(&program, &irb);
	REQUIRE(css_disable(sch));
	check_unusable(sch->sid);
}

static void check_unchanged(uint32_t sid, unsigned int cc)
{
	union block before = stored(sid), wanted = before, now;

	for (unsigned int word = 0; word < 13; word++)
		wanted.words[word] ^= writable.words[word];
	wanted.schib.pmcw.limit_mode = before.schib.pmcw.limit_mode;
	wanted.schib.measurement_address[1] = 0;
	CHECK_EQ(msch(sid, &wanted), cc);
	now = stored(sid);
	CHECK_MEM_EQ(&now, &before, sizeof(now));
}

TEST(while_status_pending, "a subchannel with a status pending is not changed, condition code 1",
     CITE(PoP "MODIFY SUBCHANNEL, condition code 1"))
{
	uint32_t sid = the_device();
	struct irb irb;

	make_program();
	REQUIRE_EQ(ssch(sid, &program.orb), CC_DONE);
	while (!(stored(sid).schib.scsw.stctl & STCTL_SECONDARY))
		;
	check_unchanged(sid, CC_STATUS_PENDING);
	CHECK_EQ(tsch(sid, &irb), TSCH_STORED);
}

TEST(clear_takes_the_parameter,
     "the interruption of a CLEAR carries the parameter that MODIFY SUBCHANNEL left",
     CITE(PoP "Interruption Parameter"))
{
	const uint32_t parameter = 0x600df00d;
	uint32_t sid = the_device();
	union block block = stored(sid);
	struct io_code code;

	block.schib.pmcw.parameter = parameter;
	REQUIRE_EQ(msch(sid, &block), CC_DONE);
	irq_disable();
	irq_open(IRQ_IO(3));
	REQUIRE_EQ(csch(sid), CC_DONE);
	for (uint64_t end = clock_ns() + NS_PER_S; !tpi(&code);)
		REQUIRE(clock_ns() < end, "no interruption");
	CHECK_EQ(code.sid, sid);
	CHECK_EQ(code.parameter, parameter);
}

TEST(not_there, "a subchannel that is not provided sets condition code 3",
     CITE(PoP "MODIFY SUBCHANNEL, condition code 3"))
{
	union block block = stored(the_device());

	CHECK_EQ(msch(SID(0, 0xffff), &block), CC_NOT_OPERATIONAL);
}

TEST(identification, "a subsystem identification without its one is an operand exception",
     CITE(PoP "MODIFY SUBCHANNEL, Special Conditions"))
{
	uint32_t sid = the_device();
	union block block = stored(sid);

	CHECK_TRAP(TRAP_OPERAND, msch(sid & ~SID_ONE, &block));
}

static union block of_problem_state;

static void modify(void)
{
	msch(SID(0, 0), &of_problem_state);
}

TEST(privileged, "MODIFY SUBCHANNEL in the problem state is a privileged-operation exception",
     CITE(PoP "MODIFY SUBCHANNEL, Program Exceptions"))
{
	CHECK_TRAP(TRAP_PRIVILEGED, (in_problem_state(modify), 0));
}
