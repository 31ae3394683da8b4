/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What trap.c calls for each class of interruption but the program's own.
 */
#ifndef ENTRY_H
#define ENTRY_H

struct frame;

void entry_restart(struct frame *frame);
void entry_external(struct frame *frame);
void entry_svc(struct frame *frame);
void entry_machine(struct frame *frame);
void entry_io(struct frame *frame);

#endif
