/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACPI_LOAD_H
#define ACPI_LOAD_H

/* Does a firmware's work on the tables that QEMU has ready: the RSDP, NULL if there is none. */
const void *acpi_load(void);

#endif
