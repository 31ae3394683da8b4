/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <caught.h>
#include "cpu_regs.h"

uintptr_t catch_instruction, catch_landing;

/* Single steps end here. */
void catch_leave(struct frame *frame)
{
	frame->rflags &= ~(uint64_t)(RFLAGS_TF | RFLAGS_NT);
	frame_set_pc(frame, catch_landing);
}

static bool caught_with(uint64_t error, uintptr_t rip)
{
	return caught.count == 1 && caught.frame.error == error && caught.frame.rip == rip;
}

bool caught_fault(uint64_t error)
{
	return caught_with(error, catch_instruction);
}

bool caught_trap(uint64_t error)
{
	return caught_with(error, catch_landing);
}
