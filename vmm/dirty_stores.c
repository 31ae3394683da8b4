/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario dirty_stores: CPUs write by every kind of store that the
 * architecture has, as those of common/dirty_log do, and tell the VMM of each what it should find
 * in the dirty log.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <args.h>
#include <atomic.h>
#include <mmu.h>
#include <smp.h>
#include <test.h>
#include <writer.h>
#include <writer_plan.h>

#include "../host/vmm/bell.h"

#define MAX_CPUS 4

static const uint64_t pages[WRITERS_PER_CPU] = { [WRITER_HOT] = 8, [WRITER_COLD] = 64 };

static volatile uint64_t *bell;
static struct writer writers[MAX_CPUS][WRITERS_PER_CPU];
static struct barrier all_there;

static uint64_t answer(const struct writer *own, uint64_t question)
{
	switch (question) {
	case ASK_HOT_PAGES:
		return own[WRITER_HOT].pages;
	case ASK_HOT_AREA:
		return (uintptr_t)own[WRITER_HOT].area;
	case ASK_COLD_PAGES:
		return own[WRITER_COLD].pages;
	case ASK_COLD_AREA:
		return (uintptr_t)own[WRITER_COLD].area;
	case ASK_KINDS:
		return writer_kinds();
	case ASK_TURNS:
		return writer_turns;
	default:
		return 0;
	}
}

static void announce(const struct writer *writer, volatile struct command *command)
{
	uint64_t page = writer_next_page(writer);
	unsigned int turn = writer_turn_of(page, writer->steps / writer->pages + 1);
	const struct store_kind *kind = writer_turn_at(page, turn)->kind;

	command->name = (uintptr_t)kind->name;
	command->page = page;
	command->across = kind->across;
	command->keeps = kind->keeps;
}

static void store(struct writer *writer, volatile struct command *command)
{
	for (uint64_t n = 0; n < command->count && !command->stop; n++) {
		if (n + 1 == command->count)
			announce(writer, command);
		writer_step(writer);
		command->steps = n + 1;
	}
}

static uint64_t verify(struct writer *writer)
{
	writer_verify(writer);
	return writer_report(writer);
}

static void serve(void *context)
{
	struct writer *own = context;
	volatile struct command command = { 0 };

	barrier_wait(&all_there); /* a CPU at the bell answers nobody who starts another */
	do {
		*bell = (uintptr_t)&command;
		if (command.what == COMMAND_STORES)
			store(&own[command.first], &command);
		if (command.what == COMMAND_VERIFY)
			command.result = verify(&own[command.first]);
		if (command.what == COMMAND_ASK)
			command.result = answer(own, command.first);
	} while (command.what != COMMAND_END);
}

TEST(obeys, "every CPU writes as the VMM tells it")
{
	unsigned int cpus = smp_count();

	REQUIRE(cpus <= MAX_CPUS, "%u CPUs are too many", cpus);
	bell = mmu_device(args_number("bell", 0), PAGE_SIZE);
	for (unsigned int id = 0; id < cpus; id++) {
		for (unsigned int n = 0; n < WRITERS_PER_CPU; n++)
			writer_init(&writers[id][n], pages[n], id * WRITERS_PER_CPU + n + 1,
				    n == WRITER_HOT ? WRITER_SEQUENTIAL : WRITER_RANDOM);
	}
	barrier_init(&all_there, cpus);
	for (unsigned int id = 1; id < cpus; id++)
		smp_run(id, serve, writers[id]);
	serve(writers[0]);
}
