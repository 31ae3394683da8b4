/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is to be written stands in the object _S5 of the DSDT, a package of numbers.
 * No interpreter is needed to read that: its bytes are looked for.
 */
#include <acpi.h>
#include <string.h>
#include "acpi_off.h"

#define SLEEP_ENABLE	     (1 << 13)
#define SLEEP_TYPE_SHIFT     10
#define SLEEP_REG_ENABLE     (1 << 5)
#define SLEEP_REG_TYPE_SHIFT 2

enum { AML_ZERO = 0x00, AML_ONE = 0x01, AML_BYTE = 0x0a, AML_PACKAGE = 0x12 };

/* A number, and where the next one begins; NULL if it is none that fits a byte. */
static const uint8_t *take_number(const uint8_t *at, uint8_t *number)
{
	if (*at == AML_ZERO || *at == AML_ONE) {
		*number = *at;
		return at + 1;
	}
	*number = at[1];
	return *at == AML_BYTE ? at + 2 : NULL;
}

/* Behind the name: package, its length in one to four bytes, the count, two numbers. */
static bool read_package(const uint8_t *at, uint8_t *a, uint8_t *b)
{
	if (*at++ != AML_PACKAGE)
		return false;
	at += 1 + (*at >> 6);
	at = take_number(at + 1, a);
	return at && take_number(at, b);
}

static bool find_types(uint8_t *a, uint8_t *b)
{
	const struct acpi_header *dsdt = acpi_table("DSDT", 0);
	const uint8_t *bytes = (const uint8_t *)dsdt;

	for (uint32_t i = sizeof(*dsdt); dsdt && i + 16 < dsdt->length; i++) {
		if (!memcmp(bytes + i, "_S5_", 4) && read_package(bytes + i + 4, a, b))
			return true;
	}
	return false;
}

bool acpi_find_off(struct acpi_off *off)
{
	const struct acpi_fadt *fadt = acpi_table("FACP", 0);
	uint8_t a, b;

	*off = (struct acpi_off){ 0 };
	if (!fadt || !find_types(&a, &b))
		return false;
	if (acpi_fadt_has(fadt, sleep_control) && fadt->flags & ACPI_FADT_REDUCED) {
		if (fadt->sleep_control.space == ACPI_SPACE_IO)
			off->sleep_port = fadt->sleep_control.address;
		else
			off->sleep_memory = fadt->sleep_control.address;
		off->sleep_value = SLEEP_REG_ENABLE | a << SLEEP_REG_TYPE_SHIFT;
		return true;
	}
	off->control_a = fadt->pm1a_control;
	off->control_b = fadt->pm1b_control;
	off->value_a = SLEEP_ENABLE | a << SLEEP_TYPE_SHIFT;
	off->value_b = SLEEP_ENABLE | b << SLEEP_TYPE_SHIFT;
	return true;
}
