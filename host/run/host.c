/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "host.h"
#include "host_bochs.h"
#include "host_qemu.h"
#include "host_vmm.h"

static const struct host *const hosts[] = {
	&host_tcg, &host_kvm, &host_vmm, &host_bochs, &host_bochs_fixed,
};

const char *host_build_directory = "build";
const char *host_image_directory = "build";

const struct host *host_at(size_t index)
{
	return index < ARRAY_SIZE(hosts) ? hosts[index] : NULL;
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
