/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <acpi.h>
#include <mmu.h>
#include <smp.h>
#include <spinlock.h>
#include <string.h>
#include <util.h>
#include "apic.h"
#include "ioapic.h"

#define DEFAULT_BASE 0xfec00000
#define MAX_IOAPICS  16

/* Registers behind the window. */
#define REG_SELECT  0x00
#define REG_WINDOW  0x10
#define IOAPIC_VER  0x01
#define IOAPIC_LINE 0x10 /* two for each line: low, high */
#define VER_LAST(v) ((v) >> 16 & 0xff)

#define DESTINATION_SHIFT 24

/* Where a PC has its ISA interrupt 0, because the first pin is for the 8259. */
#define TIMER_PIN 2

static struct ioapic {
	volatile uint32_t *base;
	unsigned int first_gsi;
	unsigned int lines;
} ioapics[MAX_IOAPICS];

static unsigned int count;
static bool used;
static struct spinlock lock;

static uint32_t read(const struct ioapic *ioapic, unsigned int reg)
{
	ioapic->base[REG_SELECT / 4] = reg;
	return ioapic->base[REG_WINDOW / 4];
}

static void write(const struct ioapic *ioapic, unsigned int reg, uint32_t value)
{
	ioapic->base[REG_SELECT / 4] = reg;
	ioapic->base[REG_WINDOW / 4] = value;
}

static void add(uint64_t base, unsigned int first_gsi)
{
	struct ioapic *ioapic = &ioapics[count];

	if (count == MAX_IOAPICS)
		return;
	ioapic->base = mmu_device(base, PAGE_SIZE);
	ioapic->first_gsi = first_gsi;
	ioapic->lines = VER_LAST(read(ioapic, IOAPIC_VER)) + 1;
	count++;
}

/* A machine without ACPI tables has one, at the place where PCs have always had it. */
static void discover(void)
{
	const struct acpi_madt *madt = acpi_table("APIC", 0);
	const struct acpi_madt_entry *entry = NULL;

	while (madt && (entry = acpi_madt_next(madt, entry))) {
		if (entry->type == ACPI_MADT_IOAPIC)
			add(entry->ioapic.address, entry->ioapic.first_gsi);
	}
	if (!count)
		add(DEFAULT_BASE, 0);
}

static const struct ioapic *find(unsigned int gsi)
{
	if (!count)
		discover();
	for (unsigned int i = 0; i < count; i++) {
		if (gsi - ioapics[i].first_gsi < ioapics[i].lines)
			return &ioapics[i];
	}
	return NULL;
}

bool ioapic_route(unsigned int gsi, unsigned int vector, unsigned int cpu, unsigned int flags)
{
	const struct ioapic *ioapic = find(gsi);
	uint32_t to = smp_cpu(cpu)->hardware_id << DESTINATION_SHIFT;

	if (!ioapic)
		return false;
	gsi -= ioapic->first_gsi;
	used = true;
	spin_lock(&lock);
	write(ioapic, IOAPIC_LINE + 2 * gsi, IOAPIC_MASK);
	write(ioapic, IOAPIC_LINE + 2 * gsi + 1, to);
	write(ioapic, IOAPIC_LINE + 2 * gsi, vector | flags);
	spin_unlock(&lock);
	return true;
}

bool ioapic_mask(unsigned int gsi)
{
	const struct ioapic *ioapic = find(gsi);

	if (!ioapic)
		return false;
	spin_lock(&lock);
	write(ioapic, IOAPIC_LINE + 2 * (gsi - ioapic->first_gsi), IOAPIC_MASK);
	spin_unlock(&lock);
	return true;
}

unsigned int ioapic_isa(unsigned int irq)
{
	const struct acpi_madt *madt = acpi_table("APIC", 0);
	const struct acpi_madt_entry *entry = NULL;

	while (madt && (entry = acpi_madt_next(madt, entry))) {
		if (entry->type == ACPI_MADT_OVERRIDE && entry->override.irq == irq)
			return entry->override.gsi;
	}
	return madt || irq ? irq : TIMER_PIN;
}

void ioapic_reset(void)
{
	lock = (struct spinlock){ 0 };
	if (!used)
		return;
	for (unsigned int i = 0; i < count; i++) {
		for (unsigned int line = 0; line < ioapics[i].lines; line++)
			write(&ioapics[i], IOAPIC_LINE + 2 * line, IOAPIC_MASK);
	}
	used = false;
}
