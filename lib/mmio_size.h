/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device registers whose size is known at run time only; for architectures with
 * an <mmio.h>.
 */
#ifndef MMIO_SIZE_H
#define MMIO_SIZE_H

#include <mmio.h>
#include <stdint.h>

static inline uint64_t mmio_read(uintptr_t address, unsigned int size)
{
	switch (size) {
	case 1:
		return mmio_read8(address);
	case 2:
		return mmio_read16(address);
	case 4:
		return mmio_read32(address);
	default:
		return mmio_read64(address);
	}
}

static inline void mmio_write(uintptr_t address, unsigned int size, uint64_t value)
{
	switch (size) {
	case 1:
		mmio_write8(address, value);
		break;
	case 2:
		mmio_write16(address, value);
		break;
	case 4:
		mmio_write32(address, value);
		break;
	default:
		mmio_write64(address, value);
	}
}

#endif
