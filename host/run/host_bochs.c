/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hosts bochs and bochs-fixed: a PC in software, with VMX and SVM, as it is packaged and
 * with fixes of our own. Their command is bochs-run (see host/bochs), which makes the disk that
 * the guest is booted from.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bochs_ask.h"
#include "host_bochs.h"
#include "migrate_order.h"
#include "plan.h"

static const char launcher[] = "host/bochs-run";

/* Each CPU has several of the 64 timers. */
#define MAX_CPUS 12

static char *missing(enum arch arch, bool packaged)
{
	if (arch != ARCH_X86)
		return xasprintf("Bochs runs x86 guests only, no %s", arch_info[arch].name);
	return bochs_missing(packaged);
}

static char *unavailable(const struct host *host, enum arch arch)
{
	char *problem = missing(arch, true);

	(void)host;
	if (!problem)
		bochs_version(bochs_program());
	return problem;
}

static char *version(const struct host *host, enum arch arch)
{
	(void)host;
	(void)arch;
	return xstrdup(bochs_version(bochs_program()));
}

static char *built_file(const char *name)
{
	return xasprintf("%s/%s", host_image_directory, name);
}

/* Which machines of QEMU it stands for: any PC. */
static bool is_pc(const char *machine)
{
	static const char *const pcs[] = { "q35", "pc" };

	for (size_t i = 0; machine && i < ARRAY_SIZE(pcs); i++) {
		if (!strcmp(machine, pcs[i]))
			return true;
	}
	return !machine;
}

static bool is_memory(const struct run *run, size_t i)
{
	uint64_t size;

	return !strcmp(run->params.item[i], "-m") && i + 1 < run->params.count &&
	       parse_unsigned(run->params.item[i + 1], UINT32_MAX, &size);
}

static char *lacks(const struct run *run)
{
	char *path = built_file(launcher), *problem = NULL;

	if (access(path, X_OK))
		problem = xasprintf("%s is not built: run make", path);
	free(path);
	if (!problem && run->smp > MAX_CPUS)
		problem = xasprintf("Bochs has timers for %u CPUs, not for %u", MAX_CPUS, run->smp);
	if (!problem && !is_pc(run->machine))
		problem = xasprintf("Bochs is a PC, and no %s", run->machine);
	for (size_t i = 0; i < run->params.count && !problem; i++) {
		const char *value = i + 1 < run->params.count ? run->params.item[i + 1] : "";

		if (is_memory(run, i))
			i++;
		else
			problem = xasprintf("Bochs has nothing like %s %s", run->params.item[i],
					    value);
	}
	return problem;
}

static void add_command(const struct run *run, const struct launch *launch, const char *program,
			struct words *argv)
{
	char *path = built_file(launcher);

	words_add(argv, path);
	free(path);
	words_add(argv, "--bochs");
	words_add(argv, program);
	words_add(argv, "--cache");
	words_addf(argv, "%s/bochs", host_build_directory);
	words_add(argv, "--cpus");
	words_addf(argv, "%u", run->smp);
	for (size_t i = 0; i < run->params.count; i++) {
		if (is_memory(run, i)) {
			words_add(argv, "--memory");
			words_add(argv, run->params.item[i + 1]);
		}
	}
	words_add(argv, "--kernel");
	words_add(argv, run->image->boot);
	words_add(argv, "--append");
	words_add(argv, launch->append);
}

static void command(const struct run *run, const struct launch *launch, struct words *argv)
{
	add_command(run, launch, bochs_program(), argv);
}

static char *fixed_program(void)
{
	return built_file("bochs-fixed/bochs");
}

static char *fixed_unavailable(const struct host *host, enum arch arch)
{
	char *program = fixed_program(), *problem = missing(arch, false);

	(void)host;
	if (!problem && access(program, X_OK))
		problem = xasprintf("%s is not there: run make bochs-fixed", program);
	if (!problem)
		bochs_version(program);
	free(program);
	return problem;
}

/* It goes as a whole, and in between it is nowhere: there is no second round, and no way back. */
static const char *fixed_migrate_lacks(const struct migrate_order *order)
{
	if (order->mode == MIGRATE_POSTCOPY)
		return "Bochs loads a guest as a whole, without postcopy";
	if (order->mode == MIGRATE_SNAPSHOT)
		return "Bochs stops a guest while it saves it, without snapshots of a running one";
	if (migrate_order_multifd(order))
		return "Bochs sends a guest through one connection, without multifd";
	if (order->rounds)
		return "Bochs goes through memory once, without more rounds";
	if (order->fail != FAIL_NOT)
		return "Bochs goes through memory once, without a third round to fail in";
	return NULL;
}

static char *fixed_version(const struct host *host, enum arch arch)
{
	char *program = fixed_program();
	char *text = xasprintf("%s with fixes of hostproof", bochs_version(program));

	(void)host;
	(void)arch;
	free(program);
	return text;
}

static void fixed_command(const struct run *run, const struct launch *launch, struct words *argv)
{
	char *program = fixed_program();

	add_command(run, launch, program, argv);
	words_add(argv, "--headless");
	if (launch->monitor_fd >= 0) {
		words_add(argv, "--monitor");
		words_addf(argv, "%d", launch->monitor_fd);
	}
	if (launch->incoming)
		words_add(argv, "--incoming");
	free(program);
}

const struct host host_bochs = {
	.name = "bochs",
	.what = "stock Bochs, a PC in software with VMX and SVM",
	.words = "hp.no-fifo",
	.control = true,
	.own_time = true,
	.slower = 4,
	.cpus = 1, /* one thread has the CPUs take turns */
	.unavailable = unavailable,
	.lacks = lacks,
	.command = command,
	.version = version,
};

const struct host host_bochs_fixed = {
	.name = "bochs-fixed",
	.what = "Bochs with our fixes, built by make bochs-fixed",
	.words = "hp.no-fifo",
	.migrates = true,
	.control = true,
	.own_time = true,
	.slower = 4,
	.cpus = 1,
	.unavailable = fixed_unavailable,
	.lacks = lacks,
	.migrate_lacks = fixed_migrate_lacks,
	.command = fixed_command,
	.version = fixed_version,
};
