/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "host_qemu.h"
char *qemu_unavailable(enum arch arch)
{
	(void)arch;
	return NULL;
}
char *qemu_lacks(const struct run *run)
{
	(void)run;
	return NULL;
}
char *qemu_version(enum arch arch)
{
	(void)arch;
	return xstrdup("");
}
