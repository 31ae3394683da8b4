/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host_qemu.h"
#include "host_vmm.h"
#include "lab_boot.h"
#include "lab_caps.h"
#include "lab_qemu.h"
#include "needs.h"
#include "plan.h"

/* Our VMM serves what needs neither a device nor QEMU's ways to send memory. */
bool lab_wants_qemu(const struct run *run)
{
	char *lack = vmm_lacks(run);
	bool wants = lack || run->monitor || lab_kind_of(run->host)->no_vmm ||
		     words_have(&run->needs, "pci") || needs_word(run, "monitor") ||
		     needs_word(run, "postcopy");

	free(lack);
	return wants && !run->image->scenario;
}

char *lab_qemu_lacks(const struct run *run)
{
	struct lab_kind *kind = lab_kind_of(run->host);
	const struct caps *caps;
	char *problem;

	if (!kind->qemu_package.count)
		return xasprintf("%s has no QEMU", kind->name);
	if (run->plugins.count)
		return xstrdup("models are plugins of the emulation of QEMU: -H tcg");
	problem = lab_prepare_qemu(kind);
	if (problem)
		return problem;
	caps = lab_caps(kind, &problem);
	if (caps)
		return qemu_lacks_of(caps, run);
	/* it is not asked again for each run */
	kind->qemu_problem = xstrdup(problem);
	return problem;
}

void lab_qemu_include(const struct run *run)
{
	struct lab_kind *kind = lab_kind_of(run->host);
	struct launch launch = { .append = "", .monitor_fd = -1 };
	struct words argv = { 0 };

	lab_qemu_command(run, &launch, &argv);
	for (size_t i = 1; i < argv.count; i++) {
		const char *option = argv.item[i - 1], *value = argv.item[i];

		/* other firmware than ours is QEMU's own */
		if (!strcmp(option, "-bios") && strchr(value, '/'))
			lab_include(kind, value);
	}
	words_free(&argv);
	kind->with_qemu = true;
}

void lab_qemu_command(const struct run *run, const struct launch *launch, struct words *argv)
{
	/* A migration in a lab goes through all memory at some 50 us a page. */
	const struct qemu qemu = {
		.program = arch_info[run->arch].qemu,
		.accel = "kvm",
		.cpu = "host",
		.machine = lab_kind_of(run->host)->machine,
		.memory = SLOW_MEMORY,
	};

	qemu_command(run, launch, &qemu, argv);
}

/* It is kept as PACKAGE_VERSION_ARCHITECTURE. */
char *lab_qemu_version(const struct host *host)
{
	const struct lab_kind *kind = lab_kind_of(host);
	char target[PATH_MAX], *version, *end;
	ssize_t length = kind->qemu ? readlink(kind->qemu, target, sizeof(target) - 1) : -1;

	if (length < 0)
		return NULL;
	target[length] = '\0';
	version = strrchr(target, '/');
	version = version ? strchr(version, '_') : NULL;
	end = version ? strrchr(version, '_') : NULL;
	if (!version || end == version)
		return NULL;
	version += 1 + (strchr(version, ':') ? strcspn(version, ":") : 0);
	return xstrndup(version, end - version);
}
