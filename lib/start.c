/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the architecture's boot.S to the first case. What a test may never ask
 * for (CPUs, memory, devices) is not looked at here: a guest must boot fast.
 */
#include <args.h>
#include <clock.h>
#include <console.h>
#include <irq.h>
#include <machine.h>
#include <smp.h>
#include <test.h>

void start(void)
{
	smp_setup_boot_cpu();
	console_setup();
	args_setup(machine_command_line());
	clock_setup();
	irq_setup();
	test_main();
}
