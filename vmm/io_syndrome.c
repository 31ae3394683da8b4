/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario io_syndrome: it accesses what is no memory by instructions that
 * hardware does not describe to the host, and says how it was stopped.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <args.h>
#include <bits.h>
#include <caught.h>
#include <mmu.h>
#include <sysreg.h>
#include <trap_code.h>

#include "../host/vmm/arm/syndrome.h"
#include "../host/vmm/bell.h"

#define DEVICE_SIZE (2 * PAGE_SIZE)
#define CPACR_FPEN  (BIT(21) | BIT(20))
#define TARGET	    0x5a5a
#define PREPARATION 8 /* bytes of AT() before the instruction */

/* x0 is the base, x1 the target. */
#define AT(instruction)        \
	CATCH("mov	x0, %0\n"   \
	      "	mov	x1, %1\n"  \
	      "	" instruction, \
	      "r"(address), "r"((uint64_t)TARGET))

static void access(uint64_t kind, uint64_t address)
{
	switch (kind) {
	case ACCESS_LOAD_PAIR:
		AT("ldp	x1, xzr, [x0]");
		break;
	case ACCESS_STORE_PAIR:
		AT("stp	x1, xzr, [x0]");
		break;
	case ACCESS_LOAD_INDEXED:
		AT("ldr	x1, [x0], #8");
		break;
	case ACCESS_STORE_INDEXED:
		AT("str	x1, [x0], #8");
		break;
	case ACCESS_LOAD_VECTOR:
		AT("ldr	q0, [x0]");
		break;
	default:
		AT("str	q0, [x0]");
		break;
	}
}

static uint64_t ask(uint64_t kind, uint64_t address)
{
	uint64_t told = 0;

	catch_trap(TRAP_DATA(ABORT_EXTERNAL));
	access(kind, address);
	if (caught.count == 1)
		told |= TOLD_ONCE;
	if (caught_at(PREPARATION))
		told |= TOLD_WHERE;
	if (caught.frame.far == address)
		told |= TOLD_ADDRESS;
	if (caught.frame.x[0] == address && caught.frame.x[1] == TARGET)
		told |= TOLD_NOTHING;
	return told;
}

TEST(tells, "the CPU says how its accesses end")
{
	volatile uint64_t *bell = mmu_device(args_number("bell", 0), PAGE_SIZE);
	volatile struct command command = { 0 };

	mmu_device(args_number("device", 0), DEVICE_SIZE);
	sysreg_write(cpacr_el1, sysreg_read(cpacr_el1) | CPACR_FPEN);
	isb();
	do {
		*bell = (uintptr_t)&command;
		if (command.what == COMMAND_ASK)
			command.result = ask(command.first, command.value);
	} while (command.what != COMMAND_END);
}
