/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include <frame.h>
#include <irq.h>
#include <mmu.h>
#include <smp.h>
#include <string.h>
#include "cache.h"
#include "layout.h"
#include "user.h"

void user_call(struct user_result *result, uintptr_t code, uint64_t argument, uintptr_t stack)
{
	bool enabled = irq_save();

	user_enter(result, code, argument, stack,
		   enabled ? PSTATE_EL0t : PSTATE_EL0t | PSTATE_MASKED);
	irq_restore(enabled);
}

bool user_trapped(struct frame *frame, unsigned int code, uint64_t parameter)
{
	uint64_t kernel_sp = this_cpu()->arch.kernel_sp;
	struct user_result *result;

	if ((frame->pstate & PSTATE_MODE) != PSTATE_EL0t)
		return false;
	if (irq_dispatch(IRQ_TRAP(code), parameter, frame))
		return true;
	result = *(struct user_result **)kernel_sp; /* where user_enter() has put it */
	*result = (struct user_result){ .trap = code,
					.value = frame->x[0],
					.esr = frame->esr,
					.far = frame->far,
					.pc = frame->pc };
	frame->sp = kernel_sp;
	frame->pc = (uintptr_t)user_left;
	frame->pstate = PSTATE_EL1t | PSTATE_MASKED;
	return true;
}

void user_run(struct user_result *result, const char *code, const char *end, uint64_t argument)
{
	char *page = page_alloc(2), *stack = page + PAGE_SIZE;

	memcpy(page, code, end - code);
	cache_sync_code(page, end - code);
	mmu_protect(page, MMU_READ | MMU_EXECUTE | MMU_USER);
	mmu_protect(stack, MMU_READ | MMU_WRITE | MMU_USER);
	user_call(result, (uintptr_t)page, argument, (uintptr_t)stack + PAGE_SIZE);
	mmu_protect(page, MMU_READ | MMU_WRITE | MMU_EXECUTE);
	mmu_protect(stack, MMU_READ | MMU_WRITE | MMU_EXECUTE);
	page_free(page, 2);
}
