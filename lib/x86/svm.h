/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SVM, AMD's extension for virtualization: the control block of a guest, and running it.
 * AMD64 Architecture Programmer's Manual, volume 2, chapter 15 and appendix B.
 */
#ifndef SVM_H
#define SVM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct virt_registers;

struct vmcb_segment {
	uint16_t selector, attributes;
	uint32_t limit;
	uint64_t base;
};

struct vmcb {
	/* The control area. */
	uint32_t intercept_cr; /* reads in the lower half, writes in the upper */
	uint32_t intercept_dr;
	uint32_t intercept_exceptions;
	uint32_t intercepts[3];
	uint8_t reserved0[0x3c - 0x18];
	uint16_t pause_threshold, pause_count;
	uint64_t io_map, msr_map;
	uint64_t tsc_offset;
	uint32_t asid;
	uint8_t tlb_control, reserved1[3];
	uint64_t virtual_interrupt; /* SVM_V_… */
	uint64_t interrupt_shadow;
	uint64_t exit_code, exit_info_1, exit_info_2, exit_interrupt;
	uint64_t nested_paging;
	uint8_t reserved2[0xa8 - 0x98];
	uint64_t event;
	uint64_t nested_cr3;
	uint64_t lbr_virtualization;
	uint32_t clean, reserved3;
	uint64_t next_rip;
	uint8_t reserved4[0x400 - 0xd0];
	/* The state of the guest. */
	struct vmcb_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	uint8_t reserved5[0x4cb - 0x4a0];
	uint8_t cpl;
	uint8_t reserved6[4];
	uint64_t efer;
	uint8_t reserved7[0x548 - 0x4d8];
	uint64_t cr4, cr3, cr0, dr7, dr6, rflags, rip;
	uint8_t reserved8[0x5d8 - 0x580];
	uint64_t rsp;
	uint8_t reserved9[0x5f8 - 0x5e0];
	uint64_t rax;
	uint64_t star, lstar, cstar, sfmask, kernel_gs;
	uint64_t sysenter_cs, sysenter_esp, sysenter_eip;
	uint64_t cr2;
	uint8_t reserved10[0x668 - 0x648];
	uint64_t pat;
	uint8_t reserved11[0x1000 - 0x670];
};

_Static_assert(offsetof(struct vmcb, tsc_offset) == 0x50, "AMD64 APM, table B-1");
_Static_assert(offsetof(struct vmcb, exit_code) == 0x70, "AMD64 APM, table B-1");
_Static_assert(offsetof(struct vmcb, event) == 0xa8, "AMD64 APM, table B-1");
_Static_assert(offsetof(struct vmcb, next_rip) == 0xc8, "AMD64 APM, table B-1");
_Static_assert(offsetof(struct vmcb, efer) == 0x4d0, "AMD64 APM, table B-2");
_Static_assert(offsetof(struct vmcb, rip) == 0x578, "AMD64 APM, table B-2");
_Static_assert(offsetof(struct vmcb, rax) == 0x5f8, "AMD64 APM, table B-2");
_Static_assert(offsetof(struct vmcb, pat) == 0x668, "AMD64 APM, table B-2");
_Static_assert(sizeof(struct vmcb) == 0x1000, "a page");

/* Words of the intercepts, and their bits. */
enum { SVM_INTERCEPTS_1, SVM_INTERCEPTS_2 };
#define SVM_1_INTR     (1u << 0)
#define SVM_1_HLT      (1u << 24)
#define SVM_1_SHUTDOWN (1u << 31)
#define SVM_2_VMRUN    (1u << 0) /* must be */
#define SVM_2_VMMCALL  (1u << 1)

#define SVM_V_MASKING (1ull << 24) /* the guest's RFLAGS.IF is not for interrupts of ours */

#define SVM_EVENT_VALID (1ull << 31) /* of type 0: an interrupt; its vector stands in bits 7 to 0 */

#define SVM_EXIT_INTR	 0x060
#define SVM_EXIT_VMMCALL 0x081
#define SVM_VMMCALL_SIZE 3

struct svm {
	struct vmcb *guest;
	struct vmcb *host; /* what VMSAVE knows of us */
};

/* Does this CPU have it, and not locked away by firmware? */
bool svm_available(void);
void svm_on(void); /* until the case ends */

/* A guest that is like this CPU. */
void svm_make(struct svm *svm, uintptr_t entry, uintptr_t stack);
void svm_run(struct svm *svm, struct virt_registers *registers);

#endif
