/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU as a host: one console on standard input and output, nothing that a
 * run did not ask for, the machine that boots fastest.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host_qemu.h"
#include "plan.h"

static const struct machine {
	const char *machine;
	const char *console[2]; /* option and value */
	const char *extra[4];	/* of every machine of the architecture */
} machines[ARCH_COUNT] = {
	[ARCH_S390X] = { "s390-ccw-virtio", { "-device", "sclpconsole,chardev=con0" }, { NULL } },
	[ARCH_ARM] = { "virt,gic-version=3", { "-serial", "chardev:con0" }, { NULL } },
	[ARCH_X86] = { "microvm,acpi=off,auto-kernel-cmdline=off",
		       { "-serial", "chardev:con0" },
		       { "-device", "isa-debug-exit,iobase=0xf4,iosize=0x4" } },
};

static const char firmware[] = "x86/firmware.bin"; /* in the build directory */

const char *qemu_program(enum arch arch)
{
	const char *program = getenv(arch_info[arch].qemu_env);

	if (!program || !*program)
		program = getenv("QEMU");
	return program && *program ? program : arch_info[arch].qemu;
}

const char *qemu_machine(enum arch arch)
{
	return machines[arch].machine;
}

/* Whether one of the run's own parameters is this option. */
static bool has_option(const struct run *run, const char *option)
{
	return words_have(&run->params, option);
}

static bool has_console(const struct run *run)
{
	for (size_t i = 0; i < run->params.count; i++) {
		if (strstr(run->params.item[i], "con0"))
			return true;
	}
	return false;
}

static void add_pair(struct words *argv, const char *option, const char *value)
{
	words_add(argv, option);
	words_add(argv, value);
}

static void add_machine(const struct run *run, const struct qemu *qemu, struct words *argv)
{
	const struct machine *machine = &machines[run->arch];
	const char *usual = qemu->machine ? qemu->machine : machine->machine;

	add_pair(argv, "-machine", run->machine ? run->machine : usual);
	add_pair(argv, "-accel", qemu->accel);
	if (!has_option(run, "-cpu"))
		add_pair(argv, "-cpu", qemu->cpu);
	if (!has_option(run, "-smp")) {
		words_add(argv, "-smp");
		words_addf(argv, "%u", run->smp);
	}
	if (!has_option(run, "-m"))
		add_pair(argv, "-m", qemu->memory ? qemu->memory : "256M");
	for (size_t i = 0; i < ARRAY_SIZE(machine->extra) && machine->extra[i]; i++)
		words_add(argv, machine->extra[i]);
}

/* Our own firmware enters the image at once, on any machine, unless the run names another. */
static void add_firmware(const struct run *run, struct words *argv)
{
	size_t root = strlen(run->image->elf) - strlen(run->image->name) - strlen("x86/.elf");

	if (run->arch != ARCH_X86 || has_option(run, "-bios"))
		return;
	words_add(argv, "-bios");
	words_addf(argv, "%.*s%s", (int)root, run->image->elf, firmware);
}

void qemu_command(const struct run *run, const struct launch *launch, const struct qemu *qemu,
		  struct words *argv)
{
	const struct machine *machine = &machines[run->arch];

	words_add(argv, qemu->program);
	words_add(argv, "-nodefaults");
	words_add(argv, "-no-user-config");
	add_pair(argv, "-display", "none");
	words_add(argv, "-no-reboot");
	add_machine(run, qemu, argv);
	add_firmware(run, argv);
	for (size_t i = 0; i < run->plugins.count; i++)
		add_pair(argv, "-plugin", run->plugins.item[i]);
	add_pair(argv, "-chardev", "stdio,id=con0,signal=off");
	if (!has_console(run))
		add_pair(argv, machine->console[0], machine->console[1]);
	words_add_all(argv, &run->params);
	add_pair(argv, "-kernel", run->image->boot);
	add_pair(argv, "-append", launch->append);
	if (launch->monitor_fd >= 0) {
		words_add(argv, "-chardev");
		words_addf(argv, "socket,id=monitor,fd=%d", launch->monitor_fd);
		add_pair(argv, "-mon", "chardev=monitor,mode=control");
	}
	if (launch->incoming)
		add_pair(argv, "-incoming", "defer");
	if (launch->gdb) {
		words_add(argv, "-S");
		words_add(argv, "-chardev");
		words_addf(argv, "socket,id=gdb,fd=%d,server=on,wait=off", launch->gdb_fd);
		add_pair(argv, "-gdb", "chardev:gdb");
	}
}
