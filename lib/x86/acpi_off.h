/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How ACPI switches the machine off.
 */
#ifndef ACPI_OFF_H
#define ACPI_OFF_H

#include <stdbool.h>
#include <stdint.h>

/* Ports and an address are 0 where there is nothing to be written to. */
struct acpi_off {
	uint16_t control_a, control_b; /* ports of 16 bits */
	uint16_t value_a, value_b;
	uint16_t sleep_port; /* or memory, of 8 bits: where none of the fixed hardware is */
	uint64_t sleep_memory;
	uint8_t sleep_value;
};

bool acpi_find_off(struct acpi_off *off);

#endif
