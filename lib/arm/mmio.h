/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device registers. Each access is one load or store of the plain kind, since a
 * hypervisor that emulates the device gets no description of any other.
 */
#ifndef MMIO_H
#define MMIO_H

#include <stdint.h>

#define DEFINE_MMIO(bits, load, store, width)                                        \
	static inline uint##bits##_t mmio_read##bits(uintptr_t address)              \
	{                                                                            \
		uint##bits##_t value;                                                \
                                                                                     \
		__asm__ volatile(load " %" width "0, [%1]"                           \
				 : "=r"(value)                                       \
				 : "r"(address)                                      \
				 : "memory");                                        \
		return value;                                                        \
	}                                                                            \
	static inline void mmio_write##bits(uintptr_t address, uint##bits##_t value) \
	{                                                                            \
		__asm__ volatile(store " %" width "0, [%1]"                          \
				 :                                                   \
				 : "rZ"(value), "r"(address)                         \
				 : "memory");                                        \
	}

DEFINE_MMIO(8, "ldrb", "strb", "w")
DEFINE_MMIO(16, "ldrh", "strh", "w")
DEFINE_MMIO(32, "ldr", "str", "w")
DEFINE_MMIO(64, "ldr", "str", "x")

#undef DEFINE_MMIO

#endif
