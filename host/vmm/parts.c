/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "parts.h"

/* Lets the guest go on until it wants to be moved, or has seen all. */
static bool goes_on(unsigned int cpu, uint64_t what)
{
	return guest_do(cpu, &(struct command){ .what = COMMAND_MOVE, .first = what }) ==
	       MOVE_ASKED;
}

void parts_move(unsigned int cpu, uint64_t what, void (*before)(void), void (*after)(void))
{
	const volatile struct command *command;

	while (goes_on(cpu, what)) {
		if (before)
			before();
		guest_replace(NULL);
		if (after)
			after();
	}
	command = guest_command(cpu);
	CHECK(!command->failed, "at %#llx the guest expected %#llx and found %#llx",
	      (unsigned long long)command->at, (unsigned long long)command->expected,
	      (unsigned long long)command->found);
}
