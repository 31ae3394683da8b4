/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dt_walk.h>
#include <endian.h>
#include <libfdt.h>

#define CELL 4

static uint32_t take_cell(struct dt_walk *walk)
{
	uint32_t cell = load_be32(__builtin_assume_aligned(walk->at, CELL));

	walk->at += CELL;
	return cell;
}

static void skip(struct dt_walk *walk, uint32_t length)
{
	walk->at += (length + CELL - 1) & ~(uint32_t)(CELL - 1);
}

void dt_walk_begin(struct dt_walk *walk, const void *tree)
{
	walk->structure = (const char *)tree + fdt_off_dt_struct(tree);
	walk->strings = (const char *)tree + fdt_off_dt_strings(tree);
	walk->at = walk->structure;
	walk->depth = -1;
}

/* A name ends in the first cell with a zero byte in it. Of nodes there are many, so by cells. */
static void skip_name(struct dt_walk *walk)
{
	uint32_t cell;

	do
		cell = take_cell(walk);
	while (!((cell - 0x01010101) & ~cell & 0x80808080));
}

static void enter_node(struct dt_walk *walk)
{
	int offset = walk->at - walk->structure - CELL;

	if (walk->depth < DT_MAX_DEPTH - 1)
		walk->depth++;
	walk->path[walk->depth] = offset;
	walk->name = walk->at;
	skip_name(walk);
}

static void take_property(struct dt_walk *walk)
{
	walk->length = take_cell(walk);
	walk->name = walk->strings + take_cell(walk);
	walk->value = walk->at;
	skip(walk, walk->length);
}

void dt_walk_enter(struct dt_walk *walk, int node)
{
	walk->at = walk->structure + node + CELL;
	enter_node(walk);
}

enum dt_token dt_walk_next(struct dt_walk *walk)
{
	for (;;) {
		switch (take_cell(walk)) {
		case FDT_BEGIN_NODE:
			enter_node(walk);
			return DT_NODE;
		case FDT_PROP:
			take_property(walk);
			return DT_PROPERTY;
		case FDT_END_NODE:
			if (--walk->depth < -1)
				return DT_END; /* out of the node above the first */
			break;
		case FDT_NOP:
			break;
		default:
			return DT_END;
		}
	}
}
