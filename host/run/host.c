/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "host.h"
#include "host_qemu.h"

const struct host *const hosts[] = {
	&host_tcg,
	&host_kvm,
};

const size_t host_count = ARRAY_SIZE(hosts);

const char *host_build_directory = "build";

const struct host *host_by_name(const char *name)
{
	for (size_t i = 0; i < host_count; i++) {
		if (!strcmp(hosts[i]->name, name))
			return hosts[i];
	}
	return NULL;
}
