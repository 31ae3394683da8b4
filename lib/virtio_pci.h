/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio devices that are PCI functions (VIRTIO 1.1, section 4.1).
 */
#ifndef VIRTIO_PCI_H
#define VIRTIO_PCI_H

/* Adds each function that has the registers of version 1. */
void virtio_pci_discover(void);

#endif
