/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways to end the machine, the cheapest first. Writing to a port that nobody
 * listens to does no harm, so they are just tried.
 */
#include <irq.h>
#include <machine.h>
#include <mmu.h>
#include <smp.h>
#include "acpi_off.h"
#include "apic.h"
#include "console_drain.h"
#include "cpu_regs.h"
#include "io.h"

#define QEMU_EXIT      0xf4
#define BOCHS_SHUTDOWN 0x8900

#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_RESET	 0xfe

#define PATIENCE 50000000 /* ticks of the APIC timer, in most machines 50 ms */

/* A machine may go on for a while after it was asked to end. */
static void wait(void)
{
	if (!apic_is_on())
		return; /* nothing would end it */
	this_cpu()->arch.drains = true;
	apic_write(APIC_TIMER_INITIAL, PATIENCE);
	irq_idle();
}

static void by_acpi(void)
{
	struct acpi_off off;

	if (!acpi_find_off(&off))
		return;
	if (off.control_a)
		out16(off.control_a, off.value_a);
	if (off.control_b)
		out16(off.control_b, off.value_b);
	if (off.sleep_port)
		out8(off.sleep_port, off.sleep_value);
	if (off.sleep_memory)
		*(volatile uint8_t *)mmu_device(off.sleep_memory, 1) = off.sleep_value;
}

/* Without an IDT no trap can be delivered, nor the one that follows from that. */
static void __attribute__((noreturn)) triple_fault(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) empty;

	__asm__ volatile("lidt %0; ud2" : : "m"(empty));
	__builtin_unreachable();
}

void machine_off(void)
{
	static const char shutdown[] = "Shutdown";

	out8(QEMU_EXIT, 0);
	wait();
	console_drain(); /* Bochs is gone at once, with what it has not sent */
	out8_all(BOCHS_SHUTDOWN, shutdown, sizeof(shutdown) - 1);
	wait();
	by_acpi();
	wait();
	out8(KEYBOARD_COMMAND, KEYBOARD_RESET);
	wait();
	triple_fault();
}
