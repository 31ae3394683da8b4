/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Program-event recording: the machine's own breakpoints and watchpoints.
 *
 * Debuggers in a guest depend on it, and a host that uses it to debug the guest
 * must give it back. An event is reported after its instruction is done, with
 * the address of the instruction and the kind of event.
 *
 * Principles of Operation, Program-Event Recording.
 */
#include <control_register.h>
#include <frame.h>
#include <irq.h>
#include <test.h>

#define CITED CITE("Principles of Operation, Program-Event Recording")

/* Kinds of events, as they are reported; in CR9 they are in the leftmost byte of the low word. */
enum { PER_BRANCH = 0x80, PER_FETCH = 0x40, PER_STORE = 0x20, PER_KINDS = 0xe0 };

/* In CR9: only branches whose target is in the range. */
#define PER_BRANCH_ADDRESS 0x00800000ul

static volatile struct {
	unsigned int calls;
	unsigned int code, kind;
	uint64_t address, next;
} seen;

/* Each case wants the first event; recording ends with it. */
static void see(const struct irq *irq, void *context)
{
	(void)context;
	seen.calls++;
	seen.code = irq->frame->code;
	seen.kind = irq->frame->per_code >> 8 & PER_KINDS;
	seen.address = irq->parameter;
	seen.next = irq->frame->psw.address;
	irq->frame->psw.mask &= ~(uint64_t)PSW_PER;
}

static void record(unsigned int kinds, uintptr_t first, uintptr_t last)
{
	seen.calls = 0;
	irq_register(IRQ_TRAP(TRAP_PER), see, NULL);
	control_load(9, (uint64_t)kinds << 24 | PER_BRANCH_ADDRESS);
	control_load(10, first);
	control_load(11, last);
	psw_set_mask(psw_mask() | PSW_PER);
}

static void stop_recording(void)
{
	psw_set_mask(psw_mask() & ~(uint64_t)PSW_PER);
}

static uint64_t watched[4];

TEST(store_beside, "a store beside the range is not reported", CITED)
{
	volatile uint64_t *words = watched;

	record(PER_STORE, (uintptr_t)&watched[1], (uintptr_t)&watched[2] - 1);
	words[0] = 1;
	words[2] = 1;
	stop_recording();
	CHECK_EQ(seen.calls, 0);
}

static void __attribute__((noinline)) called(void)
{
	__asm__ volatile("" : : : "memory");
}

TEST(fetch, "the execution of an instruction in the range is reported", CITED)
{
	record(PER_FETCH, (uintptr_t)called, (uintptr_t)called + 1);
	called();
	stop_recording();
	CHECK_EQ(seen.calls, 1);
	CHECK_EQ(seen.kind, PER_FETCH);
	CHECK_EQ(seen.address, (uintptr_t)called);
}

TEST(branch, "a branch into the range is reported, with its target as the next instruction", CITED)
{
	record(PER_BRANCH, (uintptr_t)called, (uintptr_t)called + 1);
	called();
	stop_recording();
	CHECK_EQ(seen.calls, 1);
	CHECK_EQ(seen.kind, PER_BRANCH);
	CHECK_EQ(seen.next, (uintptr_t)called);
}

TEST(masked_by_psw, "without the PER bit of the PSW nothing is recorded", CITED)
{
	volatile uint64_t *words = watched;

	record(PER_STORE, (uintptr_t)&watched[1], (uintptr_t)&watched[2] - 1);
	stop_recording();
	words[1] = 5;
	CHECK_EQ(seen.calls, 0);
}

/* A multiplication into an odd register. */
void trapping(void);

__asm__("	.text\n"
	"trapping:\n"
	"	.insn	rr,0x1c00,1,2\n");

TEST(with_a_trap, "an instruction that is recorded and traps reports both in one interruption",
     CITED)
{
	record(PER_FETCH, (uintptr_t)trapping, (uintptr_t)trapping + 1);
	trap_probe_call(trapping);
	stop_recording();
	CHECK_EQ(trap_probed(), TRAP_SPECIFICATION);
	CHECK_EQ(seen.calls, 1);
	CHECK_EQ(seen.code, TRAP_SPECIFICATION | TRAP_WITH_PER);
	CHECK_EQ(seen.kind, PER_FETCH);
	CHECK_EQ(seen.address, (uintptr_t)trapping);
}

TEST(store,
     "a store into the range is reported when it is done, with the address of the instruction",
     CITED)
{
	uintptr_t instruction, behind;

	watched[1] = 0;
	record(PER_STORE, (uintptr_t)&watched[1], (uintptr_t)&watched[2] - 1);
	__asm__ volatile("	larl	%0,0f\n"
			 "	larl	%1,1f\n"
			 "0:	mvghi	0(%2),77\n"
			 "1:"
			 : "=&d"(instruction), "=&d"(behind)
			 : "a"(&watched[1])
			 : "memory");
	stop_recording();
	CHECK_EQ(seen.calls, 1);
	CHECK_EQ(seen.code, TRAP_PER);
	CHECK_EQ(seen.kind, PER_STORE);
	CHECK_EQ(seen.address, instruction);
	CHECK_EQ(seen.next, behind);
	CHECK_EQ(watched[1], 77);
}
