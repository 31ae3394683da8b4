/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHIPSET_H
#define CHIPSET_H

/*
 * Gives the registers of PC chipsets that ACPI tables name (power management, PCI
 * configuration in memory) an address, where no firmware has.
 */
void chipset_setup(void);

#endif
