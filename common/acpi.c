/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI: does the machine that the tables describe agree with the one that is
 * there?
 *
 * Firmware and hosts build the tables from their own idea of the machine: how
 * many CPUs, where interrupt controllers and configuration space are. An operating
 * system believes them, so a table that is wrong by one entry costs a CPU,
 * quietly.
 */
#include <acpi.h>
#include <args.h>
#include <mmu.h>
#include <pci.h>
#include <smp.h>
#include <string.h>
#include <test.h>
#include <util.h>

static const char *const present[] = { "FACP", "DSDT", "APIC", "MCFG" };

TEST(tables_sum_up, "FADT, DSDT, MADT and MCFG are there, and the bytes of each add up to zero",
     NEEDS("acpi") CITE("ACPI 6.5, 5.2.6: checksum of system description tables"))
{
	for (unsigned int i = 0; i < ARRAY_SIZE(present); i++) {
		const struct acpi_header *header = acpi_table(present[i], 0);

		REQUIRE(header, "no %s, or its checksum is wrong", present[i]);
		CHECK(!memcmp(header->signature, present[i], sizeof(header->signature)));
		CHECK_GE(header->length, sizeof(*header));
		CHECK_EQ(acpi_sum(header, header->length), 0);
	}
}

TEST(absent_table, "a table that the machine does not have is not found", NEEDS("acpi"))
{
	CHECK(!acpi_table("NOPE", 0));
	CHECK(!acpi_table("FACP", 1));
}

/* Whether the entry stands for a CPU that can be used, and which. */
static bool is_cpu(const struct acpi_madt_entry *entry, uint64_t *hardware_id)
{
	uint32_t flags = 0;

	switch (entry->type) {
	case ACPI_MADT_APIC:
		flags = entry->apic.flags;
		*hardware_id = entry->apic.id;
		break;
	case ACPI_MADT_X2APIC:
		flags = entry->x2apic.flags;
		*hardware_id = entry->x2apic.id;
		break;
	case ACPI_MADT_GICC:
		flags = entry->gicc.flags;
		*hardware_id = entry->gicc.mpidr;
		break;
	}
	return flags & ACPI_MADT_ENABLED;
}

TEST(every_cpu_once,
     "the MADT has one enabled entry for each CPU that the machine was given, and it starts",
     NEEDS("acpi") CITE("ACPI 6.5, 5.2.12: Multiple APIC Description Table"))
{
	const struct acpi_madt *madt = acpi_table("APIC", 0);
	const struct acpi_madt_entry *entry = NULL;
	unsigned int times[64] = { 0 }, enabled = 0;
	uint64_t hardware_id;

	REQUIRE(madt);
	while ((entry = acpi_madt_next(madt, entry))) {
		if (!is_cpu(entry, &hardware_id))
			continue;
		enabled++;
		for (unsigned int id = 0; id < smp_count() && id < ARRAY_SIZE(times); id++)
			times[id] += smp_cpu(id)->hardware_id == hardware_id;
	}
	CHECK_EQ(enabled, args_number("hp.cpus", smp_count()));
	for (unsigned int id = 0; id < smp_count() && id < ARRAY_SIZE(times); id++) {
		CHECK_EQ(times[id], 1);
		CHECK(!id || smp_start(id), "CPU %u", id);
	}
}

TEST(configuration_space, "behind the window that the MCFG names is the PCI configuration space",
     NEEDS("acpi") CITE("PCI Firmware Specification 3.3, 4.1.2: MCFG table"))
{
	const struct acpi_mcfg *mcfg = acpi_table("MCFG", 0);
	const struct acpi_mcfg_window *window;
	const volatile uint32_t *registers;

	REQUIRE(mcfg);
	window = acpi_mcfg_next(mcfg, NULL);
	REQUIRE(window, "the MCFG is empty");
	CHECK(!acpi_mcfg_next(mcfg, window));
	CHECK_LE(window->first_bus, window->last_bus);
	registers = mmu_device(window->base, PAGE_SIZE);
	CHECK_NE(*registers, UINT32_MAX);
	CHECK_EQ(*registers, pci_config_read(PCI_ID(window->first_bus, 0, 0), 0, 4));
}
