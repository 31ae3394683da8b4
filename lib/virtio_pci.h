/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio devices that are PCI functions (VIRTIO 1.1, section 4.1).
 */
#ifndef VIRTIO_PCI_H
#define VIRTIO_PCI_H

struct pci_function;
struct virtio_device;
struct virtqueue;

/* Adds each function that has the registers of version 1. */
void virtio_pci_discover(void);

/* The function behind a device; NULL if it is attached otherwise. */
struct pci_function *virtio_pci_function(struct virtio_device *device);

/* The entry of the MSI-X table that is the queue's, with VIRTIO_BY_MESSAGE. */
unsigned int virtio_pci_entry(const struct virtqueue *queue);

#endif
