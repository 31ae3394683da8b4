/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System registers and barriers.
 */
#ifndef SYSREG_H
#define SYSREG_H

#include <stdint.h>

#define sysreg_read(name)                                                          \
	({                                                                         \
		uint64_t sysreg_value;                                             \
		__asm__ volatile("mrs %0, " #name : "=r"(sysreg_value)::"memory"); \
		sysreg_value;                                                      \
	})

#define sysreg_write(name, value) \
	__asm__ volatile("msr " #name ", %0" : : "r"((uint64_t)(value)) : "memory")

/* A trap is recorded as in PROBED() of <trap.h>; a read that traps gives zero. */
#define sysreg_probe_read(name)                                                            \
	({                                                                                 \
		uint64_t sysreg_value = 0;                                                 \
		__asm__ volatile(PROBED("mrs %0, " #name) : "+r"(sysreg_value)::"memory"); \
		sysreg_value;                                                              \
	})

#define sysreg_probe_write(name, value) \
	({ __asm__ volatile(PROBED("msr " #name ", %0") : : "r"((uint64_t)(value)) : "memory"); })

static inline void isb(void)
{
	__asm__ volatile("isb" : : : "memory");
}

#define dsb(domain) __asm__ volatile("dsb " #domain : : : "memory")
#define dmb(domain) __asm__ volatile("dmb " #domain : : : "memory")

#endif
