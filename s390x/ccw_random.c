/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Channel programs by the thousand, made at random, good ones and broken ones.
 * After each, the status, every byte of storage that it could have reached and
 * the device are compared with a reference, see ccw_model.h.
 *
 * What a person writes down is what a person has thought of. The seed is printed:
 * the same programs come again with --seed.
 *
 * Principles of Operation, chapters Basic I/O Functions and I/O Interruptions.
 */
#include <args.h>
#include <bits.h>
#include <css_io.h>
#include <css_print.h>
#include <pong_io.h>
#include <random.h>
#include <string.h>
#include <test.h>
#include <util.h>
#include "ccw_model.h"

#define PoP "Principles of Operation, "

#define ROUNDS	       1500
#define COMMANDS_MAX   8
#define PIECES_MAX     4
#define PIECE_MAX      300
#define LISTS_MAX      (COMMANDS_MAX * PIECES_MAX)
#define GAP_MAX	       3
#define NO_STORAGE     0x7ff00000u
#define NO_SUCH_DEVICE 0x55

static struct ccw_program program;
static struct ida_list lists[LISTS_MAX];
static uint8_t arena[ARENA_SIZE] __attribute__((aligned(4096)));
static struct model model;
static struct random dice;

/* What programs of this case are made of. */
static struct {
	bool wide_lists;     /* indirect data go across blocks, and in both formats */
	enum ida_kind kind;  /* of the program being made */
	unsigned int listed; /* lists in use */
} made;

static unsigned int below(unsigned int bound)
{
	return random_below(&dice, bound);
}

/* Once in so many times. */
static bool once_in(unsigned int times)
{
	return !below(times);
}

/* Somewhere behind, with words in between that must not be executed. */
static void jump_ahead(void)
{
	unsigned int gap = below(GAP_MAX), tic = ccw_tic(&program, program.count + 1 + gap);

	while (program.count < tic + 1 + gap)
		ccw_add(&program, 0, 0xff, 0, arena);
}

/* Data of this size anywhere in the arena; indirect ones, as a rule, within one block. */
static void add_piece(uint8_t command, uint8_t flags, uint16_t count)
{
	unsigned int block = ida_block(made.kind), at = below(ARENA_SIZE - count);
	struct ida_list *list = &lists[made.listed];

	if (program.count && once_in(6))
		jump_ahead();
	if (!once_in(3)) {
		ccw_add(&program, command, flags, count, arena + at);
		return;
	}
	if (!made.wide_lists && at / block != (at + count - 1) / block)
		at = align_down(at, block) + below(block - count);
	made.listed++;
	ida_begin(list, made.kind);
	ida_cover(list, arena + at, count);
	ccw_add(&program, command, flags | CCW_IDA, count, list);
}

/* Pieces that are chained; `last` is for the one that ends the command. */
static unsigned int add_pieces(uint8_t command, unsigned int total, uint8_t last)
{
	unsigned int pieces = 1 + below(PIECES_MAX), added = 0;

	for (unsigned int i = 1; i < pieces && total - added > 1; i++) {
		unsigned int size = 1 + below(min(total - added - 1, PIECE_MAX));
		uint8_t skip = command == PONG_FETCH && once_in(8) ? CCW_SKIP : 0;

		add_piece(added ? 0 : command, CCW_CHAIN_DATA | skip, size);
		added += size;
	}
	add_piece(added ? 0 : command, last, total - added);
	return total - added;
}

/* The device mostly ends in the last piece: where a piece ends exactly, the manual is open. */
static void add_fetch(unsigned int record, uint8_t last)
{
	unsigned int size;

	if (!once_in(4)) {
		add_pieces(PONG_FETCH, record, last);
		return;
	}
	size = record + below(20);
	if (!once_in(8))
		last |= CCW_SUPPRESS_LENGTH;
	if (once_in(2) && record > 20)
		add_piece(PONG_FETCH, last, record - 1 - below(20));
	else
		add_piece(PONG_FETCH, last, size);
}

/* Of a good program; the last one tells a residual count for sure. */
static void add_command(unsigned int *record, bool is_last)
{
	uint8_t last = is_last ? 0 : CCW_CHAIN_COMMAND;

	switch (below(is_last ? 4 : 6)) {
	case 0:
	case 1:
		*record = 1 + below(PIECE_MAX);
		add_pieces(PONG_STORE, *record, last | (once_in(2) ? CCW_SUPPRESS_LENGTH : 0));
		break;
	case 2:
	case 3:
		add_fetch(*record, last);
		break;
	case 4:
		add_piece(CCW_SENSE_ID, last | CCW_SUPPRESS_LENGTH, 4 + below(PIECE_MAX));
		break;
	default:
		ccw_add(&program, once_in(2) ? CCW_NOP : PONG_WAIT, last | CCW_SUPPRESS_LENGTH,
			1 + below(9), arena);
	}
}

static void make_program(void)
{
	unsigned int commands = 1 + below(COMMANDS_MAX), record = model.record_size;

	made.listed = 0;
	made.kind = made.wide_lists ? below(3) : 1 + below(2);
	ccw_begin(&program, once_in(2) ? CCW_FORMAT_0 : CCW_FORMAT_1);
	ida_allow(&program.orb, made.kind);
	for (unsigned int i = 1; i <= commands; i++)
		add_command(&record, i == commands);
}

static void change_word(unsigned int n, uint8_t command, uint8_t more_flags, int32_t data)
{
	const struct ccw0 *ccw0 = &program.ccw0[n];
	struct ccw1 word = program.ccw1[n];

	if (program.format == CCW_FORMAT_0)
		word = (struct ccw1){ ccw0->command, ccw0->flags, ccw0->count, ccw0->data };
	ccw_set(&program, n, command ? command : word.command, word.flags | more_flags, word.count,
		data ? data : word.data);
}

static void break_word(unsigned int n)
{
	bool format_1 = program.format == CCW_FORMAT_1;
	uint8_t flags = format_1 ? program.ccw1[n].flags : program.ccw0[n].flags;

	switch (below(8)) {
	case 0:
		change_word(n, 0x10 * (1 + below(15)), 0, 0);
		break;
	case 1:
		change_word(n, NO_SUCH_DEVICE, 0, 0);
		break;
	case 2:
		change_word(n, 0, CCW_MIDA, 0);
		break;
	case 3:
		change_word(n, 0, CCW_SUSPEND, 0);
		break;
	case 4:
		if (format_1 && program.ccw1[n].command != CCW_TIC)
			change_word(n, 0, 0, NO_STORAGE);
		break;
	case 5:
		if (flags & CCW_IDA)
			change_word(n, 0, 0, (uintptr_t)lists + 1 + below(7));
		break;
	case 6:
		if (format_1)
			program.ccw1[n].count = 0;
		else
			program.ccw0[n].count = 0;
		break;
	default:
		if (n && n + 1 < program.count) {
			ccw_set(&program, n, CCW_TIC, 0, 0, ccw_address(&program, n + 1));
			ccw_set(&program, n + 1, CCW_TIC, 0, 0, ccw_address(&program, 0));
		}
	}
}

/* How the reference judges it; the device and the storage behind it are as before. */
static bool is_good(void)
{
	static struct model trial;

	trial = model;
	model_run(&trial);
	return !(trial.subchannel_status & SUBCHANNEL_PROGRAM_CHECK) &&
	       !(trial.device_status & DEVICE_UNIT_CHECK);
}

static void make_broken_program(void)
{
	do {
		make_program();
		break_word(below(program.count));
	} while (is_good());
}

/* After a program check the device may or may not have presented its end. */
static bool same_end(const struct irb *irb)
{
	const struct scsw *scsw = &irb->scsw;
	bool checked = model.subchannel_status == SUBCHANNEL_PROGRAM_CHECK;
	uint8_t ends = DEVICE_CHANNEL_END | DEVICE_END;

	return scsw->subchannel_status == model.subchannel_status &&
	       (scsw->device_status == model.device_status ||
		(checked && scsw->device_status == ends)) &&
	       scsw->ccw_address == model.ccw_address && (checked || scsw->count == model.count) &&
	       !scsw->actl;
}

static void learn_device(struct subchannel *sch)
{
	random_fill(&dice, arena, sizeof(arena));
	memcpy(model.copy, arena, sizeof(arena));
	model.record_size = 1 + below(PIECE_MAX);
	memcpy(model.record, arena, model.record_size);
	pong_store(sch, arena, model.record_size);
}

static bool run_and_compare(struct subchannel *sch, unsigned int round)
{
	struct irb irb;

	model_run(&model);
	REQUIRE(css_run(sch, &program, &irb), "round %u", round);
	if (same_end(&irb) && !memcmp(arena, model.copy, sizeof(arena)))
		return true;
	css_print_program(&program);
	css_print_irb(&irb);
	NOTE("expected: device status %#x, subchannel status %#x, count %u, CCW %#x",
	     model.device_status, model.subchannel_status, model.count, model.ccw_address);
	CHECK(same_end(&irb), "round %u", round);
	CHECK_MEM_EQ(arena, model.copy, sizeof(arena));
	return false;
}

/* Enough to see what is wrong is enough. */
#define WRONG_MAX 3

static void run_many(void (*make)(void))
{
	struct subchannel *sch = pong_open(0, 3);
	uint64_t seed = args_number("hp.seed", 1);
	unsigned int wrong = 0;

	NOTE("seed %lu", seed);
	random_seed(&dice, seed);
	model.program = &program;
	model.arena = arena;
	model.lists = lists;
	model.lists_size = sizeof(lists);
	REQUIRE(css_sense_id(sch, &model.id));
	learn_device(sch);
	for (unsigned int round = 0; round < ROUNDS && wrong < WRONG_MAX; round++) {
		make();
		wrong += !run_and_compare(sch, round);
		if (wrong || model.subchannel_status == SUBCHANNEL_PROGRAM_CHECK)
			learn_device(sch);
	}
	test_value("programs", ROUNDS, "programs");
}

TEST(good_programs, "1,500 random programs end and store as the architecture says",
     CITE(PoP "Basic I/O Functions"))
{
	made.wide_lists = false;
	run_many(make_program);
}

TEST(broken_programs, "1,500 random programs with something wrong end where it is, and no later",
     CITE(PoP "I/O Interruptions, Program Check"))
{
	made.wide_lists = false;
	run_many(make_broken_program);
}

TEST(indirect_programs, "1,500 random programs with indirect data of all kinds end as they should",
     CITE(PoP "Indirect Data Addressing"))
{
	made.wide_lists = true;
	run_many(make_program);
}
