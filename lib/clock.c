/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers: each CPU's own list, nearest deadline first, over the one interrupt
 * that lib/ARCH/clock.c provides. A list is only touched by its CPU, with
 * interrupts disabled.
 */
#include <args.h>
#include <clock.h>
#include <irq.h>
#include <smp.h>
#include <stddef.h>

unsigned int clock_slowness(void)
{
	unsigned int factor = args_number("hp.slow", 1);

	return factor ? factor : 1;
}

unsigned int clock_repeats(unsigned int wanted, unsigned int fewest)
{
	unsigned int slowness = clock_slowness();
	unsigned int repeats = (wanted + slowness - 1) / slowness;

	return repeats > fewest ? repeats : fewest;
}

void clock_delay(uint64_t ns)
{
	uint64_t end = clock_ns() + ns;

	while (clock_ns() < end)
		cpu_relax();
}

void clock_grow_old(void)
{
	static const volatile unsigned int never;
	uint64_t left = clock_youth_ns();

	if (left)
		irq_wait(&never, left);
}

static void arm_next(void)
{
	if (this_cpu()->timers)
		clock_arm(this_cpu()->timers->deadline);
	else
		clock_disarm();
}

static void unlink_timer(struct timer *timer)
{
	struct timer **link = &this_cpu()->timers;

	while (*link && *link != timer)
		link = &(*link)->next;
	if (*link)
		*link = timer->next;
	timer->armed = false;
}

void timer_start(struct timer *timer, uint64_t delay_ns, timer_handler *handler, void *context)
{
	bool enabled = irq_save();
	struct timer **link = &this_cpu()->timers;

	if (timer->armed)
		unlink_timer(timer);
	timer->deadline = clock_ns() + delay_ns;
	timer->handler = handler;
	timer->context = context;
	timer->armed = true;
	while (*link && (*link)->deadline <= timer->deadline)
		link = &(*link)->next;
	timer->next = *link;
	*link = timer;
	arm_next();
	irq_restore(enabled);
}

void timer_stop(struct timer *timer)
{
	bool enabled = irq_save();

	if (timer->armed) {
		unlink_timer(timer);
		arm_next();
	}
	irq_restore(enabled);
}

void timer_interrupt(struct frame *frame)
{
	struct cpu *cpu = this_cpu();
	unsigned int probed = cpu->probed;

	while (cpu->timers && cpu->timers->deadline <= clock_ns()) {
		struct timer *timer = cpu->timers;

		unlink_timer(timer);
		timer->frame = frame;
		timer->handler(timer, timer->context);
	}
	cpu->probed = probed;
	arm_next();
}

/* A timer may lie in a stack frame that is gone, so none is looked at. */
void timer_reset(void)
{
	this_cpu()->timers = NULL;
	clock_disarm();
}
