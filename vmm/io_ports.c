/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario io_ports: it accesses ports and memory of a device as the VMM
 * tells it.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <alloc.h>
#include <args.h>
#include <io_size.h>
#include <mmio_size.h>
#include <mmu.h>
#include <test.h>

#include "../host/vmm/bell.h"

#define DEVICE_SIZE (2 * PAGE_SIZE)
#define BLOCK_PAGES 2

static uint8_t *block;

static void write_block(uint16_t port, size_t count)
{
	for (size_t i = 0; i < count; i++)
		block[i] = i;
	out8_all(port, block, count);
}

static uint64_t read_block(uint16_t port, size_t count)
{
	uint8_t *to = block;
	size_t left = count;
	uint64_t sum = 0;

	__asm__ volatile("rep insb" : "+D"(to), "+c"(left) : "d"(port) : "memory");
	for (size_t i = 0; i < count; i++)
		sum += block[i];
	return sum;
}

static uint64_t obey(const volatile struct command *command)
{
	switch (command->what) {
	case COMMAND_STORE:
		mmio_write(command->first, command->count, command->value);
		return 0;
	case COMMAND_LOAD:
		return mmio_read(command->first, command->count);
	case COMMAND_OUT:
		port_write(command->first, command->count, command->value);
		return 0;
	case COMMAND_IN:
		return port_read(command->first, command->count);
	case COMMAND_OUT_ALL:
		write_block(command->first, command->count);
		return 0;
	case COMMAND_IN_ALL:
		return read_block(command->first, command->count);
	default:
		return 0;
	}
}

TEST(obeys, "the CPU does what the VMM tells it")
{
	volatile uint64_t *bell = mmu_device(args_number("bell", 0), PAGE_SIZE);
	volatile struct command command = { 0 };

	mmu_device(args_number("device", 0), DEVICE_SIZE);
	block = page_alloc(BLOCK_PAGES);
	do {
		*bell = (uintptr_t)&command;
		command.result = obey(&command);
	} while (command.what != COMMAND_END);
}
