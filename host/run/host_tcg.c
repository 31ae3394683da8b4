/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host tcg: stock QEMU, which emulates every architecture anywhere. */
#include "host_qemu.h"
#include "plan.h"

static void command(const struct run *run, const struct launch *launch, struct words *argv)
{
	const struct qemu qemu = {
		.program = qemu_program(run->arch),
		.accel = "tcg",
		.cpu = "max",
	};

	qemu_command(run, launch, &qemu, argv);
}

const struct host host_tcg = {
	.name = "tcg",
	.what = "stock QEMU, emulating",
	.control = true,
	.monitor = true,
	.gdb = true,
	.slower = 1,
	.unavailable = qemu_unavailable,
	.lacks = qemu_lacks,
	.command = command,
	.version = qemu_version,
};
