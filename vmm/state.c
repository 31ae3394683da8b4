/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario state: its CPUs hold values in registers, wait for timers, and
 * interrupt each other, and say when something is not as it has to be. Meanwhile the VMM moves
 * them from one virtual machine into the next, of which they must not notice anything.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <args.h>
#include <clock.h>
#include <irq.h>
#include <mmu.h>
#include <registers.h>
#include <smp.h>
#include <test.h>

#include "../host/vmm/bell.h"

#define PERIOD (3 * NS_PER_MS)
#define LIMIT  (20 * NS_PER_S * clock_slowness())

static volatile uint64_t *bell;
static struct barrier all_there;

static void report(volatile struct command *command, uint64_t expected, uint64_t found)
{
	command->expected = expected;
	command->found = found;
	command->failed = true;
}

/* The stop is all that the registers are not wanted for. */
static void hold(volatile struct command *command)
{
	unsigned int changed =
		registers_hold((const volatile unsigned int *)&command->stop, command->value);

	if (changed)
		report(command, 0, changed);
}

struct alarm {
	struct timer timer;
	volatile unsigned int fired;
	volatile uint64_t at;
};

static void ring_alarm(struct timer *timer, void *context)
{
	struct alarm *alarm = context;

	(void)timer;
	alarm->at = clock_ns();
	alarm->fired = 1;
}

/* Not early, and not never. */
static void wait_for_timers(volatile struct command *command)
{
	struct alarm alarm;

	while (!command->stop && !command->failed) {
		uint64_t begin = clock_ns();

		alarm.fired = 0;
		timer_start(&alarm.timer, PERIOD, ring_alarm, &alarm);
		while (!alarm.fired && clock_ns() - begin < LIMIT)
			cpu_relax();
		if (!alarm.fired || alarm.at < alarm.timer.deadline)
			report(command, alarm.timer.deadline, alarm.fired ? alarm.at : 0);
		command->result++;
	}
}

/* Who has interrupted this CPU wants to hear from it. */
static volatile unsigned int answered;
static volatile unsigned int talker;

static void hear(const struct irq *irq, void *context)
{
	volatile struct command *command = context;

	(void)irq;
	command->result++;
	if (command->what == COMMAND_LISTEN)
		smp_ipi(talker);
	else
		answered = 1;
}

static void talk(volatile struct command *command)
{
	talker = smp_id();
	irq_register(IRQ_IPI, hear, (void *)command);
	while (!command->stop && !command->failed) {
		answered = 0;
		smp_ipi(command->first);
		if (!irq_wait(&answered, LIMIT))
			report(command, 1, 0);
	}
	irq_unregister(IRQ_IPI, hear, (void *)command);
}

static bool is_stopped(const volatile void *context)
{
	const volatile struct command *command = context;

	return command->stop;
}

static void listen(volatile struct command *command)
{
	irq_register(IRQ_IPI, hear, (void *)command);
	while (!irq_wait_until(is_stopped, command, 50 * NS_PER_MS))
		;
	irq_unregister(IRQ_IPI, hear, (void *)command);
}

static void obey(volatile struct command *command)
{
	if (command->what == COMMAND_HOLD)
		hold(command);
	if (command->what == COMMAND_TIME)
		wait_for_timers(command);
	if (command->what == COMMAND_TALK)
		talk(command);
	if (command->what == COMMAND_LISTEN)
		listen(command);
}

static void serve(void *context)
{
	volatile struct command command = { 0 };

	(void)context;
	barrier_wait(&all_there); /* a CPU at the bell answers nobody who starts another */
	do {
		*bell = (uintptr_t)&command;
		obey(&command);
	} while (command.what != COMMAND_END);
}

TEST(obeys, "every CPU does what the VMM tells it")
{
	bell = mmu_device(args_number("bell", 0), PAGE_SIZE);
	barrier_init(&all_there, smp_count());
	for (unsigned int id = 1; id < smp_count(); id++)
		smp_run(id, serve, NULL);
	serve(NULL);
}
