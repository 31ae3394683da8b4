/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A loader that gives a device tree tells nothing about ACPI tables; QEMU has
 * them ready for a firmware all the same.
 */
#include <acpi.h>
#include <acpi_load.h>
#include <fw_cfg.h>
#include <stddef.h>

const void *acpi_root(void)
{
	static const void *root;
	static bool looked;

	if (!looked && fw_cfg_present())
		root = acpi_load();
	looked = true;
	return root;
}
