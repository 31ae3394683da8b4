/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bits.h>
#include <ccw.h>
#include <string.h>
#include <test.h>
#include <util.h>

#define BELOW_16_MB (1u << 24)
#define BELOW_2_GB  (1u << 31)

static uint32_t reachable(const volatile void *at, uint64_t end)
{
	REQUIRE((uintptr_t)at < end, "%p is out of reach of a channel program", (void *)at);
	return (uintptr_t)at;
}

static uint64_t reach(const struct ccw_program *program)
{
	return program->format == CCW_FORMAT_0 ? BELOW_16_MB : BELOW_2_GB;
}

void ccw_begin(struct ccw_program *program, enum ccw_format format)
{
	memset(program, 0, sizeof(*program));
	program->format = format;
	program->orb.lpm = 0xff;
	program->orb.format_1 = format == CCW_FORMAT_1;
	program->orb.program = reachable(program->ccw1, reach(program));
	program->orb.parameter = program->orb.program;
}

void ccw_set(struct ccw_program *program, unsigned int n, uint8_t command, uint8_t flags,
	     uint16_t count, uint32_t data)
{
	if (program->format == CCW_FORMAT_0)
		program->ccw0[n] = (struct ccw0){ command, data, flags, 0, count };
	else
		program->ccw1[n] = (struct ccw1){ command, flags, count, data };
}

void ccw_set_flags(struct ccw_program *program, unsigned int n, uint8_t flags)
{
	if (program->format == CCW_FORMAT_0)
		program->ccw0[n].flags = flags;
	else
		program->ccw1[n].flags = flags;
}

unsigned int ccw_add(struct ccw_program *program, uint8_t command, uint8_t flags, uint16_t count,
		     const volatile void *data)
{
	unsigned int n = program->count++;

	REQUIRE(n < CCW_PROGRAM_MAX, "more than %u channel-command words", CCW_PROGRAM_MAX);
	ccw_set(program, n, command, flags, count, reachable(data, reach(program)));
	return n;
}

unsigned int ccw_tic(struct ccw_program *program, unsigned int target)
{
	return ccw_add(program, CCW_TIC, 0, 0, &program->ccw1[target]);
}

uint32_t ccw_address(const struct ccw_program *program, unsigned int n)
{
	return (uintptr_t)&program->ccw1[n];
}

unsigned int ida_block(enum ida_kind kind)
{
	return kind == IDA_64 ? 4096 : 2048;
}

void ida_begin(struct ida_list *list, enum ida_kind kind)
{
	list->kind = kind;
	list->count = 0;
}

void ida_add(struct ida_list *list, uint64_t address)
{
	unsigned int n = list->count++;

	REQUIRE(n < IDA_LIST_MAX, "more than %u indirect-data addresses", IDA_LIST_MAX);
	if (list->kind == IDA_31)
		list->address_31[n] = address;
	else
		list->address_64[n] = address;
}

/* Each word but the first begins at the boundary of a block. */
void ida_cover(struct ida_list *list, const volatile void *data, size_t size)
{
	uint64_t at = (uintptr_t)data, end = at + size, block = ida_block(list->kind);

	do {
		ida_add(list, at);
		at = align_down(at + block, block);
	} while (at < end);
}

void ida_allow(struct orb *orb, enum ida_kind kind)
{
	orb->idaw_2 = kind != IDA_31;
	orb->idaw_2k = kind == IDA_64_2K;
}
