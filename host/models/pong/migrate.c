/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Migration. Times are those of the guest's clock, which migrates before, so what
 * was to come in a while comes in the same while.
 */
#include "pong.h"

static void forget_what_is_to_come(struct pong_state *state)
{
	state->due = NEVER;
	for (int i = 0; i < PONG_SLOTS; i++)
		state->alerts[i].due = state->airqs[i].due = NEVER;
}

static int post_load(void *opaque, int version)
{
	struct pong *pong = opaque;

	(void)version;
	if (fault(FAULT_LOST_IN_MIGRATION))
		forget_what_is_to_come(&pong->state);
	device_wake_now(pong);
	return 0;
}

static const struct vmstate_field fields[] = {
	{
		.name = "ccw",
		.offset = offsetof(struct pong, ccw),
		.size = sizeof(struct ccw_device),
		.flags = VMSTATE_STRUCTURE,
		.vmstate = &vmstate_ccw_dev,
	},
	{
		.name = "state",
		.offset = offsetof(struct pong, state),
		.size = sizeof(struct pong_state),
		.info = &vmstate_info_buffer,
		.flags = VMSTATE_BUFFER,
	},
	{ .flags = VMSTATE_END },
};

const struct vmstate vmstate_pong = {
	.name = "x-pong",
	.version = 1,
	.minimum_version = 1,
	.post_load = post_load,
	.fields = fields,
};

_Static_assert(sizeof(struct pong_state) % 8 == 0, "no gap at the end");
_Static_assert(sizeof(struct pong_state) ==
		       2 * 8 + 6 * 4 + sizeof(struct pong_behaviour) + sizeof(struct ending) +
			       sizeof(struct pong_counters) + PONG_SLOTS * sizeof(struct alert) +
			       PONG_SLOTS * sizeof(struct airq) + RECORD_SIZE + 1,
	       "no gap between members");
