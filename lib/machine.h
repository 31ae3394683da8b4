/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this machine is and has.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const char machine_arch[]; /* "s390x", "arm", "x86" */

struct memory_range {
	uint64_t start;
	uint64_t size;
};

/*
 * From lib/ARCH/machine.c. RAM that the guest may use, ascending: with the image,
 * without what the loader left there for it to read (device tree, tables).
 */
unsigned int machine_memory(struct memory_range *ranges, unsigned int max);

/* Is the feature there that a case names as needs=WORD? NULL if so, else what is missing. */
const char *machine_lacks(const char *need);

/* The command line that the loader passed, NUL-terminated. */
const char *machine_command_line(void);

/* Ends the machine at once. */
void machine_off(void) __attribute__((noreturn));

/*
 * Brings the state that a case may have changed (control registers, masks,
 * translation, floating point control) back to what it was after start-up.
 */
void machine_reset(void);

/* From the linker: the image in memory. */
extern char image_start[], image_end[], text_start[], text_end[];
/* Above it is free memory, where the table of symbols leaves some. */
extern char image_top[];

/* Where each boot.S arrives, on the boot stack, zeroed bss. */
void start(void) __attribute__((noreturn));

#endif
