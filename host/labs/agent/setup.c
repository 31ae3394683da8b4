/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "line.h"
#include "setup.h"

static const char module_list[] = "/lab/modules.list";

static const struct mount {
	const char *type, *place, *options;
} mounts[] = {
	{ "devtmpfs", "/dev", NULL },  { "proc", "/proc", NULL },
	{ "sysfs", "/sys", NULL },     { "devpts", "/dev/pts", NULL },
	{ "tmpfs", "/dev/shm", NULL }, { "debugfs", "/sys/kernel/debug", NULL },
};

/*
 * A kernel may lack one of these; whoever needs it says so. Nothing is mounted on /tmp: the
 * initramfs is memory too, and may have files of the session there.
 */
void setup_mounts(void)
{
	mkdir("/tmp", 0755);
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].place, 0755);
		mount(mounts[i].type, mounts[i].place, mounts[i].type, 0, mounts[i].options);
	}
}

void setup_power_off(void)
{
	line_drain();
	reboot(RB_POWER_OFF);
	abort();
}

static void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST)) {
		line_say(WIRE_REFUSED, 0, "the module %s cannot be loaded: %s", path,
			 strerror(errno));
		setup_power_off();
	}
	close(fd);
}

void setup_modules(void)
{
	FILE *list = fopen(module_list, "re");
	char path[256];

	while (list && fgets(path, sizeof(path), list)) {
		path[strcspn(path, "\n")] = '\0';
		load_module(path);
	}
	if (list)
		fclose(list);
}
