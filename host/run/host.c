/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "host.h"
#include "host_bochs.h"
#include "host_qemu.h"
#include "host_vmm.h"
#include "lab.h"

static const struct host *const hosts[] = {
	&host_tcg, &host_kvm, &host_vmm, &host_bochs, &host_bochs_fixed,
};

const char *host_build_directory = "build";
const char *host_image_directory = "build";

const struct host *host_at(size_t index)
{
	struct lab_kind *kind;

	if (index < ARRAY_SIZE(hosts))
		return hosts[index];
	kind = lab_kind_at(index - ARRAY_SIZE(hosts));
	return kind ? &kind->host : NULL;
}

const struct host *host_by_name(const char *name)
{
	const struct host *host;

	for (size_t i = 0; (host = host_at(i)); i++) {
		if (!strcmp(host->name, name))
			return host;
	}
	return NULL;
}
void hosts_stop(void)
{
	labs_stop();
}

void hosts_free(void)
{
	lab_kinds_free();
}
