/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio devices whose registers are in memory (VIRTIO 1.1, section 4.2).
 */
#ifndef VIRTIO_MMIO_H
#define VIRTIO_MMIO_H

#include <stdint.h>

#define VIRTIO_MMIO_SIZE 0x200

struct irq_line;

/* Looks there, and adds the device if there is one. line is NULL where it cannot interrupt. */
void virtio_mmio_probe(uint64_t address, const struct irq_line *line);

#endif
