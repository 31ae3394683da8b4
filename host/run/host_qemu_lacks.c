/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this QEMU lacks, before anything is booted. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host_qemu.h"
#include "plan.h"

static const struct words no_plugins;

static const struct caps *qemu_caps(enum arch arch, const struct words *plugins, char **error)
{
	return caps_of(qemu_program(arch), plugins, host_build_directory, error);
}

char *qemu_unavailable(const struct host *host, enum arch arch)
{
	const struct arch_info *info = &arch_info[arch];
	const char *program = qemu_program(arch);
	char *error = NULL, *advice;

	(void)host;
	if (qemu_caps(arch, &no_plugins, &error))
		return NULL;
	if (strcmp(program, info->qemu))
		return error;
	advice = xasprintf("%s: apt-get install %s, or name one with %s=", error,
			   info->qemu_package, info->qemu_env);
	free(error);
	return advice;
}

char *qemu_version(const struct host *host, enum arch arch)
{
	char *error = NULL;
	const struct caps *caps = qemu_caps(arch, &no_plugins, &error);

	(void)host;
	free(error);
	return caps ? xasprintf("QEMU %s", caps->version) : xstrdup("");
}

/* The name of a device or a machine: up to the first comma. */
static char *first_name(const char *parameter)
{
	if (!strncmp(parameter, "driver=", 7))
		parameter += 7;
	if (!strncmp(parameter, "type=", 5))
		parameter += 5;
	return xstrndup(parameter, strcspn(parameter, ","));
}

static char *lacks_machine(const struct caps *caps, const char *parameter)
{
	char *name = first_name(parameter), *problem = NULL;

	/* only properties: they are for the usual one */
	if (!strchr(name, '=') && !caps_have_machine(caps, name))
		problem = xasprintf("QEMU %s has no machine %s", caps->version, name);
	free(name);
	return problem;
}

static char *lacks_device(const struct caps *caps, const char *parameter)
{
	char *name = first_name(parameter), *problem = NULL;

	/* JSON, or only properties: QEMU will say it */
	if (*name && !strpbrk(name, "={") && !caps_have_device(caps, name))
		problem = xasprintf("QEMU %s has no device %s", caps->version, name);
	free(name);
	return problem;
}

static char *lacks_file(const struct words *argv)
{
	for (size_t i = 0; i + 1 < argv->count; i++) {
		if (!strcmp(argv->item[i], "-bios") && access(argv->item[i + 1], R_OK) &&
		    strchr(argv->item[i + 1], '/'))
			return xasprintf("%s is not built: run make", argv->item[i + 1]);
	}
	return NULL;
}

char *qemu_lacks_of(const struct caps *caps, const struct run *run)
{
	struct launch launch = { .append = "", .monitor_fd = -1 };
	struct words argv = { 0 };
	char *problem;

	run->host->command(run, &launch, &argv);
	problem = lacks_file(&argv);
	for (size_t i = 1; i + 1 < argv.count && !problem; i++) {
		const char *value = argv.item[i + 1];

		if (!strcmp(argv.item[i], "-machine") || !strcmp(argv.item[i], "-M"))
			problem = lacks_machine(caps, value);
		else if (!strcmp(argv.item[i], "-device"))
			problem = lacks_device(caps, value);
	}
	words_free(&argv);
	return problem;
}

char *qemu_lacks(const struct run *run)
{
	char *problem = NULL;
	const struct caps *caps = qemu_caps(run->arch, &run->plugins, &problem);

	return caps ? qemu_lacks_of(caps, run) : problem;
}
