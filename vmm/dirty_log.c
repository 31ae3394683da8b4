/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario dirty_log: every CPU touches those pages of an area that the VMM
 * tells it, so that the VMM can compare the dirty log with what was really written.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <args.h>
#include <atomic.h>
#include <mmio_size.h>
#include <mmu.h>
#include <smp.h>
#include <test.h>
#include <trap.h>

#include "../host/vmm/bell.h"

#define DEVICE_SIZE (2 * PAGE_SIZE)

static volatile uint64_t *bell;
static uintptr_t area;
static struct barrier all_there;

static volatile uint64_t *page(const volatile struct command *command, uint64_t n)
{
	return (volatile uint64_t *)(area + (command->first + n * command->stride) * AREA_PAGE);
}

static uint64_t probe(const volatile struct command *command)
{
	uint64_t value;

	trap_probe_begin();
	value = probe_read((void *)command->first, command->count);
	return trap_probed() == TRAP_NONE ? value : PROBE_TRAPPED;
}

static void obey(volatile struct command *command)
{
	uint64_t sum = 0;

	for (uint64_t n = 0; command->what == COMMAND_WRITE && n < command->count; n++)
		*page(command, n) = command->value;
	for (uint64_t n = 0; command->what == COMMAND_READ && n < command->count; n++)
		sum += *page(command, n);
	for (; command->what == COMMAND_ADD && sum < command->rounds && !command->stop; sum++) {
		command->result = sum;
		for (uint64_t n = 0; n < command->count; n++)
			++*page(command, n);
	}
	if (command->what == COMMAND_STORE)
		mmio_write(command->first, command->count, command->value);
	if (command->what == COMMAND_LOAD)
		sum = mmio_read(command->first, command->count);
	if (command->what == COMMAND_PROBE)
		sum = probe(command);
	command->result = sum;
}

static void serve(void *context)
{
	volatile struct command command = { 0 };

	(void)context;
	barrier_wait(&all_there); /* a CPU at the bell answers nobody who starts another */
	do {
		*bell = (uintptr_t)&command;
		obey(&command);
	} while (command.what != COMMAND_END);
}

/* Twice as much as there is: a slot may be moved behind its first place. */
static void map_area(void)
{
	uint64_t pages = 2 * args_number("pages", 0), physical;

	area = args_number("area", 0);
	bell = mmu_device(args_number("bell", 0), PAGE_SIZE);
	mmu_device(args_number("device", 0), DEVICE_SIZE);
	for (uint64_t at = area; at < area + pages * AREA_PAGE; at += PAGE_SIZE) {
		if (!mmu_translate((void *)at, &physical))
			mmu_map((void *)at, at, MMU_READ | MMU_WRITE);
	}
}

TEST(obeys, "every CPU does what the VMM tells it")
{
	map_area();
	barrier_init(&all_there, smp_count());
	for (unsigned int id = 1; id < smp_count(); id++)
		smp_run(id, serve, NULL);
	serve(NULL);
}
