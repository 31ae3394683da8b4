/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device registers. Each access is one MOV, which every hypervisor can decode.
 */
#ifndef MMIO_H
#define MMIO_H

#include <stdint.h>

#define DEFINE_MMIO(bits, mov, constraint)                                                        \
	static inline uint##bits##_t mmio_read##bits(uintptr_t address)                           \
	{                                                                                         \
		uint##bits##_t value;                                                             \
                                                                                                  \
		__asm__ volatile(mov " (%1), %0"                                                  \
				 : "=" constraint(value)                                          \
				 : "r"(address)                                                   \
				 : "memory");                                                     \
		return value;                                                                     \
	}                                                                                         \
	static inline void mmio_write##bits(uintptr_t address, uint##bits##_t value)              \
	{                                                                                         \
		__asm__ volatile(mov " %0, (%1)" : : constraint(value), "r"(address) : "memory"); \
	}

DEFINE_MMIO(8, "movb", "q")
DEFINE_MMIO(16, "movw", "r")
DEFINE_MMIO(32, "movl", "r")
DEFINE_MMIO(64, "movq", "r")

#undef DEFINE_MMIO

#endif
