/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O ports whose size, 1, 2 or 4 bytes, is known at run time only.
 */
#ifndef IO_SIZE_H
#define IO_SIZE_H

#include "io.h"

static inline uint32_t port_read(uint16_t port, unsigned int size)
{
	return size == 1 ? in8(port) : size == 2 ? in16(port) : in32(port);
}

static inline void port_write(uint16_t port, unsigned int size, uint32_t value)
{
	if (size == 1)
		out8(port, value);
	else if (size == 2)
		out16(port, value);
	else
		out32(port, value);
}

#endif
