/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <caught.h>
#include <irq.h>
#include <psw.h>

#define SVC_BACK 255

uintptr_t catch_instruction, catch_landing;

void catch_leave(struct frame *frame)
{
	frame->psw.mask &= ~(uint64_t)(PSW_PER | PSW_MUST_BE_ZERO);
	frame_set_pc(frame, catch_landing);
}

static bool caught_with(unsigned int length, unsigned int distance)
{
	return caught.count == 1 && caught.frame.ilc == length &&
	       caught.frame.psw.address == catch_instruction + distance;
}

bool caught_behind(unsigned int length)
{
	return caught_with(length, length);
}

bool caught_at(unsigned int length)
{
	return caught_with(length, 0);
}

static void back_to_supervisor(const struct irq *irq, void *context)
{
	(void)context;
	if (irq->parameter == SVC_BACK)
		irq->frame->psw.mask &= ~(uint64_t)PSW_PROBLEM_STATE;
}

void in_problem_state(void (*function)(void))
{
	irq_register(IRQ_SVC, back_to_supervisor, NULL);
	psw_set_mask(psw_mask() | PSW_PROBLEM_STATE);
	function();
	__asm__ volatile("svc %0" : : "i"(SVC_BACK) : "memory");
	irq_unregister(IRQ_SVC, back_to_supervisor, NULL);
}
