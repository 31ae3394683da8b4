/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of the GIC, through the attributes of its device, whatever its version. */
#include <stdlib.h>

#include "../room.h"
#include "../say.h"
#include "gic_state.h"

#define MAX_VALUES 4096

struct gic_state {
	uint64_t values[MAX_VALUES];
	unsigned int count;
};

uint64_t *gic_next(struct gic_state *state)
{
	if (state->count == MAX_VALUES)
		die("more registers of the GIC than expected");
	return &state->values[state->count++];
}

void gic_transfer(struct gic_state *state, bool save, uint32_t group, uint64_t attribute)
{
	gic_attribute(save, gic.fd, group, attribute, gic_next(state));
}

void gic_transfer_ranges(struct gic_state *state, bool save, uint32_t group, uint64_t cpu,
			 const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (uint32_t n = 0; n < ranges[i].count; n++)
			gic_transfer(state, save, group, cpu | (ranges[i].start + 4 * n));
	}
}

void gic_set(uint32_t group, uint64_t attribute, uint32_t value)
{
	gic_attribute(false, gic.fd, group, attribute, &value);
}

uint32_t gic_get(uint32_t group, uint64_t attribute)
{
	uint32_t value;

	gic_attribute(true, gic.fd, group, attribute, &value);
	return value;
}

static void transfer_all(struct vm *vm, struct gic_state *state, bool save)
{
	if (gic.version == 3)
		gicv3_transfer(vm, state, save);
	else
		gicv2_transfer(vm, state, save);
}

struct gic_state *gic_save(struct vm *vm)
{
	struct gic_state *state = room(sizeof(*state));

	transfer_all(vm, state, true);
	return state;
}

void gic_restore(struct vm *vm, struct gic_state *state)
{
	state->count = 0;
	transfer_all(vm, state, false);
	free(state);
}
