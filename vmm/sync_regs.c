/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario sync_regs: it rings with known values in its registers, and tells
 * what it found in them, and what trap there was, when it could go on.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <args.h>
#include <mmu.h>
#include <test.h>

#include "../host/vmm/bell.h"
#include "../host/vmm/x86/registers.h"

static volatile struct {
	struct command command;
	struct seen_registers seen;
} shared;

/* For the assembler, which has no register to spare. */
uint64_t ring_from[SEEN_COUNT], ring_to[SEEN_COUNT];

#define LOAD(n, reg)  "movq ring_from + 8 * " #n ", %%" #reg "\n\t"
#define STORE(n, reg) "movq %%" #reg ", ring_to + 8 * " #n "\n\t"
#define ALL(move)                                                                                \
	move(2, rbx) move(3, rcx) move(4, rdx) move(5, rsi) move(6, rbp) move(7, r8) move(8, r9) \
		move(9, r10) move(10, r11) move(11, r12) move(12, r13) move(13, r14) move(14, r15)

/* RAX and RDI make the bell ring, all others are only there. */
static void ring_with_registers(void)
{
	__asm__ volatile("pushq %%rbp\n\t" ALL(LOAD) LOAD(0, rax)
				 LOAD(1, rdi) "movq %%rax, (%%rdi)\n" PROBED("nop") ALL(STORE)
					 STORE(0, rax) STORE(1, rdi) "popq %%rbp"
			 :
			 :
			 : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11",
			   "r12", "r13", "r14", "r15", "cc", "memory");
}

static uint64_t cr2(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr2, %0" : "=r"(value));
	return value;
}

TEST(rings, "the CPU tells what it finds in its registers")
{
	volatile uint64_t *bell = mmu_device(args_number("bell", 0), PAGE_SIZE);

	do {
		for (unsigned int n = 2; n < SEEN_COUNT; n++)
			ring_from[n] = seen_before(n);
		ring_from[0] = (uintptr_t)&shared;
		ring_from[1] = (uintptr_t)bell;
		trap_probe_begin();
		ring_with_registers();
		for (unsigned int n = 0; n < SEEN_COUNT; n++)
			shared.seen.registers[n] = ring_to[n];
		shared.seen.trap = trap_probed();
		shared.seen.cr2 = cr2();
	} while (shared.command.what != COMMAND_END);
}
