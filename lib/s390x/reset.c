/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include <console.h>
#include <irq.h>
#include <jump.h>
#include <lowcore.h>
#include <reset.h>
#include <smp.h>

/* The machine goes on with the PSW of 64 bits that it finds at absolute address 0. */
#define SHORT_PSW 0x0008000080000000

extern const char reset_entry[];
extern struct jump reset_jump;

struct jump reset_jump;

static void nothing_to_do(struct timer *timer, void *context)
{
	(void)timer;
	(void)context;
}

/* Comparator and CPU timer were cleared; setting a timer sets the comparator for all of them. */
static void restore_clock(void)
{
	struct timer timer = { 0 };

	clock_setup();
	timer_start(&timer, NS_PER_S, nothing_to_do, NULL);
	timer_stop(&timer);
}

void machine_reset_all(enum reset_kind kind)
{
	bool enabled = irq_save();

	smp_reset();
	if (!jump_set(&reset_jump)) {
		*(volatile uint64_t *)lowcore()->ipl = SHORT_PSW | (uintptr_t)reset_entry;
		__asm__ volatile("diag	%%r0,%0,0x308" : : "d"((uint64_t)kind) : "memory");
	}
	restore_clock();
	console_setup();
	irq_restore(enabled);
}
