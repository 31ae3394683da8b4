/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI tables: what they say of a PC's processors and interrupt controllers.
 *
 * With the project's own firmware, the tables of QEMU were placed and linked by
 * the guest's library; with others, by the firmware.
 */
#include <acpi.h>
#include <apic.h>
#include <fw_cfg.h>
#include <smp.h>
#include <test.h>

TEST(root, "the root pointer has its signature and checksum",
     NEEDS("acpi") CITE("ACPI 6.5, 5.2.5.3, Root System Description Pointer Structure"))
{
	CHECK_MEM_EQ(acpi_root(), "RSD PTR ", 8);
	CHECK_EQ(acpi_sum(acpi_root(), ACPI_RSDP_SIZE_1), 0);
}

static unsigned int enabled_cpus(const struct acpi_madt *madt, uint32_t *self)
{
	const struct acpi_madt_entry *entry = NULL;
	unsigned int count = 0;

	while ((entry = acpi_madt_next(madt, entry))) {
		uint32_t id = entry->type == ACPI_MADT_APIC ? entry->apic.id : entry->x2apic.id;
		uint32_t flags =
			entry->type == ACPI_MADT_APIC ? entry->apic.flags : entry->x2apic.flags;

		if ((entry->type != ACPI_MADT_APIC && entry->type != ACPI_MADT_X2APIC) ||
		    !(flags & ACPI_MADT_ENABLED))
			continue;
		count++;
		*self += id == apic_id();
	}
	return count;
}

TEST(madt_cpus, "the MADT lists this CPU once, and as many as the hypervisor says there are",
     NEEDS("acpi") NEEDS("fw-cfg") CITE("ACPI 6.5, 5.2.12.2, Processor Local APIC Structure"))
{
	uint32_t self = 0;
	uint16_t cpus;

	fw_cfg_read(FW_CFG_CPUS, &cpus, sizeof(cpus));
	CHECK_EQ(enabled_cpus(acpi_table("APIC", 0), &self), cpus);
	CHECK_EQ(self, 1);
	CHECK_EQ(smp_count(), cpus);
}

TEST(madt_apic, "the MADT tells where the local APIC is, and of at least one IOAPIC",
     NEEDS("acpi") CITE("ACPI 6.5, 5.2.12, Multiple APIC Description Table"))
{
	const struct acpi_madt *madt = acpi_table("APIC", 0);
	const struct acpi_madt_entry *entry = NULL;
	unsigned int ioapics = 0;

	CHECK_EQ(madt->apic_address, 0xfee00000);
	while ((entry = acpi_madt_next(madt, entry)))
		ioapics += entry->type == ACPI_MADT_IOAPIC;
	CHECK_GE(ioapics, 1);
}
