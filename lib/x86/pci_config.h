/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration space by way of two I/O ports, as PCs have it since there is PCI:
 * 256 bytes of each function.
 */
#ifndef PCI_CONFIG_H
#define PCI_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

bool pci_ports_present(void);
uint32_t pci_ports_read(uint16_t id, unsigned int offset, unsigned int size);
void pci_ports_write(uint16_t id, unsigned int offset, unsigned int size, uint32_t value);

#endif
