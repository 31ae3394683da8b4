/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GRUB as the disk begins with it: built once, the same for every guest. It reads
 * its commands from sectors of the disk, and the guest from others, so that
 * there is no file system to make.
 */
#ifndef GRUB_H
#define GRUB_H

#include "../run/text.h"

#define SECTOR_SIZE 512

/* Where GRUB looks for its commands; empty lines behind them do no harm. */
#define COMMANDS_SECTOR	 1024
#define COMMANDS_SECTORS 32

/* What the machine dies of if GRUB cannot boot the guest. */
#define GRUB_FAILURE "GRUB cannot boot it: no guest, or not enough memory"

struct extent {
	unsigned int sector, sectors;
};

struct boot {
	struct extent kernel;
	struct extent initrd; /* without sectors: the kernel is a guest with a multiboot2 header */
	const char *append;
};

/* The first sectors of a disk, from the cache or made for it. */
void grub_load(struct buf *grub, const char *cache);

/* All sectors of what GRUB is told to boot the guest: fails if a word cannot be told. */
void grub_commands(struct buf *commands, const struct boot *boot);

#endif
