/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario msr_exits: it reads and writes model-specific registers as the VMM
 * tells it.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <args.h>
#include <mmu.h>
#include <test.h>
#include <trap.h>

#include "../host/vmm/bell.h"

static uint64_t read_msr(uint32_t msr)
{
	uint32_t low = 0, high = 0;

	trap_probe_begin();
	__asm__ volatile(PROBED("rdmsr") : "+a"(low), "+d"(high) : "c"(msr) : "memory");
	return trap_probed() == TRAP_NONE ? (uint64_t)high << 32 | low : PROBE_TRAPPED;
}

static uint64_t write_msr(uint32_t msr, uint64_t value)
{
	uint32_t low = value, high = value >> 32;

	trap_probe_begin();
	__asm__ volatile(PROBED("wrmsr") : : "a"(low), "d"(high), "c"(msr) : "memory");
	return trap_probed() == TRAP_NONE ? 0 : PROBE_TRAPPED;
}

TEST(obeys, "the CPU does what the VMM tells it")
{
	volatile uint64_t *bell = mmu_device(args_number("bell", 0), PAGE_SIZE);
	volatile struct command command = { 0 };

	do {
		*bell = (uintptr_t)&command;
		if (command.what == COMMAND_READ_MSR)
			command.result = read_msr(command.first);
		if (command.what == COMMAND_WRITE_MSR)
			command.result = write_msr(command.first, command.value);
	} while (command.what != COMMAND_END);
}
