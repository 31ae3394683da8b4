/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <string.h>
#include <test.h>
#include "svm.h"
#include "virt.h"
#include "vmx.h"

static enum virt_kind kind;
static struct svm svm;
static struct vmx vmx;
static struct vmcb as_made; /* what SVM is not to change of its control block */

enum virt_kind virt_kind(void)
{
	if (vmx_available())
		return VIRT_VMX;
	return svm_available() ? VIRT_SVM : VIRT_NONE;
}

void virt_on(void)
{
	kind = virt_kind();
	REQUIRE(kind != VIRT_NONE, "the CPU has neither VMX nor SVM");
	if (kind == VIRT_VMX)
		vmx_on();
	else
		svm_on();
}

void virt_make(uintptr_t entry, uintptr_t stack, uint64_t tsc_offset)
{
	if (kind == VIRT_VMX) {
		vmx_make(&vmx, entry, stack);
		vmx_write(VMX_TSC_OFFSET, tsc_offset);
		return;
	}
	svm_make(&svm, entry, stack);
	svm.guest->tsc_offset = tsc_offset;
	as_made = *svm.guest;
}

static enum virt_exit run_vmx(struct virt_registers *registers)
{
	vmx_run(&vmx, registers);
	switch (vmx.reason) {
	case VMX_REASON_CALL:
		vmx_write(VMX_GUEST_RIP, virt_rip() + vmx_read(VMX_INSTRUCTION_LENGTH));
		return VIRT_CALL;
	case VMX_REASON_INTERRUPT:
		return VIRT_INTERRUPT;
	case VMX_REASON_TIMER:
		return VIRT_EXPIRED;
	default:
		return VIRT_OTHER;
	}
}

static enum virt_exit run_svm(struct virt_registers *registers)
{
	svm_run(&svm, registers);
	switch (svm.guest->exit_code) {
	case SVM_EXIT_VMMCALL:
		svm.guest->rip += SVM_VMMCALL_SIZE;
		return VIRT_CALL;
	case SVM_EXIT_INTR:
		return VIRT_INTERRUPT;
	default:
		return VIRT_OTHER;
	}
}

enum virt_exit virt_run(struct virt_registers *registers)
{
	return kind == VIRT_VMX ? run_vmx(registers) : run_svm(registers);
}

uint64_t virt_reason(void)
{
	return kind == VIRT_VMX ? vmx.reason : svm.guest->exit_code;
}

uint64_t virt_rip(void)
{
	return kind == VIRT_VMX ? vmx_read(VMX_GUEST_RIP) : svm.guest->rip;
}

uint64_t virt_rsp(void)
{
	return kind == VIRT_VMX ? vmx_read(VMX_GUEST_RSP) : svm.guest->rsp;
}

void virt_inject(unsigned int vector)
{
	if (kind == VIRT_VMX)
		vmx_write(VMX_ENTRY_EVENT, VMX_EVENT_VALID | vector);
	else
		svm.guest->event = SVM_EVENT_VALID | vector;
}

/* Of the control area, up to the interrupts, which the CPU counts as the guest's. */
unsigned int virt_changes(void)
{
	if (kind == VIRT_VMX)
		return vmx_changes();
	return memcmp(svm.guest, &as_made, offsetof(struct vmcb, virtual_interrupt)) != 0;
}

void virt_call(void)
{
	if (kind == VIRT_VMX)
		__asm__ volatile("vmcall" : : : "memory");
	else
		__asm__ volatile("vmmcall" : : : "memory");
}
