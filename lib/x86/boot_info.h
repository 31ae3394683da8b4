/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the loader told, whichever of the two protocols it speaks.
 */
#ifndef BOOT_INFO_H
#define BOOT_INFO_H

#include <machine.h>
#include <stdbool.h>

const char *boot_command_line(void);

/* Its copy of the ACPI root pointer; NULL if it gave none. */
const void *boot_rsdp(void);

/* RAM as it says, in its order. Returns how many ranges there are. */
unsigned int boot_memory(struct memory_range *ranges, unsigned int max);

/* Where its words are, if that is in RAM that it calls free. */
struct memory_range boot_info_place(void);

#endif
