/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <frame.h>
#include <smp.h>
#include <stdio.h>

uintptr_t frame_pc(const struct frame *frame)
{
	return frame->pc;
}

void frame_set_pc(struct frame *frame, uintptr_t pc)
{
	frame->pc = pc;
}

void frame_print(const struct frame *frame)
{
	printf("# pc  %016lx pstate %08lx esr %08lx far %016lx\n# sp  %016lx cpacr %08lx "
	       "fpsr %08lx fpcr %08lx\n",
	       frame->pc, frame->pstate, frame->esr, frame->far, frame->sp, frame->cpacr,
	       frame->fpsr, frame->fpcr);
	for (unsigned int i = 0; i < 32; i += 4) {
		printf("# x%-2u %016lx %016lx %016lx", i, frame->x[i], frame->x[i + 1],
		       frame->x[i + 2]);
		if (i + 3 < 31)
			printf(" %016lx", frame->x[i + 3]);
		printf("\n");
	}
	for (unsigned int i = 0; i < 32; i += 2)
		printf("# q%-2u %016lx%016lx %016lx%016lx\n", i, frame->q[i][1], frame->q[i][0],
		       frame->q[i + 1][1], frame->q[i + 1][0]);
}

void frame_unwind_start(const struct frame *frame, uintptr_t *pc, uintptr_t *link)
{
	*pc = frame->pc;
	*link = frame->x[29];
}

/* A record is the caller's frame pointer and the return address; records lie ever higher. */
bool frame_unwind_step(uintptr_t *pc, uintptr_t *link)
{
	const struct cpu *cpu = this_cpu();
	const uint64_t *record = (const uint64_t *)*link;

	if (*link % 16 || *link < cpu->stack_low || *link >= cpu->stack_high)
		return false;
	if (record[0] && record[0] <= *link)
		return false;
	if (!record[1])
		return false;
	*pc = record[1];
	*link = record[0];
	return true;
}
