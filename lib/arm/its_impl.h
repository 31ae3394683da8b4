/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between its.c, which knows what is mapped, its_queue.c, which tells the ITS,
 * and lpi.c, which knows the redistributors' side.
 */
#ifndef ITS_IMPL_H
#define ITS_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu;

enum { FIRST_LPI = 8192, MAX_LPIS = 256 };

/* Tables in memory may have to lie on a border of 64 KiB. Zeroed, for good. */
#define ITS_ALIGN 0x10000ul
void *its_table(size_t size);

/* Attributes of tables: inner shareable, write-back. Where they stand differs. */
#define ITS_SHARED 1ull
#define ITS_CACHED 7ull

/* Commands; each is executed when the function returns. */
void its_queue_setup(uintptr_t registers);
void its_map_device(uint32_t device, unsigned int event_bits, const void *table);
void its_map_collection(unsigned int collection, uint64_t target);
void its_map_event(uint32_t device, uint32_t event, uint32_t lpi, unsigned int collection);
void its_discard(uint32_t device, uint32_t event);
void its_reread(uint32_t device, uint32_t event);
void its_sync(uint64_t target);

/* The CPU takes LPIs from now on; then what configures each. */
void lpi_setup_cpu(struct cpu *cpu);
void lpi_configure(uint32_t lpi, bool enabled);

#endif
