/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers in the byte order of somebody else, and at any address.
 *
 * Arm faults on unaligned accesses until its MMU is on; code that runs before
 * that is compiled with -mstrict-align, which load_ and store_ then obey.
 */
#ifndef HP_ENDIAN_H
#define HP_ENDIAN_H

#include <stdint.h>

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define BE_SWAP(bits, value) (value)
#define LE_SWAP(bits, value) __builtin_bswap##bits(value)
#else
#define BE_SWAP(bits, value) __builtin_bswap##bits(value)
#define LE_SWAP(bits, value) (value)
#endif

/* For one order and size: to and from the CPU's order, and the same by way of memory. */
#define DEFINE_ENDIAN(order, bits, swap)                                        \
	static inline uint##bits##_t order##bits##_to_cpu(uint##bits##_t value) \
	{                                                                       \
		return swap(bits, value);                                       \
	}                                                                       \
	static inline uint##bits##_t cpu_to_##order##bits(uint##bits##_t value) \
	{                                                                       \
		return swap(bits, value);                                       \
	}                                                                       \
	static inline uint##bits##_t load_##order##bits(const void *from)       \
	{                                                                       \
		uint##bits##_t value;                                           \
                                                                                \
		__builtin_memcpy(&value, from, sizeof(value));                  \
		return swap(bits, value);                                       \
	}                                                                       \
	static inline void store_##order##bits(void *to, uint##bits##_t value)  \
	{                                                                       \
		value = swap(bits, value);                                      \
		__builtin_memcpy(to, &value, sizeof(value));                    \
	}

DEFINE_ENDIAN(be, 16, BE_SWAP)
DEFINE_ENDIAN(be, 32, BE_SWAP)
DEFINE_ENDIAN(be, 64, BE_SWAP)
DEFINE_ENDIAN(le, 16, LE_SWAP)
DEFINE_ENDIAN(le, 32, LE_SWAP)
DEFINE_ENDIAN(le, 64, LE_SWAP)

#undef DEFINE_ENDIAN
#undef BE_SWAP
#undef LE_SWAP

#endif
