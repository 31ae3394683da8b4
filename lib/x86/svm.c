/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include "cpu_regs.h"
#include "svm.h"
#include "virt.h"
#include "virt_enter.h"

#define CPUID_E1_ECX_SVM (1 << 2)
#define EFER_SVME	 0x1000
#define MSR_VM_CR	 0xc0010114
#define VM_CR_SVMDIS	 0x10
#define MSR_VM_HSAVE_PA	 0xc0010117

/* As in the descriptors that cpu_setup() makes: bits 40 to 47 and 52 to 55 of each. */
#define ATTRIBUTES_CODE 0xa9b
#define ATTRIBUTES_DATA 0xc93
#define LIMIT_FLAT	0xffffffff

#define FIRST_ASID 1 /* 0 is the host's */

struct table_pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

bool svm_available(void)
{
	return cpuid(CPUID_EXTENDED_MAX, 0).eax >= CPUID_EXTENDED &&
	       cpuid(CPUID_EXTENDED, 0).ecx & CPUID_E1_ECX_SVM &&
	       !(msr_read(MSR_VM_CR) & VM_CR_SVMDIS);
}

void svm_on(void)
{
	msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_SVME);
	msr_write(MSR_VM_HSAVE_PA, (uintptr_t)page_alloc(1));
}

static void set_tables(struct vmcb *vmcb)
{
	struct table_pointer gdt, idt;

	__asm__ volatile("sgdt %0\n\tsidt %1" : "=m"(gdt), "=m"(idt));
	vmcb->gdtr = (struct vmcb_segment){ .limit = gdt.limit, .base = gdt.base };
	vmcb->idtr = (struct vmcb_segment){ .limit = idt.limit, .base = idt.base };
	vmcb->cs = (struct vmcb_segment){ KERNEL_CODE, ATTRIBUTES_CODE, LIMIT_FLAT, 0 };
	vmcb->ss = (struct vmcb_segment){ KERNEL_DATA, ATTRIBUTES_DATA, LIMIT_FLAT, 0 };
	vmcb->ds = vmcb->es = vmcb->ss;
}

static void set_registers(struct vmcb *vmcb)
{
	vmcb->efer = msr_read(MSR_EFER);
	vmcb->cr0 = cr0_read();
	vmcb->cr3 = cr3_read();
	vmcb->cr4 = cr4_read();
	vmcb->dr6 = DR6_FIXED;
	vmcb->dr7 = DR7_FIXED;
	vmcb->pat = msr_read(MSR_PAT);
	vmcb->rflags = RFLAGS_FIXED | RFLAGS_IF;
}

/* FS, GS, TR, LDTR, and what SYSCALL and SYSENTER need, are what VMSAVE writes. */
void svm_make(struct svm *svm, uintptr_t entry, uintptr_t stack)
{
	struct vmcb *vmcb = page_alloc(1);

	svm->guest = vmcb;
	svm->host = page_alloc(1);
	__asm__ volatile("vmsave %%rax" : : "a"(vmcb) : "memory");
	set_tables(vmcb);
	set_registers(vmcb);
	vmcb->rip = entry;
	vmcb->rsp = stack;
	vmcb->asid = FIRST_ASID;
	vmcb->virtual_interrupt = SVM_V_MASKING;
	vmcb->intercept_exceptions = UINT32_MAX;
	vmcb->intercepts[SVM_INTERCEPTS_1] = SVM_1_INTR | SVM_1_HLT | SVM_1_SHUTDOWN;
	vmcb->intercepts[SVM_INTERCEPTS_2] = SVM_2_VMRUN | SVM_2_VMMCALL;
}

void svm_run(struct svm *svm, struct virt_registers *registers)
{
	svm->guest->rax = registers->rax;
	svm_enter(svm->guest, registers, svm->host);
	registers->rax = svm->guest->rax;
	svm->guest->event = 0;
}
