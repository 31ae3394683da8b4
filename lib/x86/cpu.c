/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a CPU needs before it can run C code that may be interrupted:
 * descriptors, interrupt stacks, floating point.
 */
#include <machine.h>
#include <mmu.h>
#include <smp.h>
#include <string.h>
#include <trap.h>
#include "arch_frame.h"
#include "cpu.h"
#include "cpu_regs.h"
#include "interrupt.h"

#define DESCRIPTOR_KERNEL_CODE 0x00af9b000000ffffull
#define DESCRIPTOR_KERNEL_DATA 0x00cf93000000ffffull
#define DESCRIPTOR_USER_DATA   0x00cff3000000ffffull
#define DESCRIPTOR_USER_CODE   0x00affb000000ffffull
#define DESCRIPTOR_TSS	       0x0000890000000000ull /* available, 64 bits */
#define DESCRIPTOR_PRESENT     (1ull << 47)

#define FATAL_STACK_SIZE 8192
#define GATES		 256
#define FCW_DEFAULT	 0x037f
#define MXCSR_DEFAULT	 0x1f80
#define XSAVE_HEADER_END 576

struct table_pointer {
	uint16_t limit;
	const void *base;
} __attribute__((packed));

extern struct gate idt[GATES];
extern const char boot_stack_low[], boot_stack_high[];
extern const uint32_t boot_efer;

_Static_assert(offsetof(struct arch_cpu, tss) == 8 * 8, "trap.S looks for the TSS there");

/* For trap.S: how much of the FPU's state lies behind the header of XSAVE. */
uint64_t xstate_beyond_header;
bool xstate_by_xsave;

static uint64_t xcr0_library;
static bool gates_changed;
static char boot_fatal_stack[FATAL_STACK_SIZE] __attribute__((aligned(16)));

static void make_descriptors(struct cpu *cpu)
{
	uint64_t tss = (uintptr_t)&cpu->arch.tss;

	cpu->arch.gdt[0] = (uintptr_t)cpu;
	cpu->arch.gdt[KERNEL_CODE / 8] = DESCRIPTOR_KERNEL_CODE;
	cpu->arch.gdt[KERNEL_DATA / 8] = DESCRIPTOR_KERNEL_DATA;
	cpu->arch.gdt[USER_DATA / 8] = DESCRIPTOR_USER_DATA;
	cpu->arch.gdt[USER_CODE / 8] = DESCRIPTOR_USER_CODE;
	cpu->arch.gdt[TASK_STATE / 8] = DESCRIPTOR_TSS | (sizeof(struct task_state) - 1) |
					(tss & 0xffffff) << 16 | (tss >> 24 & 0xff) << 56;
	cpu->arch.gdt[TASK_STATE / 8 + 1] = tss >> 32;
	cpu->arch.gdt[SPARE_DATA / 8] = DESCRIPTOR_KERNEL_DATA & ~DESCRIPTOR_PRESENT;
}

static void make_task_state(struct cpu *cpu)
{
	struct task_state *tss = &cpu->arch.tss;

	tss->ist[IST_FATAL - 1] = cpu->arch.fatal_stack;
	tss->ist[IST_NMI - 1] = (uintptr_t)(&cpu->arch.nmi_stack + 1);
	tss->ist[IST_MC - 1] = (uintptr_t)(&cpu->arch.mc_stack + 1);
	tss->io_map = sizeof(*tss);
}

/* CS need not be loaded: boot.S came with the same descriptor. */
static void load_tables(struct cpu *cpu)
{
	struct table_pointer gdt = { sizeof(cpu->arch.gdt) - 1, cpu->arch.gdt };
	struct table_pointer idtr = { sizeof(idt) - 1, idt };

	make_descriptors(cpu);
	make_task_state(cpu);
	__asm__ volatile("lgdt %0\n\t"
			 "lidt %1\n\t"
			 "mov %2, %%ds\n\t"
			 "mov %2, %%es\n\t"
			 "mov %2, %%ss\n\t"
			 "mov %3, %%fs\n\t"
			 "mov %3, %%gs\n\t"
			 "ltr %w4"
			 :
			 : "m"(gdt), "m"(idtr), "r"(KERNEL_DATA), "r"(0), "r"(TASK_STATE)
			 : "memory");
	msr_write(MSR_FS_BASE, 0);
	msr_write(MSR_GS_BASE, (uintptr_t)cpu);
}

static void set_xcr0(uint64_t value)
{
	xcr0_write(value);
	xstate_beyond_header = cpuid(CPUID_XSAVE, 0).ebx - XSAVE_HEADER_END;
}

/* A hypervisor that emulates instructions may not know it, though the CPU says so. */
static bool may_xsave(void)
{
	return cpuid(CPUID_FEATURES, 0).ecx & CPUID_1_ECX_XSAVE &&
	       !strstr(machine_command_line(), "hp.no-xsave");
}

static void setup_xstate(void)
{
	if (!may_xsave())
		return;
	cr4_write(CR4_LIBRARY | CR4_OSXSAVE);
	xcr0_library = cpuid(CPUID_XSAVE, 0).eax & (XCR0_X87 | XCR0_SSE | XCR0_AVX);
	set_xcr0(xcr0_library);
	xstate_by_xsave = true;
}

bool xstate_enable(uint64_t components)
{
	if (!xstate_by_xsave || components & ~(uint64_t)cpuid(CPUID_XSAVE, 0).eax)
		return false;
	set_xcr0(xcr0_read() | components);
	return true;
}

void cpu_setup(struct cpu *cpu)
{
	if (!cpu->id) {
		cpu->stack_low = (uintptr_t)boot_stack_low;
		cpu->stack_high = (uintptr_t)boot_stack_high;
		cpu->arch.fatal_stack = (uintptr_t)(&boot_fatal_stack + 1);
	}
	setup_xstate(); /* first, because an emulator forgets code when this changes */
	load_tables(cpu);
	mmu_cpu_arrives(cpu);
}

struct gate *idt_gate(unsigned int vector)
{
	gates_changed = true;
	return &idt[vector];
}

static void restore_gates(void)
{
	for (unsigned int vector = 0; vector < GATES; vector++) {
		uintptr_t stub = (uintptr_t)trap_stubs + vector * TRAP_STUB_SIZE;

		idt[vector] = (struct gate){
			.offset_low = stub & 0xffff,
			.selector = KERNEL_CODE,
			.ist = TRAP_IST(vector),
			.type = vector == VECTOR_BP ? GATE_INTERRUPT | GATE_USER : GATE_INTERRUPT,
			.offset_middle = stub >> 16,
		};
	}
	gates_changed = false;
}

/* As long as it is on, CR4.VMXE cannot be cleared. */
static void leave_vmx(void)
{
	trap_probe_begin();
	__asm__ volatile(PROBED("vmxoff") : : : "cc", "memory");
}

static void restore_control_registers(void)
{
	uint64_t cr4 = CR4_LIBRARY | (xstate_by_xsave ? CR4_OSXSAVE : 0);

	if (cr4_read() & CR4_VMXE)
		leave_vmx();
	if (cr0_read() != CR0_LIBRARY)
		cr0_write(CR0_LIBRARY);
	if (cr4_read() != cr4)
		cr4_write(cr4);
	if (cr3_read() != (uintptr_t)mmu_root())
		cr3_write((uintptr_t)mmu_root());
	if (msr_read(MSR_EFER) != (boot_efer | EFER_LMA))
		msr_write(MSR_EFER, boot_efer | EFER_LMA);
	if (xstate_by_xsave && xcr0_read() != xcr0_library)
		set_xcr0(xcr0_library);
	dr7_write(DR7_FIXED);
}

/* By FXRSTOR: a hypervisor that emulates instructions may know neither FLDCW nor LDMXCSR. */
static void restore_fpu(void)
{
	static const struct {
		struct fpu_state state;
	} __attribute__((aligned(16))) fresh = { { .fcw = FCW_DEFAULT, .mxcsr = MXCSR_DEFAULT } };

	__asm__ volatile("fxrstor64 %0" : : "m"(fresh));
}

/* A case that was left in an NMI handler never executed the IRET that lets the next one in. */
static void let_nmi_in(void)
{
	__asm__ volatile("mov %%rsp, %%rax\n\t"
			 "push %0\n\t"
			 "push %%rax\n\t"
			 "push %2\n\t"
			 "push %1\n\t"
			 "push $1f\n\t"
			 "iretq\n"
			 "1:"
			 :
			 : "i"(KERNEL_DATA), "i"(KERNEL_CODE), "i"(RFLAGS_FIXED)
			 : "rax", "cc", "memory");
}

void cpu_restore(void)
{
	restore_control_registers();
	restore_fpu();
	load_tables(this_cpu());
	if (gates_changed)
		restore_gates();
	let_nmi_in();
}
