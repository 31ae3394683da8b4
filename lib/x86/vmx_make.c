/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The control structure of a guest that is like this CPU, and to which an exit comes back. */
#include <alloc.h>
#include <smp.h>
#include <test.h>
#include <util.h>
#include "cpu_regs.h"
#include "virt_enter.h"
#include "vmx.h"

/* What may be chosen of the controls: what must be set below, what may be set above. */
#define MSR_VMX_TRUE_PIN   0x48d
#define MSR_VMX_TRUE_CPU   0x48e
#define MSR_VMX_TRUE_EXIT  0x48f
#define MSR_VMX_TRUE_ENTRY 0x490

/* As in the descriptors that cpu_setup() makes: bits 40 to 55 without those of the limit. */
#define ACCESS_CODE	0xa09b
#define ACCESS_DATA	0xc093
#define ACCESS_TASK	0x008b /* busy */
#define ACCESS_UNUSABLE 0x10000
#define LIMIT_FLAT	0xffffffff
#define LIMIT_TASK	(sizeof(struct task_state) - 1)

#define NO_LINK	       UINT64_MAX
#define ALL_EXCEPTIONS UINT32_MAX

struct table_pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

/* ES, CS, SS, DS, FS, GS, LDTR, TR. */
static const struct {
	uint16_t selector;
	uint32_t access, limit;
} segments[] = {
	{ KERNEL_DATA, ACCESS_DATA, LIMIT_FLAT },
	{ KERNEL_CODE, ACCESS_CODE, LIMIT_FLAT },
	{ KERNEL_DATA, ACCESS_DATA, LIMIT_FLAT },
	{ KERNEL_DATA, ACCESS_DATA, LIMIT_FLAT },
	{ 0, ACCESS_UNUSABLE, 0 },
	{ 0, ACCESS_UNUSABLE, 0 },
	{ 0, ACCESS_UNUSABLE, 0 },
	{ TASK_STATE, ACCESS_TASK, LIMIT_TASK },
};

enum { SEGMENT_FS = 4, SEGMENT_GS, SEGMENT_LDTR, SEGMENT_TR };

/* What neither the guest nor an exit changes, as it was written. */
static struct {
	uint32_t field;
	uint64_t value;
} kept[48];
static unsigned int kept_count;

static void keep(uint32_t field, uint64_t value)
{
	REQUIRE(kept_count < ARRAY_SIZE(kept));
	kept[kept_count].field = field;
	kept[kept_count++].value = value;
	vmx_write(field, value);
}

unsigned int vmx_changes(void)
{
	unsigned int changes = 0;

	for (unsigned int i = 0; i < kept_count; i++)
		changes += vmx_read(kept[i].field) != kept[i].value;
	return changes;
}

static uint32_t controls(uint32_t msr, uint32_t wanted)
{
	uint64_t choice = msr_read(msr);
	uint32_t must = choice, may = choice >> 32;

	REQUIRE(!(wanted & ~may), "not all of the controls %#x can be had, see MSR %#x", wanted,
		msr);
	return must | wanted;
}

/* The timer is switched on and off later. */
static void set_controls(void)
{
	vmx_write(VMX_PIN_CONTROLS, controls(MSR_VMX_TRUE_PIN, VMX_PIN_INTERRUPTS));
	keep(VMX_EXIT_CONTROLS, controls(MSR_VMX_TRUE_EXIT, VMX_EXIT_HOST_64));
	keep(VMX_CPU_CONTROLS,
	     controls(MSR_VMX_TRUE_CPU, VMX_CPU_TSC_OFFSET | VMX_CPU_HLT | VMX_CPU_MSR_MAP));
	keep(VMX_ENTRY_CONTROLS, controls(MSR_VMX_TRUE_ENTRY, VMX_ENTRY_GUEST_64));
	keep(VMX_MSR_MAP, (uintptr_t)page_alloc(1)); /* of none */
	keep(VMX_EXCEPTIONS, ALL_EXCEPTIONS);
	keep(VMX_PAGE_FAULT_MASK, 0);
	keep(VMX_PAGE_FAULT_MATCH, 0);
	keep(VMX_CR3_TARGETS, 0);
	keep(VMX_EXIT_MSR_STORES, 0);
	keep(VMX_EXIT_MSR_LOADS, 0);
	keep(VMX_ENTRY_MSR_LOADS, 0);
	keep(VMX_CR0_MASK, 0);
	keep(VMX_CR4_MASK, 0);
	keep(VMX_CR0_SHADOW, cr0_read());
	keep(VMX_CR4_SHADOW, cr4_read());
	keep(VMX_LINK_POINTER, NO_LINK);
	vmx_write(VMX_ENTRY_EVENT, 0);
	vmx_write(VMX_TSC_OFFSET, 0);
}

static uint64_t segment_base(unsigned int n)
{
	if (n == SEGMENT_GS)
		return msr_read(MSR_GS_BASE);
	if (n == SEGMENT_FS)
		return msr_read(MSR_FS_BASE);
	return n == SEGMENT_TR ? (uintptr_t)&this_cpu()->arch.tss : 0;
}

static void set_segments(void)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(segments); n++) {
		unsigned int next = n * VMX_NEXT_SEGMENT;

		vmx_write(VMX_GUEST_SELECTOR + next, segments[n].selector);
		vmx_write(VMX_GUEST_ACCESS + next, segments[n].access);
		vmx_write(VMX_GUEST_LIMIT + next, segments[n].limit);
		vmx_write(VMX_GUEST_BASE + next, segment_base(n));
		if (n < SEGMENT_LDTR)
			keep(VMX_HOST_SELECTOR + next, segments[n].selector);
	}
	keep(VMX_HOST_SELECTOR + SEGMENT_LDTR * VMX_NEXT_SEGMENT, TASK_STATE);
	keep(VMX_HOST_FS, segment_base(SEGMENT_FS));
	keep(VMX_HOST_GS, segment_base(SEGMENT_GS));
	keep(VMX_HOST_TR, segment_base(SEGMENT_TR));
}

static void set_tables(void)
{
	struct table_pointer gdt, idt;

	__asm__ volatile("sgdt %0\n\tsidt %1" : "=m"(gdt), "=m"(idt));
	vmx_write(VMX_GUEST_GDTR, gdt.base);
	vmx_write(VMX_GUEST_GDTR_LIMIT, gdt.limit);
	vmx_write(VMX_GUEST_IDTR, idt.base);
	vmx_write(VMX_GUEST_IDTR_LIMIT, idt.limit);
	keep(VMX_HOST_GDTR, gdt.base);
	keep(VMX_HOST_IDTR, idt.base);
}

static void set_registers(uintptr_t entry, uintptr_t stack)
{
	vmx_write(VMX_GUEST_CR0, cr0_read());
	vmx_write(VMX_GUEST_CR3, cr3_read());
	vmx_write(VMX_GUEST_CR4, cr4_read());
	vmx_write(VMX_GUEST_DR7, DR7_FIXED);
	vmx_write(VMX_GUEST_RSP, stack);
	vmx_write(VMX_GUEST_RIP, entry);
	vmx_write(VMX_GUEST_RFLAGS, RFLAGS_FIXED | RFLAGS_IF);
	vmx_write(VMX_GUEST_DEBUG, 0);
	vmx_write(VMX_GUEST_DEBUGCTL, 0);
	vmx_write(VMX_GUEST_INTERRUPTIBILITY, 0);
	vmx_write(VMX_GUEST_ACTIVITY, 0);
	vmx_write(VMX_GUEST_SYSENTER_CS, 0);
	vmx_write(VMX_GUEST_SYSENTER_ESP, 0);
	vmx_write(VMX_GUEST_SYSENTER_EIP, 0);
}

static void set_way_back(void)
{
	keep(VMX_HOST_CR0, cr0_read());
	keep(VMX_HOST_CR3, cr3_read());
	keep(VMX_HOST_CR4, cr4_read());
	keep(VMX_HOST_SYSENTER_CS, 0);
	keep(VMX_HOST_SYSENTER_ESP, 0);
	keep(VMX_HOST_SYSENTER_EIP, 0);
	keep(VMX_HOST_RIP, (uintptr_t)vmx_left);
}

void vmx_make(struct vmx *vmx, uintptr_t entry, uintptr_t stack)
{
	uint64_t region;
	bool failed;

	*vmx = (struct vmx){ .vmcs = vmx_region() };
	region = (uintptr_t)vmx->vmcs;
	__asm__ volatile("vmclear %1" : "=@ccna"(failed) : "m"(region) : "memory");
	REQUIRE(!failed, "VMCLEAR fails");
	__asm__ volatile("vmptrld %1" : "=@ccna"(failed) : "m"(region) : "memory");
	REQUIRE(!failed, "VMPTRLD fails");
	kept_count = 0;
	set_controls();
	set_segments();
	set_tables();
	set_registers(entry, stack);
	set_way_back();
}
