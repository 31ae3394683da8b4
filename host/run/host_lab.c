/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hosts lab-*: guests on the KVM of a Linux in an emulated machine. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host_lab.h"
#include "host_vmm.h"
#include "lab_boot.h"
#include "lab_qemu.h"
#include "plan.h"

static bool is_there(const char *program)
{
	const char *path = getenv("PATH");
	struct words places = { 0 };
	bool found = !access(program, X_OK);

	if (path)
		words_split(&places, path, ":");
	for (size_t i = 0; i < places.count && !found; i++) {
		char *file = xasprintf("%s/%s", places.item[i], program);

		found = !access(file, X_OK);
		free(file);
	}
	words_free(&places);
	return found;
}

static char *unavailable(const struct host *host, enum arch arch)
{
	struct lab_kind *kind = lab_kind_of(host);
	const struct host *other = kind->needs ? host_by_name(kind->needs) : NULL;
	char *program, *problem = NULL;

	if (kind->needs && !other)
		return xasprintf("%s: there is no host %s", kind->path, kind->needs);
	if (other)
		problem = other->unavailable(other, arch);
	program = lab_place(kind->emulator.item[0]);
	if (!problem && !is_there(program))
		problem = xasprintf("%s needs %s: scripts/install-packages gets it", kind->name,
				    program);
	free(program);
	return problem ? problem : lab_prepare(kind);
}

static bool asks_for(const struct run *run, const char *word)
{
	bool found = run->machine && strstr(run->machine, word);

	for (size_t i = 0; i < run->params.count; i++)
		found |= strstr(run->params.item[i], word) != NULL;
	return found;
}

/* What our VMM lacks wherever it runs, and what the KVM of this lab does. */
static char *lacks(const struct run *run)
{
	const struct lab_kind *kind = lab_kind_of(run->host);

	for (size_t i = 0; i < kind->lacks.count; i++) {
		if (asks_for(run, kind->lacks.item[i]))
			return xasprintf("the KVM of %s has no %s", kind->name,
					 kind->lacks.item[i]);
	}
	if (kind->most && run->smp > kind->most)
		return xasprintf("the KVM of %s gives a guest %u CPUs at most", kind->name,
				 kind->most);
	return lab_wants_qemu(run) ? lab_qemu_lacks(run) : vmm_lacks(run);
}

static void include(const struct run *run)
{
	struct lab_kind *kind = lab_kind_of(run->host);
	char *program = vmm_program(run->arch);

	if (lab_wants_qemu(run))
		lab_qemu_include(run);
	else
		lab_include(kind, program);
	lab_include(kind, run->image->boot);
	free(program);
}

static void command(const struct run *run, const struct launch *launch, struct words *argv)
{
	if (lab_wants_qemu(run))
		lab_qemu_command(run, launch, argv);
	else
		vmm_command(run, launch, argv);
}

/* A run that names its machine wants to see how that arrives, with all devices that it has. */
static bool moves(const struct run *run)
{
	return !run->host->monitor || !(run->machine || lab_wants_qemu(run));
}

static const char *known_with(const struct host *host)
{
	return lab_kind_of(host)->known;
}

static char *version(const struct host *host, enum arch arch)
{
	const struct lab_kind *kind = lab_kind_of(host);
	char *qemu = lab_qemu_version(host), *text;

	(void)arch;
	text = xasprintf("KVM of %s%s%s", kind->kernel ? kind->kernel : kind->name,
			 qemu ? ", QEMU " : "", qemu ? qemu : "");
	free(qemu);
	return text;
}

void host_lab_init(struct host *host)
{
	*host = (struct host){
		.control = true,
		.thrifty = true,
		.scenarios = true,
		.slower = 1,
		.remote = &lab_remote,
		.unavailable = unavailable,
		.lacks = lacks,
		.moves = moves,
		.include = include,
		.command = command,
		.known_with = known_with,
		.version = version,
	};
}
