/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host vmm: our own small VMM on this machine's /dev/kvm. Its machines have CPUs,
 * memory, interrupt controllers, a console and a power switch, and nothing else: a run that
 * wants more in QEMU's words is skipped.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host_vmm.h"
#include "kvm.h"
#include "plan.h"

/* Machines of QEMU that ours can stand for, and what may be asked of them. */
static const struct machine {
	enum arch arch;
	const char *name;
	const char *properties; /* between commas, with those around them */
} machines[] = {
	{ ARCH_ARM, "virt", ",gic-version=2,gic-version=3," },
	{ ARCH_X86, "microvm", ",acpi=off,auto-kernel-cmdline=off," },
	{ ARCH_X86, "q35", ",kernel-irqchip=split," },
	{ ARCH_X86, "pc", "," },
};

char *vmm_program(enum arch arch)
{
	return xasprintf("%s/host/%s/vmm", host_image_directory, arch_info[arch].name);
}

static char *unavailable(const struct host *host, enum arch arch)
{
	char *problem = kvm_unavailable(arch), *program = vmm_program(arch);

	(void)host;
	if (!problem && access(program, X_OK))
		problem = xasprintf("%s is not built: run make", program);
	free(program);
	if (!problem) {
		host_vmm.slower = kvm_kind(arch)->slower;
		host_vmm.words = kvm_kind(arch)->words;
	}
	return problem;
}

static const struct machine *find_machine(enum arch arch, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		if (machines[i].arch == arch && !strcmp(machines[i].name, name))
			return &machines[i];
	}
	return NULL;
}

static char *lacks_property(const struct machine *machine, const char *property)
{
	char *between = xasprintf(",%s,", property), *problem = NULL;

	if (!strstr(machine->properties, between))
		problem = xasprintf("vmm has no machine %s with %s", machine->name, property);
	free(between);
	return problem;
}

static char *lacks_machine(const struct run *run)
{
	struct words words = { 0 };
	const struct machine *machine;
	char *problem = NULL;

	if (!run->machine)
		return NULL;
	words_split(&words, run->machine, ",");
	machine = find_machine(run->arch, words.item[0]);
	if (!machine)
		problem = xasprintf("vmm has no machine %s", words.item[0]);
	for (size_t i = 1; i < words.count && !problem; i++)
		problem = lacks_property(machine, words.item[i]);
	words_free(&words);
	return problem;
}

/* The size of the memory, and the second serial port of a PC, which leads nowhere. */
static bool has_parameter(const struct run *run, const char *option, const char *value)
{
	if (!strcmp(option, "-m"))
		return true;
	return run->arch == ARCH_X86 && !strcmp(option, "-serial") && !strcmp(value, "null");
}

/* Parameters come as an option and its value. */
char *vmm_lacks(const struct run *run)
{
	char *problem = lacks_machine(run);

	if (!problem && run->plugins.count)
		problem = xstrdup("vmm has no models");

	for (size_t i = 0; i < run->params.count && !problem; i += 2) {
		const char *option = run->params.item[i];
		const char *value = i + 1 < run->params.count ? run->params.item[i + 1] : "";

		if (!has_parameter(run, option, value))
			problem = xasprintf("vmm has no %s %s", option, value);
	}
	return problem;
}

/* Guests that fill all of their memory would take minutes of a slow host. */
static void add_memory(const struct run *run, struct words *argv)
{
	const char *size = run->host->slower > 1 && !run->image->scenario ? SLOW_MEMORY : NULL;

	for (size_t i = 0; i + 1 < run->params.count; i++) {
		if (!strcmp(run->params.item[i], "-m"))
			size = run->params.item[i + 1];
	}
	if (size) {
		words_add(argv, "-m");
		words_add(argv, size);
	}
}

void vmm_command(const struct run *run, const struct launch *launch, struct words *argv)
{
	char *program = vmm_program(run->arch);

	words_add(argv, program);
	free(program);
	words_add(argv, run->image->scenario ? run->image->scenario : "run");
	words_add(argv, "-c");
	words_addf(argv, "%u", run->smp);
	if (run->moves)
		words_add(argv, "-M");
	add_memory(run, argv);
	if (run->machine && strstr(run->machine, "kernel-irqchip=split"))
		words_add(argv, "-s");
	if (run->machine && strstr(run->machine, "gic-version=")) {
		words_add(argv, "-g");
		words_addf(argv, "%.1s", strstr(run->machine, "gic-version=") + 12);
	}
	words_add(argv, run->image->boot);
	words_add(argv, launch->append);
}

/* To fill and compare so much memory as guests do that migrate would take it minutes. */
static char *lacks(const struct run *run)
{
	if (run->migrate && kvm_kind(run->arch)->what)
		return xasprintf("migrations are not for a KVM%s", kvm_kind(run->arch)->what);
	return vmm_lacks(run);
}

static bool moves(const struct run *run)
{
	(void)run;
	return true;
}

/* A KVM in software has failures of its own. */
static const char *known(const struct host *host)
{
	for (enum arch arch = 0; arch < ARCH_COUNT; arch++) {
		char *problem = kvm_unavailable(arch);
		bool software = !problem && kvm_kind(arch)->what;

		free(problem);
		if (software)
			return "vmm-software";
	}
	return host->name;
}

static char *version(const struct host *host, enum arch arch)
{
	struct utsname name;

	(void)host;
	if (uname(&name))
		return xstrdup("");
	return xasprintf("vmm on KVM%s of Linux %s",
			 kvm_kind(arch)->what ? kvm_kind(arch)->what : "", name.release);
}

struct host host_vmm = {
	.name = "vmm",
	.what = "our own VMM on /dev/kvm of this machine",
	.control = true,
	.scenarios = true,
	.bare = true,
	.slower = 1,
	.unavailable = unavailable,
	.lacks = lacks,
	.moves = moves,
	.command = vmm_command,
	.known = known,
	.version = version,
};
