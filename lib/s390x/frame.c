/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <frame.h>
#include <lowcore.h>
#include <machine.h>
#include <stdio.h>
#include <string.h>
#include <symbol.h>

/* Of a stack frame, as the calling convention lays it out with -mbackchain. */
#define BACK_CHAIN     0
#define RETURN_ADDRESS 112

/* Where trap.S left the frame of what was interrupted, and where it is returned to. */
#define CALL_FRAME 160
extern const char trap_return[];

/*
 * A link is a stack pointer, or the frame of an interruption with one of these:
 * what comes next is the address that was interrupted, or the one in its %r14.
 */
#define NEXT_IS_PSW 1ul
#define NEXT_IS_R14 2ul
#define NEXT_MASK   3ul

uintptr_t frame_pc(const struct frame *frame)
{
	return frame->psw.address;
}

void frame_set_pc(struct frame *frame, uintptr_t pc)
{
	frame->psw.address = pc;
}

static void print_cause(const struct frame *frame)
{
	static const char *const classes[CLASSES] = {
		"restart", "external", "supervisor call", "program", "machine check", "I/O",
	};

	printf("# PSW %016lx %016lx %pS\n", frame->psw.mask, frame->psw.address,
	       (void *)frame->psw.address);
	printf("# %s interruption, code %#x, ILC %u, breaking event %#lx\n", classes[frame->class],
	       frame->code, frame->ilc, frame->breaking_event);
	switch (frame->class) {
	case CLASS_PROGRAM:
		printf("# TEID %016lx, DXC %#x, PER %#x at %#lx, monitor %#x %#lx\n",
		       frame->translation_exception, frame->data_exception_code, frame->per_code,
		       frame->per_address, frame->monitor_class, frame->monitor_code);
		break;
	case CLASS_EXTERNAL:
		printf("# parameter %#x, CPU %#x\n", frame->external_parameter,
		       frame->external_cpu);
		break;
	case CLASS_MACHINE:
		printf("# MCIC %016lx, damage %#x, failing storage %#lx\n",
		       frame->machine_check_code, frame->external_damage_code,
		       frame->failing_storage);
		break;
	case CLASS_IO:
		printf("# subsystem %#x, parameter %#x, word %#x\n", frame->subsystem_id,
		       frame->io_parameter, frame->io_word);
		break;
	}
}

static void print_quads(const char *name, const uint64_t *values, unsigned int count)
{
	for (unsigned int i = 0; i < count; i += 4)
		printf("# %s%-2u %016lx %016lx %016lx %016lx\n", name, i, values[i], values[i + 1],
		       values[i + 2], values[i + 3]);
}

void frame_print(const struct frame *frame)
{
	const uint32_t *ar = frame->acrs;

	print_cause(frame);
	print_quads("R", frame->gprs, 16);
	print_quads("C", frame->crs, 16);
	for (unsigned int i = 0; i < 16; i += 8)
		printf("# A%-2u %08x %08x %08x %08x %08x %08x %08x %08x\n", i, ar[i], ar[i + 1],
		       ar[i + 2], ar[i + 3], ar[i + 4], ar[i + 5], ar[i + 6], ar[i + 7]);
	for (unsigned int i = 0; i < 32; i += 2) {
		if (frame->vrs[i][0] | frame->vrs[i][1] | frame->vrs[i + 1][0] |
		    frame->vrs[i + 1][1])
			printf("# V%-2u %016lx%016lx %016lx%016lx\n", i, frame->vrs[i][0],
			       frame->vrs[i][1], frame->vrs[i + 1][0], frame->vrs[i + 1][1]);
	}
	printf("# FPC %08x\n", frame->fpc);
}

static uint64_t word_at(uintptr_t address)
{
	return *(const uint64_t *)address;
}

static bool is_stack(uintptr_t address)
{
	const struct lowcore *here = lowcore();

	return !(address % 8) &&
	       ((address >= here->stack_low && address < here->stack_high) ||
		(address >= here->emergency_low && address < here->emergency_high));
}

static bool same_function(uintptr_t a, uintptr_t b)
{
	char name_a[80], name_b[80];
	size_t length;

	symbol_format(name_a, sizeof(name_a), (void *)a);
	symbol_format(name_b, sizeof(name_b), (void *)b);
	length = strcspn(name_a, "+") + 1;
	return !strncmp(name_a, name_b, length);
}

/*
 * A function without a stack frame has its return address in %r14 alone. In
 * one that has a frame %r14 is where its last call returned to, so within
 * itself, or what its frame says as well.
 */
static bool link_in_r14(const struct frame *frame)
{
	uint64_t link = frame->gprs[14], stack = frame->gprs[15];

	if (link < (uintptr_t)text_start || link >= (uintptr_t)text_end)
		return false;
	if (is_stack(stack) && is_stack(word_at(stack + BACK_CHAIN)) &&
	    word_at(word_at(stack + BACK_CHAIN) + RETURN_ADDRESS) == link)
		return false;
	return !same_function(link, frame->psw.address);
}

/* A push that overflowed the stack has left %r15 outside, and %r11 at the frame of the caller. */
static uintptr_t stack_of(const struct frame *frame)
{
	return is_stack(frame->gprs[15]) ? frame->gprs[15] : frame->gprs[11];
}

void frame_unwind_start(const struct frame *frame, uintptr_t *pc, uintptr_t *link)
{
	*pc = frame->psw.address;
	*link = link_in_r14(frame) ? (uintptr_t)frame | NEXT_IS_R14 : stack_of(frame);
}

static bool step_from_frame(uintptr_t *pc, uintptr_t *link)
{
	const struct frame *frame = (const void *)(*link & ~NEXT_MASK);

	if (*link & NEXT_IS_PSW) {
		frame_unwind_start(frame, pc, link);
	} else {
		*pc = frame->gprs[14];
		*link = stack_of(frame);
	}
	return true;
}

bool frame_unwind_step(uintptr_t *pc, uintptr_t *link)
{
	uintptr_t caller;

	if (*link & NEXT_MASK)
		return step_from_frame(pc, link);
	if (!is_stack(*link))
		return false;
	caller = word_at(*link + BACK_CHAIN);
	if (!is_stack(caller))
		return false;
	*pc = word_at(caller + RETURN_ADDRESS);
	*link = caller;
	if (*pc == (uintptr_t)trap_return)
		*link = (caller + CALL_FRAME) | NEXT_IS_PSW;
	return true;
}
