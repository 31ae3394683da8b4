/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario nested: it runs a guest of its own, and says when something with
 * that is not as it has to be. Meanwhile the VMM moves both of them from one virtual machine
 * into the next.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <args.h>
#include <inner.h>
#include <mmu.h>
#include <stdio.h>
#include <test.h>
#include <virt.h>
#include <vmx.h>

#include "../host/vmm/bell.h"

static void begin(const volatile struct command *command)
{
	if (command->first == NEST_TAKES)
		inner_begin_taking();
	else if (command->first == NEST_EXPIRES)
		inner_begin_waiting();
	else
		inner_begin_counting(command->value);
}

static const char *go_round(volatile struct command *command)
{
	switch (command->first) {
	case NEST_COUNTS:
		return inner_count();
	case NEST_INTERRUPTED:
		return inner_be_interrupted();
	case NEST_TAKES:
		return inner_take_interrupt();
	default:
		return inner_expire(command->value, &command->at);
	}
}

static void nest(volatile struct command *command)
{
	const char *wrong = NULL;

	begin(command);
	while (!command->stop && !wrong) {
		wrong = go_round(command);
		command->result++;
	}
	if (wrong) {
		printf("%s; the last reason is %#lx\n", wrong, virt_reason());
		command->found = virt_reason();
		command->failed = true;
	}
}

static uint64_t can(uint64_t what)
{
	if (what == NEST_EXPIRES)
		return virt_kind() == VIRT_VMX && vmx_has_timer();
	return virt_kind() != VIRT_NONE;
}

TEST(obeys, "the CPU does what the VMM tells it")
{
	volatile uint64_t *bell = mmu_device(args_number("bell", 0), PAGE_SIZE);
	volatile struct command command = { 0 };

	do {
		*bell = (uintptr_t)&command;
		if (command.what == COMMAND_ASK)
			command.result = can(command.first);
		if (command.what == COMMAND_NEST)
			nest(&command);
	} while (command.what != COMMAND_END);
}
