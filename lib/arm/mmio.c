/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions and not inline, since TCG leaves a block of translated code where it meets a device,
 * and translates what follows anew: of a function that is only the return.
 */
#include "mmio.h"

#define DEFINE_MMIO(bits, load, store, width)                          \
	uint##bits##_t mmio_read##bits(uintptr_t address)              \
	{                                                              \
		uint##bits##_t value;                                  \
                                                                       \
		__asm__ volatile(load " %" width "0, [%1]"             \
				 : "=r"(value)                         \
				 : "r"(address)                        \
				 : "memory");                          \
		return value;                                          \
	}                                                              \
	void mmio_write##bits(uintptr_t address, uint##bits##_t value) \
	{                                                              \
		__asm__ volatile(store " %" width "0, [%1]"            \
				 :                                     \
				 : "rZ"(value), "r"(address)           \
				 : "memory");                          \
	}

DEFINE_MMIO(8, "ldrb", "strb", "w")
DEFINE_MMIO(16, "ldrh", "strh", "w")
DEFINE_MMIO(32, "ldr", "str", "w")
DEFINE_MMIO(64, "ldr", "str", "x")
