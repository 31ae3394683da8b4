/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control registers, model-specific registers, CPUID, and their bits. Also for
 * assembler sources.
 */
#ifndef CPU_REGS_H
#define CPU_REGS_H

#define CR0_PE 0x00000001
#define CR0_MP 0x00000002
#define CR0_EM 0x00000004
#define CR0_TS 0x00000008
#define CR0_ET 0x00000010
#define CR0_NE 0x00000020
#define CR0_WP 0x00010000
#define CR0_AM 0x00040000
#define CR0_PG 0x80000000

#define CR4_TSD	       0x000004
#define CR4_DE	       0x000008
#define CR4_PAE	       0x000020
#define CR4_MCE	       0x000040
#define CR4_PGE	       0x000080
#define CR4_OSFXSR     0x000200
#define CR4_OSXMMEXCPT 0x000400
#define CR4_UMIP       0x000800
#define CR4_VMXE       0x002000
#define CR4_FSGSBASE   0x010000
#define CR4_OSXSAVE    0x040000
#define CR4_SMEP       0x100000
#define CR4_SMAP       0x200000
#define CR4_PKE	       0x400000

/* What the library runs with; OSXSAVE is added where the CPU has it. */
#define CR0_LIBRARY (CR0_PG | CR0_WP | CR0_NE | CR0_ET | CR0_MP | CR0_PE)
#define CR4_LIBRARY (CR4_OSXMMEXCPT | CR4_OSFXSR | CR4_PAE)

#define DR6_FIXED 0xffff0ff0
#define DR6_B0	  0x1
#define DR6_BS	  0x4000

#define DR7_FIXED     0x400
#define DR7_ENABLE_0  0x3
#define DR7_WRITE_0   0x10000
#define DR7_8_BYTES_0 0x80000

#define RFLAGS_FIXED 0x00002
#define RFLAGS_TF    0x00100
#define RFLAGS_IF    0x00200
#define RFLAGS_DF    0x00400
#define RFLAGS_NT    0x04000
#define RFLAGS_RF    0x10000
#define RFLAGS_AC    0x40000

#define MSR_TSC		 0x00000010
#define MSR_APIC_BASE	 0x0000001b
#define MSR_TSC_DEADLINE 0x000006e0
#define MSR_X2APIC	 0x00000800 /* the first of 256 registers */
#define MSR_XSS		 0x00000da0
#define MSR_EFER	 0xc0000080
#define MSR_STAR	 0xc0000081
#define MSR_LSTAR	 0xc0000082
#define MSR_CSTAR	 0xc0000083
#define MSR_SFMASK	 0xc0000084
#define MSR_FS_BASE	 0xc0000100
#define MSR_GS_BASE	 0xc0000101
#define MSR_KERNEL_GS	 0xc0000102
#define MSR_PAT		 0x00000277
#define MSR_KVM_CLOCK	 0x4b564d01
#define MSR_MISC_ENABLE	 0x000001a0

#define APIC_BASE_BSP	 0x100
#define APIC_BASE_X2APIC 0x400
#define APIC_BASE_ENABLE 0x800

#define EFER_SCE 0x001
#define EFER_LME 0x100
#define EFER_LMA 0x400
#define EFER_NXE 0x800

#define XCR0_X87    0x01
#define XCR0_SSE    0x02
#define XCR0_AVX    0x04
#define XCR0_AVX512 0xe0

/* CPUID leaves, and the feature bits that the library looks at. */
#define CPUID_FEATURES	   1
#define CPUID_TOPOLOGY	   0xb
#define CPUID_XSAVE	   0xd
#define CPUID_TSC	   0x15
#define CPUID_HYPERVISOR   0x40000000
#define CPUID_KVM_FEATURES 0x40000001
#define CPUID_HYPER_TIMING 0x40000010
#define CPUID_EXTENDED_MAX 0x80000000
#define CPUID_EXTENDED	   0x80000001
#define CPUID_1_ECX_X2APIC (1 << 21)
#define CPUID_1_ECX_XSAVE  (1 << 26)
#define CPUID_1_ECX_HYPERV (1 << 31)
#define CPUID_E1_EDX_NX	   (1 << 20)
#define CPUID_E1_EDX_1G	   (1 << 26)
#define CPUID_KVM_CLOCK	   (1 << 3)

/* Selectors of the descriptors that cpu_setup() makes. */
#define KERNEL_CODE 0x08
#define KERNEL_DATA 0x10
#define USER_DATA   0x1b
#define USER_CODE   0x23
#define TASK_STATE  0x28
#define SPARE_DATA  0x38 /* for tests; not present */

/* Interrupt stacks of the TSS. */
#define IST_NONE  0
#define IST_FATAL 1 /* #DF */
#define IST_NMI	  2
#define IST_MC	  3

/* Of a vector; a comparison is -1 for the assembler, 1 in C. */
#define TRAP_IST(vector)                               \
	(((((vector) == VECTOR_DF) & 1) * IST_FATAL) + \
	 ((((vector) == VECTOR_NMI) & 1) * IST_NMI) + ((((vector) == VECTOR_MC) & 1) * IST_MC))

/* Exceptions that the entry treats in a way of their own. */
#define TRAP_STUB_SIZE 8

#define VECTOR_NMI 2
#define VECTOR_BP  3
#define VECTOR_DF  8
#define VECTOR_MC  18

#ifndef __ASSEMBLER__

#include <stdint.h>

struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct cpuid out;

	__asm__ volatile("cpuid"
			 : "=a"(out.eax), "=b"(out.ebx), "=c"(out.ecx), "=d"(out.edx)
			 : "a"(leaf), "c"(subleaf));
	return out;
}

static inline uint64_t msr_read(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr) : "memory");
	return (uint64_t)high << 32 | low;
}

static inline void msr_write(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr" : : "a"((uint32_t)value), "d"(value >> 32), "c"(msr) : "memory");
}

#define DEFINE_CONTROL_REGISTER(name)                                            \
	static inline uint64_t name##_read(void)                                 \
	{                                                                        \
		uint64_t value;                                                  \
                                                                                 \
		__asm__ volatile("mov %%" #name ", %0" : "=r"(value)::"memory"); \
		return value;                                                    \
	}                                                                        \
	static inline void name##_write(uint64_t value)                          \
	{                                                                        \
		__asm__ volatile("mov %0, %%" #name ::"r"(value) : "memory");    \
	}

DEFINE_CONTROL_REGISTER(cr0)
DEFINE_CONTROL_REGISTER(cr2)
DEFINE_CONTROL_REGISTER(cr3)
DEFINE_CONTROL_REGISTER(cr4)
DEFINE_CONTROL_REGISTER(cr8)
DEFINE_CONTROL_REGISTER(dr0)
DEFINE_CONTROL_REGISTER(dr6)
DEFINE_CONTROL_REGISTER(dr7)

static inline uint64_t xcr0_read(void)
{
	uint32_t low, high;

	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (uint64_t)high << 32 | low;
}

static inline void xcr0_write(uint64_t value)
{
	__asm__ volatile("xsetbv" : : "a"((uint32_t)value), "d"(value >> 32), "c"(0) : "memory");
}

static inline uint64_t tsc_read(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

#endif
#endif
