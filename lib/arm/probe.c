/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <trap.h>

#define PROBE_LOAD(insn, width) \
	__asm__ volatile(PROBED(insn " %" width "0, [%1]") : "+r"(value) : "r"(address) : "memory")
#define PROBE_STORE(insn, width) \
	__asm__ volatile(PROBED(insn " %" width "0, [%1]") : : "r"(value), "r"(address) : "memory")

uint64_t probe_read(const volatile void *address, unsigned int size)
{
	uint64_t value = 0;

	switch (size) {
	case 1:
		PROBE_LOAD("ldrb", "w");
		break;
	case 2:
		PROBE_LOAD("ldrh", "w");
		break;
	case 4:
		PROBE_LOAD("ldr", "w");
		break;
	default:
		PROBE_LOAD("ldr", "x");
	}
	return value;
}

void probe_write(volatile void *address, unsigned int size, uint64_t value)
{
	switch (size) {
	case 1:
		PROBE_STORE("strb", "w");
		break;
	case 2:
		PROBE_STORE("strh", "w");
		break;
	case 4:
		PROBE_STORE("str", "w");
		break;
	default:
		PROBE_STORE("str", "x");
	}
}
