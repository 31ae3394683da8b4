/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was interrupted. Each lib/ARCH/arch_frame.h defines struct frame with
 * everything that the interrupted code can see; this is what common code may
 * ask of it.
 */
#ifndef FRAME_H
#define FRAME_H

#include <arch_frame.h>
#include <stdbool.h>
#include <stdint.h>

uintptr_t frame_pc(const struct frame *frame);
void frame_set_pc(struct frame *frame, uintptr_t pc);

/* All registers, as comment lines ("# …") on the console. */
void frame_print(const struct frame *frame);

/*
 * One step up the chain of calls. Before the first step *pc and *link are what
 * frame_unwind_start() gave; false at the end or where the chain is broken.
 */
void frame_unwind_start(const struct frame *frame, uintptr_t *pc, uintptr_t *link);
bool frame_unwind_step(uintptr_t *pc, uintptr_t *link);

#endif
