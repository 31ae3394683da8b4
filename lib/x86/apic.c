/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <irq.h>
#include <smp.h>
#include <util.h>
#include "apic.h"
#include "cpu_regs.h"

#define XAPIC_BASE     0xfee00000ul
#define XAPIC_ID_SHIFT 24
#define BOTH_MODES     (APIC_BASE_ENABLE | APIC_BASE_X2APIC) /* what x2APIC mode takes */
#define LAST_VECTOR    255
#define SPURIOUS_ASIDE 0x1f

/* The mode that all CPUs are to have between cases: as the loader left the first one. */
static bool x2_for_all, mode_known;

bool apic_is_x2(void)
{
	return this_cpu()->arch.x2apic;
}

/* Not inlined: an emulator pays for each new instruction. */
__attribute__((noinline)) uint32_t apic_read(unsigned int reg)
{
	if (apic_is_x2())
		return msr_read(MSR_X2APIC + reg / 16);
	return *(volatile uint32_t *)(XAPIC_BASE + reg);
}

__attribute__((noinline)) void apic_write(unsigned int reg, uint32_t value)
{
	if (apic_is_x2())
		msr_write(MSR_X2APIC + reg / 16, value);
	else
		*(volatile uint32_t *)(XAPIC_BASE + reg) = value;
}

uint32_t apic_id(void)
{
	return apic_read(APIC_ID) >> (apic_is_x2() ? 0 : XAPIC_ID_SHIFT);
}

/*
 * The command has two halves in memory. An NMI may come in between and send
 * another one, so whoever sends leaves the upper half as it was.
 */
static void send_by_memory(uint32_t to, uint32_t command)
{
	uint32_t before = apic_read(APIC_ICR_HIGH);

	while (apic_read(APIC_ICR) & APIC_ICR_PENDING)
		cpu_relax();
	apic_write(APIC_ICR_HIGH, to << XAPIC_ID_SHIFT);
	apic_write(APIC_ICR, command);
	apic_write(APIC_ICR_HIGH, before);
}

/* In x2APIC mode the write is not ordered with stores: what they tell must get there first. */
void apic_send(uint32_t to, uint32_t command)
{
	bool enabled = irq_save();

	if (apic_is_x2()) {
		__asm__ volatile("mfence; lfence" : : : "memory");
		msr_write(MSR_X2APIC + APIC_ICR / 16, (uint64_t)to << 32 | command);
	} else {
		send_by_memory(to, command);
	}
	irq_restore(enabled);
}

void apic_send_nmi(uint32_t to)
{
	apic_send(to, APIC_ICR_NMI | APIC_ICR_ASSERT);
}

static bool is_set(unsigned int registers, unsigned int vector)
{
	return apic_read(registers + vector / 32 * 16) & 1u << vector % 32;
}

bool apic_is_in_service(unsigned int vector)
{
	return vector >= APIC_FIRST_VECTOR && is_set(APIC_ISR, vector);
}

bool apic_requests(void)
{
	for (unsigned int i = 0; i < 8; i++) {
		if (apic_read(APIC_IRR + i * 16))
			return true;
	}
	return false;
}

bool apic_is_level(unsigned int vector)
{
	return is_set(APIC_TMR, vector);
}

void apic_end(void)
{
	apic_write(APIC_EOI, 0);
}

void apic_use_x2(void)
{
	msr_write(MSR_APIC_BASE, msr_read(MSR_APIC_BASE) | APIC_BASE_ENABLE | APIC_BASE_X2APIC);
	this_cpu()->arch.x2apic = true;
}

void apic_use_x2_always(void)
{
	x2_for_all = true;
	apic_use_x2();
}

bool apic_is_on(void)
{
	return msr_read(MSR_APIC_BASE) & APIC_BASE_ENABLE;
}

/* Back to xAPIC mode leads over an APIC that is switched off. */
static void choose_mode(void)
{
	uint64_t base = msr_read(MSR_APIC_BASE);
	bool is_x2 = base & APIC_BASE_X2APIC;

	if (!mode_known)
		x2_for_all = is_x2;
	mode_known = true;
	if (is_x2 && !x2_for_all)
		msr_write(MSR_APIC_BASE, base & ~(uint64_t)BOTH_MODES);
	this_cpu()->arch.x2apic = x2_for_all;
	if (is_x2 != x2_for_all || !(base & APIC_BASE_ENABLE))
		msr_write(MSR_APIC_BASE, (base & ~(uint64_t)BOTH_MODES) |
						 (x2_for_all ? BOTH_MODES : APIC_BASE_ENABLE));
}

/* Written by a loop, because an emulator pays for each new instruction. */
static const struct {
	uint16_t reg;
	uint32_t value;
} library_settings[] = {
	{ APIC_SPURIOUS, APIC_SPURIOUS_ENABLE | IRQ_SPURIOUS },
	{ APIC_TPR, 0 },
	{ APIC_LVT_PERF, APIC_LVT_MASKED },
	{ APIC_LVT_LINT0, APIC_LVT_MASKED },
	{ APIC_LVT_LINT1, APIC_LVT_MASKED },
	{ APIC_LVT_ERROR, APIC_LVT_MASKED },
	{ APIC_LVT_TIMER, IRQ_TIMER },
	{ APIC_TIMER_DIVIDE, APIC_DIVIDE_BY_1 },
};

/*
 * What a case has left in service keeps other vectors out. Bochs does not take an end of
 * interrupt for the vector that is also the spurious one: that is another one meanwhile.
 */
static void end_all_in_service(void)
{
	apic_write(APIC_SPURIOUS, APIC_SPURIOUS_ENABLE | SPURIOUS_ASIDE);
	for (unsigned int i = 0; i <= LAST_VECTOR && apic_read(APIC_PPR); i++)
		apic_end();
	apic_write(APIC_SPURIOUS, APIC_SPURIOUS_ENABLE | IRQ_SPURIOUS);
}

void apic_setup(void)
{
	choose_mode();
	if (!apic_is_on())
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(library_settings); i++)
		apic_write(library_settings[i].reg, library_settings[i].value);
	if (apic_read(APIC_PPR))
		end_all_in_service();
}
