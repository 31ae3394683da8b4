/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the firmware is, and what it uses of the RAM below 1 MiB.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#define ROM_START 0xffff0000
#define ROM_SIZE  0x10000 /* QEMU takes multiples of 64 KiB */

#define STACK_END    0x6000
#define START_INFO   0x6000
#define MEMORY_MAP   0x6100
#define SCRATCH	     0x10000 /* for one file of fw_cfg */
#define SCRATCH_SIZE 0x2000
#define COMMAND_LINE 0x20000

#endif
