/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI tables, by which a guest finds its CPUs and interrupt controllers, and powers off:
 * RSDP, XSDT, FADT of a machine without the fixed hardware, MADT, and a DSDT that holds
 * nothing but the values for the sleep register.
 */
#include <string.h>

#include "../../../lib/acpi.h"
#include "../say.h"
#include "pc.h"

#define BYTE_ACCESS   1
#define MADT_HAS_8259 1

/* Of entries of the MADT. */
enum { APIC_LENGTH = 8, OVERRIDE_LENGTH = 10, IOAPIC_LENGTH = 12, X2APIC_LENGTH = 16 };

#define LAST_APIC_ID 254 /* that fits an entry for an APIC */

/* Name (_S5_, Package () { type, type, 0, 0 }), Scope (\_SB_) {}: bytes of AML. */
static const uint8_t aml[] = {
	0x08, '_', 'S',	 '5', '_',  0x12, 0x0a, 0x04, 0x0a, SLEEP_TYPE, 0x0a, SLEEP_TYPE,
	0x0a, 0,   0x0a, 0,   0x10, 0x06, '\\', '_',  'S',  'B',	'_',
};

/* Where the next table goes. */
struct place {
	struct vm *vm;
	uint64_t at;
};

static void *reserve(struct place *place, size_t size, uint64_t *address)
{
	void *at = vm_at(place->vm, place->at, size);

	if (!at || place->at + size > HIGH_START)
		die("the ACPI tables of %u CPUs do not fit below 1 MiB", place->vm->cpu_count);
	*address = place->at;
	place->at = (place->at + size + 15) & ~15ull;
	return at;
}

static void seal(struct acpi_header *header, const char *signature, uint8_t revision,
		 uint32_t length)
{
	memcpy(header->signature, signature, 4);
	header->length = length;
	header->revision = revision;
	memcpy(header->oem, "HPROOF", 6);
	memcpy(header->oem_table, "HOSTPROF", 8);
	header->oem_revision = 1;
	memcpy(&header->creator, "HPVM", 4);
	header->creator_revision = 1;
	header->checksum = 0;
	header->checksum = -acpi_sum(header, length);
}

static uint64_t make_dsdt(struct place *place)
{
	size_t size = sizeof(struct acpi_header) + sizeof(aml);
	uint64_t address;
	struct acpi_header *dsdt = reserve(place, size, &address);

	memcpy(dsdt + 1, aml, sizeof(aml));
	seal(dsdt, "DSDT", 2, size);
	return address;
}

static uint64_t make_fadt(struct place *place, uint64_t dsdt)
{
	uint64_t address;
	struct acpi_fadt *fadt = reserve(place, sizeof(*fadt), &address);

	fadt->dsdt = dsdt;
	fadt->x_dsdt = dsdt;
	fadt->flags = ACPI_FADT_REDUCED | ACPI_FADT_RESET;
	fadt->reset = (struct acpi_register){ ACPI_SPACE_IO, 8, 0, BYTE_ACCESS, RESET_PORT };
	fadt->reset_value = RESET_COMMAND;
	fadt->sleep_control =
		(struct acpi_register){ ACPI_SPACE_IO, 8, 0, BYTE_ACCESS, SLEEP_PORT };
	fadt->sleep_status =
		(struct acpi_register){ ACPI_SPACE_IO, 8, 0, BYTE_ACCESS, SLEEP_PORT + 1 };
	fadt->minor = 3;
	seal(&fadt->header, "FACP", 6, sizeof(*fadt));
	return address;
}

/* The kinds of entries differ in length: the rest of one is not there. */
static char *add_entry(char *at, const struct acpi_madt_entry *entry)
{
	return (char *)memcpy(at, entry, entry->length) + entry->length;
}

static char *add_cpu(char *at, unsigned int id)
{
	const struct acpi_madt_entry apic = { ACPI_MADT_APIC, APIC_LENGTH,
					      .apic = { id, id, ACPI_MADT_ENABLED } };
	const struct acpi_madt_entry x2apic = { ACPI_MADT_X2APIC, X2APIC_LENGTH,
						.x2apic = { 0, id, ACPI_MADT_ENABLED, id } };

	return add_entry(at, id > LAST_APIC_ID ? &x2apic : &apic);
}

static uint64_t make_madt(struct place *place)
{
	static const struct acpi_madt_entry ioapic = { ACPI_MADT_IOAPIC, IOAPIC_LENGTH,
						       .ioapic = { 0, 0, IOAPIC_BASE, 0 } };
	static const struct acpi_madt_entry timer = { ACPI_MADT_OVERRIDE, OVERRIDE_LENGTH,
						      .override = { 0, 0, TIMER_PIN, 0 } };
	size_t most = sizeof(struct acpi_madt) + ioapic.length + timer.length +
		      place->vm->cpu_count * X2APIC_LENGTH;
	uint64_t address;
	struct acpi_madt *madt = reserve(place, most, &address);
	char *at = (char *)(madt + 1);

	madt->apic_address = APIC_BASE;
	madt->flags = place->vm->split ? 0 : MADT_HAS_8259;
	for (unsigned int id = 0; id < place->vm->cpu_count; id++)
		at = add_cpu(at, id);
	at = add_entry(at, &ioapic);
	if (!place->vm->split)
		at = add_entry(at, &timer);
	seal(&madt->header, "APIC", 5, at - (char *)madt);
	return address;
}

uint64_t acpi_create(struct vm *vm)
{
	struct place place = { vm, ACPI_TABLES };
	uint64_t address, tables[2], xsdt_address;
	struct acpi_rsdp *root = reserve(&place, sizeof(*root), &address);
	struct acpi_header *xsdt;

	tables[0] = make_fadt(&place, make_dsdt(&place));
	tables[1] = make_madt(&place);
	xsdt = reserve(&place, sizeof(*xsdt) + sizeof(tables), &xsdt_address);
	memcpy(xsdt + 1, tables, sizeof(tables));
	seal(xsdt, "XSDT", 1, sizeof(*xsdt) + sizeof(tables));

	memcpy(root->signature, "RSD PTR ", 8);
	memcpy(root->oem, "HPROOF", 6);
	root->revision = 2;
	root->length = sizeof(*root);
	root->xsdt = xsdt_address;
	root->checksum = -acpi_sum(root, ACPI_RSDP_SIZE_1);
	root->checksum_all = -acpi_sum(root, sizeof(*root));
	return address;
}
