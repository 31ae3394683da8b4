/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest of this guest, run by the extension for virtualization that the CPU has: VMX or
 * SVM, see <vmx.h> and <svm.h>. It is like this CPU, with the same page tables, descriptors
 * and handlers, and has a stack of its own.
 *
 * It must not take exceptions: they end its run. One CPU has such a guest at a time.
 */
#ifndef VIRT_H
#define VIRT_H

#include <stdbool.h>
#include <stdint.h>

/* What the guest has in them when it is entered, and when it is left. In virt_enter.S as well. */
struct virt_registers {
	uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
};

enum virt_exit {
	VIRT_CALL,	/* it has executed VMCALL or VMMCALL, and goes on behind that */
	VIRT_INTERRUPT, /* something wants to interrupt this CPU, and does when it may */
	VIRT_EXPIRED,	/* the preemption timer of VMX */
	VIRT_OTHER,	/* see virt_reason() */
};

enum virt_kind { VIRT_NONE, VIRT_SVM, VIRT_VMX };

/* Which of them this CPU has, and lets be switched on. */
enum virt_kind virt_kind(void);

/* Until the case ends. The guest begins at entry, with interrupts enabled. */
void virt_on(void);
void virt_make(uintptr_t entry, uintptr_t stack, uint64_t tsc_offset);

/* Enters the guest until it exits; interrupts are to be disabled. */
enum virt_exit virt_run(struct virt_registers *registers);
/* The exit code of SVM, or the exit reason of VMX. */
uint64_t virt_reason(void);

/* Where it is, and its stack pointer. */
uint64_t virt_rip(void);
uint64_t virt_rsp(void);

/* The next entry interrupts the guest by this vector. */
void virt_inject(unsigned int vector);

/* How much of what was asked for is not any more as it was told by virt_make(). */
unsigned int virt_changes(void);

/* In the guest: ends its run by VIRT_CALL. */
void virt_call(void);

#endif
