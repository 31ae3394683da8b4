/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Into a guest of this guest and out again, in virt_enter.S. */
#ifndef VIRT_ENTER_H
#define VIRT_ENTER_H

#include <stdbool.h>

struct virt_registers;
struct vmcb;

/* RAX is in the guest's control block. */
void svm_enter(struct vmcb *guest, struct virt_registers *registers, struct vmcb *host);

/* False if the CPU refuses to enter. Exits go to vmx_left, with the stack of the entry. */
bool vmx_enter(struct virt_registers *registers, bool launched);
extern const char vmx_left[];

#endif
