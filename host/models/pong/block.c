/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands that carry a block of fields, most significant byte first. */
#include <endian.h>

#include "pong.h"

uint32_t block_size(uint8_t command)
{
	switch (command) {
	case PONG_BEHAVE:
		return sizeof(struct pong_behaviour);
	case PONG_ALERT:
		return sizeof(struct pong_alert);
	case PONG_INTERRUPT:
		return sizeof(struct pong_interrupt);
	default:
		return 0;
	}
}

static bool take_behaviour(struct pong *pong, const struct pong_behaviour *block)
{
	struct pong_behaviour *behaviour = &pong->state.behaviour;

	if (be16toh(block->flags) & ~PONG_SET_KNOWN)
		return false;
	*behaviour = *block;
	behaviour->flags = be16toh(block->flags);
	behaviour->start_us = be32toh(block->start_us);
	behaviour->active_us = be32toh(block->active_us);
	behaviour->device_us = be32toh(block->device_us);
	behaviour->take = be16toh(block->take);
	behaviour->residual = be16toh(block->residual);
	pong->state.armed = 0;
	if (behaviour->flags & ~PONG_SET_START)
		pong->state.armed = behaviour->repeat ? behaviour->repeat : 1;
	return true;
}

static struct pong_interrupt interrupt_of(const struct pong_interrupt *block)
{
	return (struct pong_interrupt){
		.isc = block->isc,
		.count = be32toh(block->count),
		.after_us = be32toh(block->after_us),
		.every_us = be32toh(block->every_us),
		.indicators = be64toh(block->indicators),
		.summary = be64toh(block->summary),
		.bit = be32toh(block->bit),
		.bits = be32toh(block->bits),
		.summary_bit = be32toh(block->summary_bit),
	};
}

static void refuse(struct result *result, uint8_t reason)
{
	result->sense = PONG_COMMAND_REJECT;
	result->reason = reason;
}

void block_take(struct pong *pong, uint8_t command, const void *block, struct result *result)
{
	if (command == PONG_BEHAVE) {
		if (!take_behaviour(pong, block))
			refuse(result, PONG_BAD_BLOCK);
	} else if (command == PONG_ALERT) {
		if (!alert_add(pong, block))
			refuse(result, PONG_NO_SLOT);
	} else {
		struct pong_interrupt asked = interrupt_of(block);

		if (!airq_reachable(&asked))
			refuse(result, PONG_BAD_BLOCK);
		else if (!airq_add(pong, &asked))
			refuse(result, PONG_NO_SLOT);
	}
}

static uint32_t flags_now(const struct pong_state *state)
{
	uint32_t flags = 0;

	if (state->armed || (state->behaviour.flags & PONG_SET_START))
		flags |= PONG_IS_ARMED;
	for (int i = 0; i < PONG_SLOTS; i++) {
		if (state->alerts[i].due != NEVER)
			flags |= PONG_IS_ALERTING;
		if (state->airqs[i].due != NEVER)
			flags |= PONG_IS_INTERRUPTING;
	}
	return flags;
}

void block_counters(const struct pong *pong, struct pong_counters *block)
{
	const struct pong_counters *now = &pong->state.counters;

	*block = (struct pong_counters){
		.starts = htobe32(now->starts),
		.resumes = htobe32(now->resumes),
		.halts = htobe32(now->halts),
		.clears = htobe32(now->clears),
		.commands = htobe32(now->commands + 1),
		.ended = htobe32(now->ended),
		.alerts_asked = htobe32(now->alerts_asked),
		.alerts_given = htobe32(now->alerts_given),
		.interrupts_asked = htobe32(now->interrupts_asked),
		.interrupts_given = htobe32(now->interrupts_given),
		.intermediate = htobe32(now->intermediate),
		.flags = htobe32(flags_now(&pong->state)),
		.number = htobe32(now->number),
		.record = htobe32(now->record),
		.bytes_out = htobe64(now->bytes_out),
		.bytes_in = htobe64(now->bytes_in),
		.last_address = htobe32(now->last_address),
		.last_data = htobe32(now->last_data),
		.last_command = now->last_command,
		.last_flags = now->last_flags,
		.last_count = htobe16(now->last_count),
	};
}
