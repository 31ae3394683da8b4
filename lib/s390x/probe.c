/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <smp.h>
#include <trap.h>

uint64_t probe_read(const volatile void *address, unsigned int size)
{
	uint64_t value = 0;

#define READ(instruction) \
	__asm__ volatile(PROBED(instruction "	%0,0(%1)") : "+&d"(value) : "a"(address) : "memory")
	switch (size) {
	case 1:
		READ("llgc");
		break;
	case 2:
		READ("llgh");
		break;
	case 4:
		READ("llgf");
		break;
	default:
		READ("lg");
	}
#undef READ
	return value;
}

void probe_write(volatile void *address, unsigned int size, uint64_t value)
{
#define WRITE(instruction) \
	__asm__ volatile(PROBED(instruction "	%0,0(%1)") : : "d"(value), "a"(address) : "memory")
	switch (size) {
	case 1:
		WRITE("stc");
		break;
	case 2:
		WRITE("sth");
		break;
	case 4:
		WRITE("st");
		break;
	default:
		WRITE("stg");
	}
#undef WRITE
}

/* See back_from_probed_call() in trap.c. */
void trap_probe_call(void (*function)(void))
{
	struct cpu *cpu = this_cpu();

	trap_probe_begin();
	cpu->arch.probed_function = (uintptr_t)function;
	cpu->arch.probes_call = true;
	function();
	*(volatile bool *)&cpu->arch.probes_call = false;
}
