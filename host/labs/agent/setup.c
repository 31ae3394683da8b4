/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "line.h"
#include "setup.h"

#define SWAP_PAGE      4096
#define SWAP_BOOT      1024
#define SWAP_SIGNATURE "SWAPSPACE2"
#define SWAP_SIGNED    (sizeof(SWAP_SIGNATURE) - 1)

static const char module_list[] = "/lab/modules.list";
static const char ram_disk[] = "/dev/ram0"; /* made by the module brd */

static const struct mount {
	const char *type, *place, *options;
} mounts[] = {
	{ "devtmpfs", "/dev", NULL },
	{ "proc", "/proc", NULL },
	{ "sysfs", "/sys", NULL },
	{ "devpts", "/dev/pts", NULL },
	{ "tmpfs", "/dev/shm", NULL },
	{ "debugfs", "/sys/kernel/debug", NULL },
	{ "cgroup2", "/sys/fs/cgroup", NULL },
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

/* The first page of a swap area; before what it tells there is room for a boot loader. */
struct swap_head {
	uint8_t boot[SWAP_BOOT];
	uint32_t version, last_page, bad_pages;
	uint8_t rest[SWAP_PAGE - SWAP_BOOT - 3 * sizeof(uint32_t) - SWAP_SIGNED];
	char signature[SWAP_SIGNED];
};

/* Who needs more memory than there is says so without it. */
void setup_swap(void)
{
	struct swap_head head = { .version = 1 };
	int fd = open(ram_disk, O_RDWR | O_CLOEXEC);
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);

	if (fd < 0)
		return;
	head.last_page = size / SWAP_PAGE - 1;
	memcpy(head.signature, SWAP_SIGNATURE, sizeof(head.signature));
	if (pwrite(fd, &head, sizeof(head), 0) == sizeof(head))
		swapon(ram_disk, 0);
	close(fd);
}
