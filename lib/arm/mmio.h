/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device registers. Each access is one load or store of the plain kind, since a
 * hypervisor that emulates the device gets no description of any other.
 */
#ifndef MMIO_H
#define MMIO_H

#include <stdint.h>

uint8_t mmio_read8(uintptr_t address);
uint16_t mmio_read16(uintptr_t address);
uint32_t mmio_read32(uintptr_t address);
uint64_t mmio_read64(uintptr_t address);

void mmio_write8(uintptr_t address, uint8_t value);
void mmio_write16(uintptr_t address, uint16_t value);
void mmio_write32(uintptr_t address, uint32_t value);
void mmio_write64(uintptr_t address, uint64_t value);

#endif
