/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SET CHANNEL MONITOR: the channel subsystem counts the programs of a subchannel
 * in a measurement block.
 *
 * Systems find by these counts which device is slow. A host must count each start
 * and each resumption once, in the block that belongs to the subchannel, and must
 * write nowhere else.
 *
 * Principles of Operation, chapter I/O Support Functions.
 */
#include <alloc.h>
#include <case.h>
#include <css_io.h>
#include <css_print.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "

#define SCHM_MEASURE  0x2
#define SCHM_RESERVED 0x0ffffffcul
#define BLOCK_0_SIZE  32
#define BLOCK_1_SIZE  64
#define PROGRAMS      20
#define INDEX	      5

static struct ccw_program program;
static struct irb irb;

static void stop_measuring(struct case_undo *undo)
{
	(void)undo;
	schm(0, 0);
}

static void measure(const void *area)
{
	static struct case_undo undo = { .undo = stop_measuring };

	case_at_end(&undo);
	schm(SCHM_MEASURE, (uintptr_t)area);
}

struct block_choice {
	bool format_1;
	uint64_t address;
};

static void choose_block(struct schib *schib, void *context)
{
	const struct block_choice *choice = context;

	schib->pmcw.measurement_block = 1;
	schib->pmcw.measurement_format_1 = choice->format_1;
	schib->pmcw.measurement_index = choice->format_1 ? 0 : INDEX;
	schib->measurement_address[0] = choice->address >> 32;
	schib->measurement_address[1] = choice->address;
}

static struct subchannel *open_measured(struct block_choice choice)
{
	REQUIRE(css_scan(), "no subchannel with a device");
	css_open(css_nth(0), 3);
	REQUIRE(css_modify(css_nth(0)->sid, choose_block, &choice));
	return css_nth(0);
}

static void run_programs(struct subchannel *sch)
{
	for (unsigned int i = 0; i < PROGRAMS; i++) {
		ccw_begin(&program, CCW_FORMAT_1);
		ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &program);
		REQUIRE(css_run(sch, &program, &irb));
	}
}

static void check_rest_is_zero(const uint8_t *area, size_t size, size_t from, size_t length)
{
	for (size_t i = 0; i < size; i++)
		CHECK(!area[i] || (i >= from && i < from + length), "byte %zu is %#x", i, area[i]);
}

TEST(format_0, "each start is counted in the block that the index of the subchannel selects",
     CITE(PoP "Measurement Block, Format 0"))
{
	uint8_t *area = page_alloc(1);

	measure(area);
	run_programs(open_measured((struct block_choice){ 0 }));
	CHECK_EQ(*(uint16_t *)(area + INDEX * BLOCK_0_SIZE), PROGRAMS);
	check_rest_is_zero(area, PAGE_SIZE, INDEX * BLOCK_0_SIZE, BLOCK_0_SIZE);
}

TEST(format_1, "each start is counted in the block whose address the subchannel has",
     CITE(PoP "Measurement Block, Format 1"))
{
	uint8_t *area = page_alloc(1);
	const size_t place = 3 * BLOCK_1_SIZE;

	measure(area);
	run_programs(open_measured((struct block_choice){ true, (uintptr_t)area + place }));
	CHECK_EQ(*(uint32_t *)(area + place), PROGRAMS);
	check_rest_is_zero(area, PAGE_SIZE, place, BLOCK_1_SIZE);
}

TEST(not_measured, "a subchannel that is not to be measured is not counted",
     CITE(PoP "Measurement-Mode Enable"))
{
	uint8_t *area = page_alloc(1);

	measure(area);
	REQUIRE(css_scan());
	css_open(css_nth(0), 3);
	run_programs(css_nth(0));
	check_rest_is_zero(area, PAGE_SIZE, 0, 0);
}

TEST(measuring_ends, "nothing is counted any more when measuring has been ended",
     CITE(PoP "SET CHANNEL MONITOR"))
{
	uint8_t *area = page_alloc(1);
	struct subchannel *sch = open_measured((struct block_choice){ true, (uintptr_t)area });

	measure(area);
	run_programs(sch);
	schm(0, 0);
	run_programs(sch);
	CHECK_EQ(*(uint32_t *)area, PROGRAMS);
}

TEST(reserved_bits, "each reserved bit of the control word is an operand exception",
     CITE(PoP "SET CHANNEL MONITOR, Special Conditions"))
{
	for (uint64_t bit = 4; bit & SCHM_RESERVED; bit <<= 1)
		CHECK_TRAP(TRAP_OPERAND, (schm(bit, 0), 0));
}

TEST(origin_alignment, "an area off a 32-byte boundary is an operand exception",
     CITE(PoP "SET CHANNEL MONITOR, Special Conditions"))
{
	uint8_t *area = page_alloc(1);

	for (unsigned int offset = 1; offset < BLOCK_0_SIZE; offset <<= 1)
		CHECK_TRAP(TRAP_OPERAND, (schm(SCHM_MEASURE, (uintptr_t)area + offset), 0));
	CHECK_TRAP(TRAP_NONE, (measure(area), 0));
}
