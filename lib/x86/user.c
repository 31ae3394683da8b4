/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <frame.h>
#include <irq.h>
#include <smp.h>
#include "cpu_regs.h"
#include "user.h"

#define PRIVILEGE 3 /* of a selector */

void user_call(struct user_result *result, uintptr_t code, uint64_t argument, uintptr_t stack)
{
	struct arch_cpu *cpu = &this_cpu()->arch;
	struct user_result *outer = cpu->user;
	uint64_t outer_stack = cpu->tss.rsp[0];

	cpu->user = result;
	user_enter(code, argument, stack, (char *)&cpu->tss + offsetof(struct task_state, rsp));
	cpu->user = outer;
	cpu->tss.rsp[0] = outer_stack;
}

bool user_trapped(struct frame *frame, unsigned int code)
{
	struct arch_cpu *cpu = &this_cpu()->arch;

	if (!(frame->cs & PRIVILEGE) || !cpu->user)
		return false;
	if (irq_dispatch(IRQ_TRAP(code), frame->error, frame))
		return true;
	*cpu->user = (struct user_result){ code, frame->rax, frame->error, frame->cr2, frame->rip };
	frame->rip = (uintptr_t)user_left;
	frame->cs = KERNEL_CODE;
	frame->rflags = RFLAGS_FIXED | (frame->rflags & RFLAGS_IF);
	frame->rsp = cpu->tss.rsp[0];
	frame->ss = KERNEL_DATA;
	return true;
}
