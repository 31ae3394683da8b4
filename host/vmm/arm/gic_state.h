/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between gic_state.c, which moves values, and the two versions, which know what there is. */
#ifndef GIC_STATE_H
#define GIC_STATE_H

#include "virt.h"

/* Registers of 4 bytes: from here, so many. */
struct range {
	uint32_t start, count;
};

/* The lines of the controller; bits of an interrupt come 32 in a word. */
enum { LINES = GIC_LINES };

/* One value out of the GIC, or back into it, in the order in which it came. */
void gic_transfer(struct gic_state *state, bool save, uint32_t group, uint64_t attribute);
void gic_transfer_ranges(struct gic_state *state, bool save, uint32_t group, uint64_t cpu,
			 const struct range *ranges, size_t count);
/* For what is more than that: the place of a value, and registers by themselves. */
uint64_t *gic_next(struct gic_state *state);
void gic_set(uint32_t group, uint64_t attribute, uint32_t value);
uint32_t gic_get(uint32_t group, uint64_t attribute);

void gicv2_transfer(struct vm *vm, struct gic_state *state, bool save);
void gicv3_transfer(struct vm *vm, struct gic_state *state, bool save);
/* Behind the redistributors: the ITS finds what is pending in their tables. */
void its_transfer(struct gic_state *state, bool save);

#endif
