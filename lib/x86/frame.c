/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch_page.h>
#include <frame.h>
#include <mmu.h>
#include <stdio.h>

uintptr_t frame_pc(const struct frame *frame)
{
	return frame->rip;
}

void frame_set_pc(struct frame *frame, uintptr_t pc)
{
	frame->rip = pc;
}

void frame_print(const struct frame *frame)
{
	printf("#   rip %04lx:%016lx %pS\n", frame->cs, frame->rip, (void *)frame->rip);
	printf("#   rsp %04lx:%016lx  rflags %08lx  vector %lu error %#lx\n", frame->ss, frame->rsp,
	       frame->rflags, frame->vector, frame->error);
	printf("#   rax %016lx  rbx %016lx  rcx %016lx\n", frame->rax, frame->rbx, frame->rcx);
	printf("#   rdx %016lx  rsi %016lx  rdi %016lx\n", frame->rdx, frame->rsi, frame->rdi);
	printf("#   rbp %016lx  r8  %016lx  r9  %016lx\n", frame->rbp, frame->r8, frame->r9);
	printf("#   r10 %016lx  r11 %016lx  r12 %016lx\n", frame->r10, frame->r11, frame->r12);
	printf("#   r13 %016lx  r14 %016lx  r15 %016lx\n", frame->r13, frame->r14, frame->r15);
	printf("#   ds %04x es %04x fs %04x:%lx gs %04x:%lx  cr2 %016lx\n", frame->ds, frame->es,
	       frame->fs, frame->fs_base, frame->gs, frame->gs_base, frame->cr2);
}

void frame_unwind_start(const struct frame *frame, uintptr_t *pc, uintptr_t *link)
{
	*pc = frame->rip;
	*link = frame->rbp;
}

/* A frame holds the caller's frame pointer and, above it, the return address. */
bool frame_unwind_step(uintptr_t *pc, uintptr_t *link)
{
	const uintptr_t *at = (const uintptr_t *)*link;
	uint64_t physical;

	if (!*link || *link % sizeof(*at) || !mmu_translate(at, &physical) ||
	    !mmu_translate(at + 1, &physical))
		return false;
	if (at[0] && at[0] <= *link)
		return false;
	*link = at[0];
	*pc = at[1];
	return true;
}
