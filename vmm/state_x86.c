/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario state_x86: it sets something up, rings to be moved into another
 * machine, and looks whether it is still there.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <apic.h>
#include <args.h>
#include <clock.h>
#include <cpu_regs.h>
#include <frame.h>
#include <io.h>
#include <irq.h>
#include <mmu.h>
#include <smp.h>
#include <test.h>
#include <util.h>

#include "../host/vmm/x86/moves.h"
#include "parts.h"

#define WAIT	     (100 * NS_PER_MS)
#define LIMIT	     (20 * NS_PER_S * clock_slowness())
#define VECTOR_DEBUG IRQ_VECTOR(1)
#define VECTOR_FAULT IRQ_VECTOR(14)

#define MSR_TSC_ADJUST	     0x3b
#define MSR_SPEC_CTRL	     0x48
#define MSR_PMC_0	     0xc1
#define MSR_MISC_FEATURES    0x140
#define MSR_SYSENTER_CS	     0x174
#define MSR_SYSENTER_ESP     0x175
#define MSR_SYSENTER_EIP     0x176
#define MSR_MCG_STATUS	     0x17a
#define MSR_EVENT_0	     0x186
#define MSR_MTRR_BASE_0	     0x200
#define MSR_MTRR_MASK_0	     0x201
#define MSR_MTRR_FIX64K	     0x250
#define MSR_MTRR_FIX4K_F8000 0x26f
#define MSR_MTRR_TYPE	     0x2ff
#define MSR_MC0_CTL	     0x400
#define MSR_KVM_STEAL_TIME   0x4b564d03
#define MSR_KVM_POLLING	     0x4b564d05
#define MSR_TSC_AUX	     0xc0000103
#define MSR_AMD_EVENT_0	     0xc0010000
#define MSR_AMD_COUNTER_0    0xc0010004
#define MSR_AMD_HWCR	     0xc0010015
#define MSR_AMD_SAVE_AREA    0xc0010117

#define ADDRESS		0x0000123456789000ull
#define ADDRESS_32	0x12345000ull /* AMD has no more of them in use */
#define WRITE_BACK_ALL	0x0606060606060606ull
#define WRITE_BACK_REST 0x0c06 /* MTRRs on, the fixed ones too */
#define PAT_VALUE	0x0407040600070406ull
#define PRIORITY	1
#define EVENT_CYCLES	0x76 /* which does not count: bit 22 is clear */
#define MCG_IN_PROGRESS 4
#define STATUS_WRITABLE 0x40000 /* those of machine checks, by HWCR */

static uint8_t stolen_time[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static struct {
	uint32_t msr;
	uint64_t value;
} msrs[] = {
	{ MSR_SYSENTER_CS, KERNEL_CODE },
	{ MSR_SYSENTER_ESP, ADDRESS_32 + 1 },
	{ MSR_SYSENTER_EIP, ADDRESS_32 + 2 },
	{ MSR_STAR, 0x0013000800000000ull },
	{ MSR_LSTAR, ADDRESS + 3 },
	{ MSR_CSTAR, ADDRESS + 4 },
	{ MSR_SFMASK, RFLAGS_TF | RFLAGS_IF },
	{ MSR_KERNEL_GS, ADDRESS + 5 },
	{ MSR_FS_BASE, ADDRESS + 6 },
	{ MSR_PAT, PAT_VALUE },
	{ MSR_TSC_AUX, 7 },
	{ MSR_MTRR_BASE_0, 0xe0000000 },
	{ MSR_MTRR_MASK_0, 0xfe0000800 },
	{ MSR_MTRR_FIX64K, WRITE_BACK_ALL },
	{ MSR_MTRR_FIX4K_F8000, WRITE_BACK_ALL },
	{ MSR_MTRR_TYPE, WRITE_BACK_REST },
	{ MSR_TSC_ADJUST, 0x1000 },
	{ MSR_SPEC_CTRL, 1 },
	{ MSR_MISC_FEATURES, 1 },
	{ MSR_MISC_ENABLE, 1 },
	{ MSR_MCG_STATUS, MCG_IN_PROGRESS },
	{ MSR_MC0_CTL, UINT64_MAX },
	{ MSR_PMC_0, 0x1234 },
	{ MSR_EVENT_0, EVENT_CYCLES },
	{ MSR_AMD_EVENT_0, EVENT_CYCLES },
	{ MSR_AMD_COUNTER_0, 0x1234 },
	{ MSR_AMD_HWCR, STATUS_WRITABLE },
	{ MSR_AMD_SAVE_AREA, PAGE_SIZE },
	{ MSR_KVM_STEAL_TIME, (uintptr_t)stolen_time + 1 },
	{ MSR_KVM_POLLING, 0 },
};

/* What this CPU does not have or does not keep is nothing that could be lost. */
static void write_msrs(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(msrs); i++) {
		uint32_t low = msrs[i].value, high = msrs[i].value >> 32;

		trap_probe_begin();
		__asm__ volatile(PROBED("wrmsr")
				 :
				 : "a"(low), "d"(high), "c"(msrs[i].msr)
				 : "memory");
		if (trap_probed())
			msrs[i].msr = MSR_FS_BASE;
		msrs[i].value = msr_read(msrs[i].msr);
	}
}

static void write_debug_addresses(void)
{
	__asm__ volatile("mov %0, %%dr0\n\tmov %1, %%dr1\n\tmov %2, %%dr2\n\tmov %3, %%dr3"
			 :
			 : "r"(ADDRESS), "r"(ADDRESS + 1), "r"(ADDRESS + 2), "r"(ADDRESS + 3));
}

static void compare_debug_addresses(void)
{
	uint64_t found[4];

	__asm__ volatile("mov %%dr0, %0\n\tmov %%dr1, %1\n\tmov %%dr2, %2\n\tmov %%dr3, %3"
			 : "=r"(found[0]), "=r"(found[1]), "=r"(found[2]), "=r"(found[3]));
	for (unsigned int i = 0; i < ARRAY_SIZE(found); i++)
		compare(i, ADDRESS + i, found[i]);
}

static void move_registers(void)
{
	uint64_t xcr0, cr4 = cr4_read();

	write_msrs();
	write_debug_addresses();
	cr2_write(ADDRESS);
	cr8_write(PRIORITY);
	xcr0 = cr4 & CR4_OSXSAVE ? xcr0_read() : 0;
	move();
	for (unsigned int i = 0; i < ARRAY_SIZE(msrs); i++)
		compare(msrs[i].msr, msrs[i].value, msr_read(msrs[i].msr));
	compare_debug_addresses();
	compare(2, ADDRESS, cr2_read());
	compare(4, cr4, cr4_read());
	compare(8, PRIORITY, cr8_read());
	compare(0, xcr0, cr4 & CR4_OSXSAVE ? xcr0_read() : 0);
	cr8_write(0);
}

/* A KVM in software has no watchpoints: then there is none to be moved. */
static void move_debug(void)
{
	static volatile uint64_t watched;
	unsigned int hits;
	uint64_t status;

	irq_register(VECTOR_DEBUG, take, NULL);
	dr0_write((uintptr_t)&watched);
	dr7_write(DR7_FIXED | DR7_ENABLE_0 | DR7_WRITE_0 | DR7_8_BYTES_0);
	watched = 1;
	hits = count;
	status = dr6_read();
	move();
	compare(6, status, dr6_read());
	watched = 2;
	dr7_write(DR7_FIXED);
	compare(0, 2 * hits, count);
}

#define PIC_MASTER_MASK	 0x21
#define PIC_SLAVE_MASK	 0xa1
#define PIC_MASTER_LEVEL 0x4d0
#define PIT_CHANNEL_0	 0x40
#define PIT_COMMAND	 0x43
#define PIT_RATE	 0x34 /* of channel 0: a rate generator, two bytes */
#define PIT_STATUS	 0xe2 /* of channel 0, the next byte that is read */
#define PIT_STATUS_MODE	 0x3f
#define COM1		 0x3f8
#define COM1_INTERRUPTS	 (COM1 + 1)
#define COM1_LINE	 (COM1 + 3)
#define COM1_SCRATCH	 (COM1 + 7)
#define COM1_DIVISOR_ON	 0x83
#define COM1_LINE_8_BITS 0x03
#define IOAPIC_ADDRESS	 0xfec00000
#define IOAPIC_PIN_5	 0x1a
#define IOAPIC_ENTRY	 (IOAPIC_MASKED | 0x77)
#define IOAPIC_MASKED	 0x10000

static volatile uint32_t *ioapic;

static uint32_t ioapic_read(unsigned int reg)
{
	ioapic[0] = reg;
	return ioapic[4];
}

/* Each as it reads: what is not there reads the same in the next machine. */
static void read_chips(uint32_t *values)
{
	*values++ = in8(PIC_MASTER_MASK);
	*values++ = in8(PIC_SLAVE_MASK);
	*values++ = in8(PIC_MASTER_LEVEL);
	out8(PIT_COMMAND, PIT_STATUS);
	*values++ = in8(PIT_CHANNEL_0) & PIT_STATUS_MODE;
	*values++ = in8(COM1_INTERRUPTS);
	*values++ = in8(COM1_SCRATCH);
	out8(COM1_LINE, COM1_DIVISOR_ON);
	*values++ = in8(COM1);
	*values++ = in8(COM1_INTERRUPTS);
	out8(COM1_LINE, COM1_LINE_8_BITS);
	*values++ = ioapic_read(IOAPIC_PIN_5);
	*values++ = ioapic_read(IOAPIC_PIN_5 + 1);
}

#define CHIP_VALUES 10

static void write_chips(void)
{
	out8(PIC_MASTER_MASK, 0xfa);
	out8(PIC_SLAVE_MASK, 0xf5);
	out8(PIC_MASTER_LEVEL, 0x20);
	out8(PIT_COMMAND, PIT_RATE);
	out8(PIT_CHANNEL_0, 0x34);
	out8(PIT_CHANNEL_0, 0x12);
	out8(COM1_INTERRUPTS, 0x0f);
	out8(COM1_SCRATCH, 0x5a);
	out8(COM1_LINE, COM1_DIVISOR_ON);
	out8(COM1, 0x0c);
	out8(COM1_INTERRUPTS, 0x01);
	out8(COM1_LINE, COM1_LINE_8_BITS);
	ioapic_read(IOAPIC_PIN_5);
	ioapic[4] = IOAPIC_ENTRY;
}

static void move_chips(void)
{
	uint32_t before[CHIP_VALUES], after[CHIP_VALUES];

	ioapic = mmu_device(IOAPIC_ADDRESS, PAGE_SIZE);
	write_chips();
	read_chips(before);
	move();
	read_chips(after);
	for (unsigned int i = 0; i < CHIP_VALUES; i++)
		compare(i, before[i], after[i]);
	out8(COM1_INTERRUPTS, 0);
}

/* The time goes on only while there is a machine, so the deadline is still ahead. */
static void move_deadline(void)
{
	uint64_t begin = tsc_read(), deadline;

	clock_delay(WAIT);
	deadline = tsc_read() + (tsc_read() - begin);
	irq_register(MOVE_VECTOR, take, NULL);
	apic_write(APIC_LVT_TIMER, APIC_LVT_DEADLINE | MOVE_VECTOR);
	__asm__ volatile("mfence" : : : "memory"); /* the mode before the deadline */
	msr_write(MSR_TSC_DEADLINE, deadline);
	move();
	compare(MSR_TSC_DEADLINE, deadline, count ? deadline : msr_read(MSR_TSC_DEADLINE));
	irq_wait(&count, LIMIT);
	compare(0, 1, count);
	compare(1, 1, tsc_read() >= deadline);
}

static void move_request(void)
{
	irq_register(MOVE_VECTOR, take, NULL);
	irq_disable();
	apic_send(apic_id(), APIC_ICR_ASSERT | MOVE_VECTOR);
	move();
	compare(0, 0, count);
	irq_enable();
	irq_wait(&count, LIMIT);
	compare(1, 1, count);
}

static volatile uint64_t where;

static void take_at(const struct irq *irq, void *context)
{
	take(irq, context);
	where = irq->frame->rip;
}

static void take_step(const struct irq *irq, void *context)
{
	take_at(irq, context);
	irq->frame->rflags &= ~(uint64_t)RFLAGS_TF;
}

/* TF counts from the instruction behind POPF on, which is the one that comes to the VMM. */
static void move_step(void)
{
	uint64_t behind;

	irq_register(VECTOR_DEBUG, take_step, NULL);
	parts_command()->result = MOVE_ASKED;
	__asm__ volatile("lea 1f(%%rip), %0\n\t"
			 "pushfq\n\t"
			 "orq %1, (%%rsp)\n\t"
			 "popfq\n\t"
			 "mov (%2), %%rax\n"
			 "1: nop"
			 : "=&r"(behind)
			 : "i"(RFLAGS_TF), "r"(parts_device)
			 : "rax", "cc", "memory");
	compare(0, 1, count);
	compare(1, behind, where);
	compare(6, DR6_BS, dr6_read() & DR6_BS);
}

static volatile uint64_t fault_address;

static void take_fault(const struct irq *irq, void *context)
{
	take(irq, context);
	fault_address = irq->frame->cr2;
}

/* CR2 gets the address with the delivery of the fault, and not before. */
static void move_fault(void)
{
	irq_register(VECTOR_FAULT, take_fault, NULL);
	cr2_write(0);
	move();
	compare(0, 1, count);
	compare(2, MOVE_ADDRESS, fault_address);
}

static void take_nmi(const struct irq *irq, void *context)
{
	unsigned int at_first = ++count;

	(void)irq;
	(void)context;
	if (at_first > 1)
		return;
	move();
	compare(0, 1, count); /* the next one has to wait for IRET */
}

static void move_nmi(void)
{
	irq_register(IRQ_NMI, take_nmi, NULL);
	apic_send_nmi(apic_id());
	wait_taken(2, LIMIT);
	compare(1, 2, count);
}

/* Interrupts are let in behind the instruction that comes after the load of SS, or later. */
static void move_shadow(void)
{
	uint64_t shadowed;

	irq_register(MOVE_VECTOR, take_at, NULL);
	parts_command()->result = MOVE_ASKED;
	__asm__ volatile("lea 1f(%%rip), %0\n\t"
			 "mov (%1), %%ss\n"
			 "1: nop"
			 : "=&r"(shadowed)
			 : "r"(parts_device)
			 : "memory");
	irq_wait(&count, LIMIT);
	compare(0, 1, count);
	compare(shadowed, false, where == shadowed);
}

static void (*const moves[])(void) = {
	[MOVE_REGISTERS] = move_registers, [MOVE_DEBUG] = move_debug,
	[MOVE_CHIPS] = move_chips,	   [MOVE_DEADLINE] = move_deadline,
	[MOVE_REQUEST] = move_request,	   [MOVE_STEP] = move_step,
	[MOVE_FAULT] = move_fault,	   [MOVE_NMI] = move_nmi,
	[MOVE_SHADOW] = move_shadow,
};

TEST(obeys, "the CPU is moved with what the VMM tells it to have")
{
	parts_serve(moves);
}
