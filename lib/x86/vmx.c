/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include <test.h>
#include "cpu_regs.h"
#include "virt.h"
#include "virt_enter.h"
#include "vmx.h"

#define CPUID_1_ECX_VMX (1 << 5)

#define MSR_FEATURE_CONTROL 0x3a
#define FEATURE_LOCKED	    0x1
#define FEATURE_VMX	    0x4 /* outside of SMX */

#define MSR_VMX_BASIC	   0x480
#define MSR_VMX_MISC	   0x485
#define MSR_VMX_CR0_FIXED0 0x486
#define MSR_VMX_CR4_FIXED0 0x488
#define MSR_VMX_TRUE_PIN   0x48d
#define BASIC_REVISION	   0x7fffffff
#define MISC_TIMER_SHIFT   0x1f

bool vmx_available(void)
{
	uint64_t control;

	if (!(cpuid(CPUID_FEATURES, 0).ecx & CPUID_1_ECX_VMX))
		return false;
	control = msr_read(MSR_FEATURE_CONTROL);
	return !(control & FEATURE_LOCKED) || control & FEATURE_VMX;
}

void *vmx_region(void)
{
	uint32_t *region = page_alloc(1);

	*region = msr_read(MSR_VMX_BASIC) & BASIC_REVISION;
	return region;
}

/* Firmware of a real machine has done the first step, and locked it. */
void vmx_on(void)
{
	uint64_t control = msr_read(MSR_FEATURE_CONTROL), region = (uintptr_t)vmx_region();
	bool failed;

	if (!(control & FEATURE_LOCKED))
		msr_write(MSR_FEATURE_CONTROL, control | FEATURE_LOCKED | FEATURE_VMX);
	cr0_write(cr0_read() | msr_read(MSR_VMX_CR0_FIXED0));
	cr4_write(cr4_read() | msr_read(MSR_VMX_CR4_FIXED0) | CR4_VMXE);
	__asm__ volatile("vmxon %1" : "=@ccna"(failed) : "m"(region) : "memory");
	REQUIRE(!failed, "VMXON fails");
}

uint64_t vmx_read(uint32_t field)
{
	uint64_t value = 0;
	bool failed;

	__asm__ volatile("vmread %2, %1"
			 : "=@ccna"(failed), "+r"(value)
			 : "r"((uint64_t)field)
			 : "memory");
	REQUIRE(!failed, "VMREAD of field %#x fails", field);
	return value;
}

void vmx_write(uint32_t field, uint64_t value)
{
	bool failed;

	__asm__ volatile("vmwrite %1, %2"
			 : "=@ccna"(failed)
			 : "r"(value), "r"((uint64_t)field)
			 : "memory");
	REQUIRE(!failed, "VMWRITE of field %#x fails", field);
}

/* The exit brings the CPU back with interrupts disabled, as it was entered. */
void vmx_run(struct vmx *vmx, struct virt_registers *registers)
{
	if (!vmx_enter(registers, vmx->launched)) {
		vmx->reason = VMX_REASON_REFUSED | vmx_read(VMX_INSTRUCTION_ERROR);
		return;
	}
	vmx->launched = true;
	vmx->reason = vmx_read(VMX_EXIT_REASON);
}

bool vmx_has_timer(void)
{
	return msr_read(MSR_VMX_TRUE_PIN) >> 32 & VMX_PIN_TIMER;
}

unsigned int vmx_timer_shift(void)
{
	return msr_read(MSR_VMX_MISC) & MISC_TIMER_SHIFT;
}

void vmx_start_timer(uint32_t value)
{
	vmx_write(VMX_PREEMPTION_TIMER, value);
	vmx_write(VMX_PIN_CONTROLS, vmx_read(VMX_PIN_CONTROLS) | VMX_PIN_TIMER);
}

void vmx_stop_timer(void)
{
	vmx_write(VMX_PIN_CONTROLS, vmx_read(VMX_PIN_CONTROLS) & ~(uint64_t)VMX_PIN_TIMER);
}
