/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario memory_churn: CPUs count up in the pages of an area and look all
 * along whether what they wrote is still there, while the VMM does to the memory behind it
 * what an operating system may do.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <args.h>
#include <atomic.h>
#include <irq.h>
#include <mmu.h>
#include <smp.h>
#include <test.h>

#include "../host/vmm/bell.h"

#define WORDS (AREA_PAGE / sizeof(uint64_t))

static volatile uint64_t *bell;
static uintptr_t area;
static struct barrier all_there;

static volatile uint64_t *page(uint64_t n)
{
	return (volatile uint64_t *)(area + n * AREA_PAGE);
}

/* False if the page is not as the round before has left it. */
static bool keep_page(volatile struct command *command, uint64_t n, uint64_t round)
{
	for (uint64_t word = 0; word < KEEP_WORDS; word++) {
		uint64_t expected = keep_mark(n, word, round);
		uint64_t found = page(n)[word * KEEP_STRIDE];

		if (found != expected) {
			command->at = n * AREA_PAGE + word * KEEP_STRIDE * sizeof(uint64_t);
			command->expected = expected;
			command->found = found;
			command->failed = true;
			return false;
		}
		page(n)[word * KEEP_STRIDE] = keep_mark(n, word, round + 1);
	}
	if (command->shared)
		atomic_add(&page(command->shared)[command->steps++ % WORDS], 1);
	return true;
}

/* The result is how often it has been through all pages. */
static void keep(volatile struct command *command)
{
	for (uint64_t round = command->value; !command->stop; round++) {
		for (uint64_t n = 0; n < command->count; n++) {
			if (!keep_page(command, command->first + n * command->stride, round))
				return;
		}
		command->result = round + 1;
	}
}

static void make_marks(const volatile struct command *command)
{
	for (uint64_t n = 0; n < command->count; n++) {
		uint64_t number = command->first + n * command->stride;

		for (uint64_t word = 0; word < KEEP_WORDS; word++)
			page(number)[word * KEEP_STRIDE] = keep_mark(number, word, command->value);
	}
}

static void touch(volatile struct command *command)
{
	uint64_t sum = 0;

	for (uint64_t n = 0; n < command->count; n++) {
		volatile uint64_t *at = page(command->first + n * command->stride);

		if (command->what == COMMAND_WRITE)
			*at = command->value;
		else if (command->what == COMMAND_ADD)
			*at += command->rounds;
		else
			sum += *at;
	}
	command->result = sum;
}

static void serve(void *context)
{
	volatile struct command command = { 0 };

	(void)context;
	barrier_wait(&all_there); /* a CPU at the bell answers nobody who starts another */
	do {
		*bell = (uintptr_t)&command;
		if (command.what == COMMAND_KEEP) {
			make_marks(&command);
			keep(&command);
		} else {
			touch(&command);
		}
	} while (command.what != COMMAND_END);
}

/* Twice as much as there is: a slot may be moved behind its first place. */
static void map_area(void)
{
	uint64_t size = 2 * args_number("pages", 0) * AREA_PAGE, physical;

	area = args_number("area", 0);
	bell = mmu_device(args_number("bell", 0), PAGE_SIZE);
	for (uint64_t at = area; at < area + size; at += PAGE_SIZE) {
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
