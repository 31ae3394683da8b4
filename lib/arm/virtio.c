/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio devices of this machine: those in the device tree, and PCI functions.
 */
#include <dt.h>
#include <virtio.h>
#include <virtio_mmio.h>
#include <virtio_pci.h>
#include "dt_line.h"

void virtio_discover(void)
{
	struct irq_line line;
	uint64_t address;

	for (int node = dt_find(DT_START, "virtio,mmio"); node != DT_NONE;
	     node = dt_find(node, "virtio,mmio")) {
		if (dt_reg(node, 0, &address, NULL))
			virtio_mmio_probe(address,
					  dt_line(node, "interrupts", 0, &line) ? &line : NULL);
	}
	virtio_pci_discover();
}
