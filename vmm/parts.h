/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guests have in common that are moved with one part of their state at a time: asking
 * for that, and telling what was not as it had to be. The other side is host/vmm/parts.c.
 */
#ifndef PARTS_H
#define PARTS_H

#include <args.h>
#include <clock.h>
#include <irq.h>
#include <mmu.h>
#include <smp.h>
#include <test.h>

#include "../host/vmm/bell.h"

#define PARTS_CPUS 2

static volatile uint64_t *parts_bell, *parts_device;
static volatile struct command parts_commands[PARTS_CPUS];

static inline volatile struct command *parts_command(void)
{
	return &parts_commands[smp_id()];
}

/* Goes on in the next machine. */
static inline void move(void)
{
	parts_command()->result = MOVE_ASKED;
	*parts_bell = (uintptr_t)parts_command();
}

/* The first difference, which is told at the end: a command is new after each move. */
static struct {
	uint64_t at, expected, found;
	bool failed;
} parts_wrong[PARTS_CPUS];

static inline bool is_wrong(void)
{
	return parts_wrong[smp_id()].failed;
}

static inline void compare(uint64_t at, uint64_t expected, uint64_t found)
{
	if (expected == found || is_wrong())
		return;
	parts_wrong[smp_id()].at = at;
	parts_wrong[smp_id()].expected = expected;
	parts_wrong[smp_id()].found = found;
	parts_wrong[smp_id()].failed = true;
}

static inline void parts_tell(volatile struct command *command)
{
	command->result = 0;
	command->at = parts_wrong[smp_id()].at;
	command->expected = parts_wrong[smp_id()].expected;
	command->found = parts_wrong[smp_id()].found;
	command->failed = is_wrong();
}

/* Of interrupts. */
static volatile unsigned int count;

static inline void take(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	count++;
}

/* False if they did not all come. */
static inline bool wait_taken(unsigned int times, uint64_t limit)
{
	for (uint64_t begin = clock_ns(); count < times && clock_ns() - begin < limit;)
		cpu_relax();
	return count >= times;
}

static inline void parts_serve_here(void *context)
{
	void (*const *moves)(void) = context;
	volatile struct command *command = parts_command();

	parts_bell = mmu_device(args_number("bell", 0), PAGE_SIZE);
	parts_device = mmu_device(args_number("device", 0), PAGE_SIZE);
	*parts_bell = (uintptr_t)command;
	while (command->what != COMMAND_END) {
		if (command->what == COMMAND_MOVE)
			moves[command->first]();
		parts_tell(command);
		*parts_bell = (uintptr_t)command;
	}
}

/* On each CPU, the functions by their MOVE_…, as the VMM calls for them. */
static inline void parts_serve(void (*const *moves)(void))
{
	for (unsigned int id = 1; id < smp_count(); id++)
		smp_run(id, parts_serve_here, (void *)moves);
	parts_serve_here((void *)moves);
}

#endif
