/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI tables, by which a guest finds its CPUs and interrupt controllers, and powers off:
 * RSDP, XSDT, FADT of a machine without the fixed hardware, MADT, and a DSDT that holds
 * nothing but the values for the sleep register.
 */
#include <string.h>

#include "../say.h"
#include "pc.h"

struct header {
	char signature[4];
	uint32_t length;
	uint8_t revision;
	uint8_t checksum;
	char oem[6];
	char oem_table[8];
	uint32_t oem_revision;
	char creator[4];
	uint32_t creator_revision;
} __attribute__((packed));

struct root {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
	uint8_t checksum_all;
	uint8_t reserved[3];
} __attribute__((packed));

#define ROOT_OLD_SIZE 20 /* what the first checksum is of */

struct generic_address {
	uint8_t space, bits, first_bit, access;
	uint64_t address;
} __attribute__((packed));

#define SPACE_IO     1
#define BYTE_ACCESS  1
#define FLAG_RESET   (1u << 10)
#define FLAG_REDUCED (1u << 20)

/* What lies between the members that are used here is 0 on such a machine. */
struct fadt {
	struct header header;
	uint32_t facs, dsdt;
	uint8_t unused0[68];
	uint32_t flags;
	struct generic_address reset;
	uint8_t reset_value;
	uint16_t arm_flags;
	uint8_t minor;
	uint64_t x_facs, x_dsdt;
	struct generic_address fixed[8];
	struct generic_address sleep_control, sleep_status;
	uint64_t hypervisor;
} __attribute__((packed));

_Static_assert(sizeof(struct fadt) == 276, "size of an ACPI 6 FADT");

struct madt {
	struct header header;
	uint32_t apic;
	uint32_t flags;
} __attribute__((packed));

#define MADT_HAS_8259 1
#define CPU_ENABLED   1

struct madt_apic {
	uint8_t type, length;
	uint8_t uid, id;
	uint32_t flags;
} __attribute__((packed));

struct madt_x2apic {
	uint8_t type, length;
	uint16_t reserved;
	uint32_t id, flags, uid;
} __attribute__((packed));

struct madt_ioapic {
	uint8_t type, length;
	uint8_t id, reserved;
	uint32_t address, first_gsi;
} __attribute__((packed));

struct madt_override {
	uint8_t type, length;
	uint8_t bus, irq;
	uint32_t gsi;
	uint16_t flags;
} __attribute__((packed));

enum { TYPE_APIC = 0, TYPE_IOAPIC = 1, TYPE_OVERRIDE = 2, TYPE_X2APIC = 9 };

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

static uint8_t sum(const void *bytes, size_t size)
{
	uint8_t total = 0;

	for (size_t i = 0; i < size; i++)
		total += ((const uint8_t *)bytes)[i];
	return total;
}

static void *reserve(struct place *place, size_t size, uint64_t *address)
{
	void *at = vm_at(place->vm, place->at, size);

	if (!at || place->at + size > HIGH_START)
		die("the ACPI tables of %u CPUs do not fit below 1 MiB", place->vm->cpu_count);
	*address = place->at;
	place->at = (place->at + size + 15) & ~15ull;
	return at;
}

static void seal(struct header *header, const char *signature, uint8_t revision, uint32_t length)
{
	memcpy(header->signature, signature, 4);
	header->length = length;
	header->revision = revision;
	memcpy(header->oem, "HPROOF", 6);
	memcpy(header->oem_table, "HOSTPROF", 8);
	header->oem_revision = 1;
	memcpy(header->creator, "HPVM", 4);
	header->creator_revision = 1;
	header->checksum = 0;
	header->checksum = -sum(header, length);
}

static uint64_t make_dsdt(struct place *place)
{
	size_t size = sizeof(struct header) + sizeof(aml);
	uint64_t address;
	struct header *dsdt = reserve(place, size, &address);

	memcpy(dsdt + 1, aml, sizeof(aml));
	seal(dsdt, "DSDT", 2, size);
	return address;
}

static uint64_t make_fadt(struct place *place, uint64_t dsdt)
{
	uint64_t address;
	struct fadt *fadt = reserve(place, sizeof(*fadt), &address);

	fadt->dsdt = dsdt;
	fadt->x_dsdt = dsdt;
	fadt->flags = FLAG_REDUCED | FLAG_RESET;
	fadt->reset = (struct generic_address){ SPACE_IO, 8, 0, BYTE_ACCESS, RESET_PORT };
	fadt->reset_value = RESET_COMMAND;
	fadt->sleep_control = (struct generic_address){ SPACE_IO, 8, 0, BYTE_ACCESS, SLEEP_PORT };
	fadt->sleep_status =
		(struct generic_address){ SPACE_IO, 8, 0, BYTE_ACCESS, SLEEP_PORT + 1 };
	fadt->minor = 3;
	seal(&fadt->header, "FACP", 6, sizeof(*fadt));
	return address;
}

static char *add_cpu(char *at, unsigned int id)
{
	struct madt_apic apic = { TYPE_APIC, sizeof(apic), id, id, CPU_ENABLED };
	struct madt_x2apic x2apic = { TYPE_X2APIC, sizeof(x2apic), 0, id, CPU_ENABLED, id };

	if (id > LAST_APIC_ID)
		return (char *)memcpy(at, &x2apic, sizeof(x2apic)) + sizeof(x2apic);
	return (char *)memcpy(at, &apic, sizeof(apic)) + sizeof(apic);
}

static uint64_t make_madt(struct place *place)
{
	static const struct madt_ioapic ioapic = {
		TYPE_IOAPIC, sizeof(ioapic), 0, 0, IOAPIC_BASE, 0,
	};
	static const struct madt_override timer = {
		TYPE_OVERRIDE, sizeof(timer), 0, 0, TIMER_PIN, 0,
	};
	size_t most = sizeof(struct madt) + sizeof(ioapic) + sizeof(timer) +
		      place->vm->cpu_count * sizeof(struct madt_x2apic);
	uint64_t address;
	struct madt *madt = reserve(place, most, &address);
	char *at = (char *)(madt + 1);

	madt->apic = APIC_BASE;
	madt->flags = place->vm->split ? 0 : MADT_HAS_8259;
	for (unsigned int id = 0; id < place->vm->cpu_count; id++)
		at = add_cpu(at, id);
	memcpy(at, &ioapic, sizeof(ioapic));
	at += sizeof(ioapic);
	if (!place->vm->split) {
		memcpy(at, &timer, sizeof(timer));
		at += sizeof(timer);
	}
	seal(&madt->header, "APIC", 5, at - (char *)madt);
	return address;
}

uint64_t acpi_create(struct vm *vm)
{
	struct place place = { vm, ACPI_TABLES };
	uint64_t address, tables[2], xsdt_address;
	struct root *root = reserve(&place, sizeof(*root), &address);
	struct header *xsdt;

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
	root->checksum = -sum(root, ROOT_OLD_SIZE);
	root->checksum_all = -sum(root, sizeof(*root));
	return address;
}
