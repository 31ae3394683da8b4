/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dirty log of the area, for scenarios. */
#ifndef DIRTY_H
#define DIRTY_H

#include <stdbool.h>
#include <stdint.h>

#include "vm.h"

#define BITMAP_PAGES 16384 /* as large as any slot of a scenario */

struct bitmap {
	uint64_t words[BITMAP_PAGES / 64];
};

/* The pages from the first on, each so manieth. */
void bitmap_add(struct bitmap *bitmap, uint64_t first, uint64_t count, uint64_t stride);
void bitmap_set(struct bitmap *bitmap, uint64_t page);
void bitmap_clear(struct bitmap *bitmap, uint64_t page);
bool bitmap_has(const struct bitmap *bitmap, uint64_t page);

/* For guest_boot(): KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, without and with INITIALLY_SET. */
void dirty_use_manual(struct vm *vm);
void dirty_use_initially_set(struct vm *vm);

/* From now on with or without a log. */
void dirty_set_log(bool on);

/* Lets the first CPU write these pages of the area, and adds them to what is expected. */
void dirty_write(struct bitmap *expected, uint64_t first, uint64_t count, uint64_t stride);

/* The ioctls: 0 or an errno. */
int dirty_get(unsigned int slot, struct bitmap *found);
int dirty_clear(unsigned int slot, uint64_t first, uint64_t count, const uint64_t *words);

/* Tells the first page that is missing or too many, and how many are; of the area's log. */
void dirty_check(const struct bitmap *expected, const struct bitmap *found);
void dirty_check_get(const struct bitmap *expected);

/* Clears the pages of the range that are in the mask, from the log and from what is expected. */
#define DIRTY_ALL UINT64_MAX
void dirty_clear_range(struct bitmap *expected, uint64_t first, uint64_t count, uint64_t mask);

/*
 * The dirty ring: a list of pages for each CPU, here of so many entries. To be enabled before
 * there are CPUs; skips the case where there is none.
 */
#define RING_ENTRIES 1024

void ring_enable(struct vm *vm);
/* Takes the new entries of this CPU, adds their pages, and returns how many there are. */
unsigned int ring_harvest(struct vcpu *vcpu, struct bitmap *pages);
/* Lets KVM have them back; returns how many. */
unsigned int ring_reset(struct vm *vm);

#endif
