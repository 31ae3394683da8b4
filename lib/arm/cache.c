/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bits.h>
#include "cache.h"
#include "sysreg.h"

/* CTR_EL0: log2 of the words of the smallest line */
#define CTR_IMINLINE BIT_RANGE(3, 0)
#define CTR_DMINLINE BIT_RANGE(19, 16)

static uintptr_t line_size(uint64_t field)
{
	return 4ul << field_get(field, sysreg_read(ctr_el0));
}

void cache_sync_code(const void *code, size_t size)
{
	uintptr_t start = (uintptr_t)code, end = start + size, line;

	line = line_size(CTR_DMINLINE);
	for (uintptr_t at = align_down(start, line); at < end; at += line)
		__asm__ volatile("dc cvau, %0" : : "r"(at) : "memory");
	dsb(ish);
	line = line_size(CTR_IMINLINE);
	for (uintptr_t at = align_down(start, line); at < end; at += line)
		__asm__ volatile("ic ivau, %0" : : "r"(at) : "memory");
	dsb(ish);
	isb();
}
