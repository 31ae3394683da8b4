/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hard disk of one guest: GRUB, its commands, and what it boots. */
#ifndef DISK_H
#define DISK_H

/* Files: an ELF with a multiboot2 header or, if there is an initramfs, a Linux. */
struct payload {
	const char *kernel, *initrd;
	const char *append; /* the command line */
};

struct disk {
	int fd;
	unsigned int cylinders, heads, sectors;
};

void disk_make(struct disk *disk, const struct payload *payload, const char *cache);

#endif
