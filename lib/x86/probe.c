/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <trap.h>

uint64_t probe_read(const volatile void *address, unsigned int size)
{
	uint64_t value = 0;

	switch (size) {
	case 1:
		__asm__ volatile(PROBED("movb (%1), %b0") : "+q"(value) : "r"(address) : "memory");
		break;
	case 2:
		__asm__ volatile(PROBED("movw (%1), %w0") : "+r"(value) : "r"(address) : "memory");
		break;
	case 4:
		__asm__ volatile(PROBED("movl (%1), %k0") : "+r"(value) : "r"(address) : "memory");
		break;
	default:
		__asm__ volatile(PROBED("movq (%1), %0") : "+r"(value) : "r"(address) : "memory");
	}
	return value;
}

void probe_write(volatile void *address, unsigned int size, uint64_t value)
{
	switch (size) {
	case 1:
		__asm__ volatile(PROBED("movb %b0, (%1)") : : "q"(value), "r"(address) : "memory");
		break;
	case 2:
		__asm__ volatile(PROBED("movw %w0, (%1)") : : "r"(value), "r"(address) : "memory");
		break;
	case 4:
		__asm__ volatile(PROBED("movl %k0, (%1)") : : "r"(value), "r"(address) : "memory");
		break;
	default:
		__asm__ volatile(PROBED("movq %0, (%1)") : : "r"(value), "r"(address) : "memory");
	}
}
