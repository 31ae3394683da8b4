/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk.h"
#include "grub.h"
#include "tool.h"

#define HEADS	      16
#define SECTORS	      63
#define CYLINDER_SIZE (HEADS * SECTORS * SECTOR_SIZE)
#define FILES_SECTOR  (COMMANDS_SECTOR + COMMANDS_SECTORS)

/* Puts the file at the first sector that is free; returns where. */
static struct extent add_file(struct disk *disk, const char *path, unsigned int sector)
{
	struct extent extent = { .sector = sector };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	off_t left;

	if (fd < 0 || fstat(fd, &status))
		fail("%s: %s", path, strerror(errno));
	if (!S_ISREG(status.st_mode) || !status.st_size)
		fail("%s is nothing that can be booted", path);
	lseek(disk->fd, (off_t)sector * SECTOR_SIZE, SEEK_SET);
	for (left = status.st_size; left;) {
		ssize_t size = sendfile(disk->fd, fd, NULL, left);

		if (size <= 0)
			fail("cannot put %s on the disk: %s", path, strerror(errno));
		left -= size;
	}
	close(fd);
	extent.sectors = (status.st_size + SECTOR_SIZE - 1) / SECTOR_SIZE;
	return extent;
}

void disk_make(struct disk *disk, const struct payload *payload, const char *cache)
{
	struct boot boot = { .append = payload->append };
	struct buf grub = { 0 }, commands = { 0 };
	off_t end;

	disk->fd = nameless_file("disk");
	boot.kernel = add_file(disk, payload->kernel, FILES_SECTOR);
	end = boot.kernel.sector + boot.kernel.sectors;
	if (payload->initrd) {
		boot.initrd = add_file(disk, payload->initrd, end);
		end += boot.initrd.sectors;
	}
	grub_commands(&commands, &boot);
	grub_load(&grub, cache);
	disk->heads = HEADS;
	disk->sectors = SECTORS;
	disk->cylinders = (end * SECTOR_SIZE + CYLINDER_SIZE - 1) / CYLINDER_SIZE;
	if (ftruncate(disk->fd, (off_t)disk->cylinders * CYLINDER_SIZE))
		fail("no memory for the disk: %s", strerror(errno));
	write_at(disk->fd, grub.data, grub.length, 0);
	write_at(disk->fd, commands.data, commands.length, COMMANDS_SECTOR * SECTOR_SIZE);
	buf_free(&grub);
	buf_free(&commands);
}
