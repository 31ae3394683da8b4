/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of addresses, from the table that host/image appends to the image.
 */
#ifndef SYMBOL_H
#define SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "irq_dispatch+0x1c/0x80", or the bare address; for %pS. Returns the length. */
size_t symbol_format(char *buffer, size_t size, const void *address);

/* First byte behind the table: where free memory begins. */
uintptr_t symbol_table_end(void);

struct frame;
void backtrace(const struct frame *frame);

#endif
