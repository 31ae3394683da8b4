/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host kvm: QEMU on this machine's /dev/kvm. */
#include <stdlib.h>
#include <string.h>

#include "host_qemu.h"
#include "kvm.h"
#include "plan.h"
#include "probe.h"

/*
 * QEMU wants to write back all that KVM says of the CPU's model-specific registers. A KVM in
 * software may not take IA32_ARCH_CAPABILITIES, so then the guest gets a CPU without it.
 */
static const char *const x86_cpus[] = { "host", "host,arch-capabilities=off" };
static const char *cpu = "host";

/* What QEMU says when it makes a CPU here, in one line; NULL if all is well. */
static char *try_cpu(enum arch arch)
{
	struct words argv = { 0 };
	struct probe probe;
	char *complaint, *text = NULL;
	int error;

	words_add(&argv, qemu_program(arch));
	words_split(&argv, "-nodefaults -no-user-config -display none -S -accel kvm -machine", "");
	words_add(&argv, qemu_machine(arch));
	words_add(&argv, "-cpu");
	words_add(&argv, cpu);
	error = probe_start(&probe, &argv);
	words_free(&argv);
	if (error)
		return xasprintf("%s: %s", qemu_program(arch), strerror(error));
	probe_finish(&probe);
	complaint = probe_complaint(&probe);
	if (probe.child.status)
		text = xasprintf("QEMU cannot use this /dev/kvm: %s",
				 complaint ? complaint : "it says nothing why");
	free(complaint);
	return text;
}

/* Leaves the CPU in cpu that QEMU can make. */
static char *choose_cpu(enum arch arch)
{
	char *problem = try_cpu(arch);

	for (size_t i = 1; i < ARRAY_SIZE(x86_cpus) && problem && arch == ARCH_X86; i++) {
		free(problem);
		cpu = x86_cpus[i];
		problem = try_cpu(arch);
	}
	return problem;
}

static char *unavailable(const struct host *host, enum arch arch)
{
	char *problem = kvm_unavailable(arch);

	if (!problem)
		problem = qemu_unavailable(host, arch);
	if (!problem)
		problem = choose_cpu(arch);
	if (!problem) {
		host_kvm.slower = kvm_kind(arch)->slower;
		host_kvm.words = kvm_kind(arch)->words;
	}
	return problem;
}

static void command(const struct run *run, const struct launch *launch, struct words *argv)
{
	const struct qemu qemu = {
		.program = qemu_program(run->arch),
		.accel = "kvm",
		.cpu = cpu,
	};

	qemu_command(run, launch, &qemu, argv);
}

static char *lacks(const struct run *run)
{
	if (run->plugins.count)
		return xstrdup("models are plugins of the emulation of QEMU: -H tcg");
	return qemu_lacks(run);
}

struct host host_kvm = {
	.name = "kvm",
	.what = "QEMU on /dev/kvm of this machine",
	.control = true,
	.monitor = true,
	.gdb = true,
	.slower = 1,
	.unavailable = unavailable,
	.lacks = lacks,
	.command = command,
	.version = qemu_version,
};
