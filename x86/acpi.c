/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI tables: that they are whole, and that they describe the machine that is
 * there.
 *
 * With the project's own firmware, the tables of QEMU were placed and linked by
 * the guest's library; with others, by the firmware.
 */
#include <acpi.h>
#include <apic.h>
#include <fw_cfg.h>
#include <machine.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define RSDP_SIZE 20 /* of the part that all revisions have */

TEST(root, "the root pointer has its signature and checksum",
     NEEDS("acpi") CITE("ACPI 6.5, 5.2.5.3, Root System Description Pointer Structure"))
{
	CHECK_MEM_EQ(acpi_root(), "RSD PTR ", 8);
	CHECK(acpi_sums_up(acpi_root(), RSDP_SIZE));
}

TEST(tables, "FADT, DSDT and MADT are there, and the bytes of each add up to zero",
     NEEDS("acpi") CITE("ACPI 6.5, 5.2.6, System Description Table Header"))
{
	static const char *const names[] = { "FACP", "DSDT", "APIC" };

	for (unsigned int i = 0; i < 3; i++) {
		const struct acpi_header *header = acpi_table(names[i], 0);

		REQUIRE(header, "no %s", names[i]);
		CHECK_MEM_EQ(header->signature, names[i], 4);
		CHECK(acpi_sums_up(header, header->length), "%s", names[i]);
	}
}

TEST(unknown_table, "a signature that no table has finds none", NEEDS("acpi"))
{
	CHECK(!acpi_table("NONE", 0));
	CHECK(!acpi_table("FACP", 1));
}

static unsigned int enabled_cpus(const struct acpi_madt *madt, uint32_t *self)
{
	const struct acpi_madt_entry *entry = NULL;
	unsigned int count = 0;

	while ((entry = acpi_madt_next(madt, entry))) {
		uint32_t id = entry->type == ACPI_MADT_APIC ? entry->apic.id : entry->x2apic.id;
		uint32_t flags = entry->type == ACPI_MADT_APIC ? entry->apic.flags
							       : entry->x2apic.flags;

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

TEST(memory_matches_srat, "memory that the SRAT assigns to nodes contains all RAM",
     NEEDS("acpi") CITE("ACPI 6.5, 5.2.16.2, Memory Affinity Structure"))
{
	const struct acpi_srat *srat = acpi_table("SRAT", 0);
	struct memory_range ranges[16];
	unsigned int count = machine_memory(ranges, 16);

	if (!srat)
		SKIP("needs NUMA nodes: -numa node");
	for (unsigned int i = 0; i < count; i++) {
		const struct acpi_srat_entry *entry = NULL;
		uint64_t covered = 0;

		while ((entry = acpi_srat_next(srat, entry))) {
			uint64_t start, end;

			if (entry->type != ACPI_SRAT_MEMORY ||
			    !(entry->memory.flags & ACPI_SRAT_ENABLED))
				continue;
			start = entry->memory.base;
			end = start + entry->memory.size;
			start = start < ranges[i].start ? ranges[i].start : start;
			if (end > ranges[i].start + ranges[i].size)
				end = ranges[i].start + ranges[i].size;
			covered += start < end ? end - start : 0;
		}
		CHECK_EQ(covered, ranges[i].size);
	}
}
