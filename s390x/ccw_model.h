/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reference that ccw_random.c compares with: what the architecture makes of a
 * channel program for a PONG device. It reads the same words as the channel
 * subsystem, and stores into a copy of the storage that they point at.
 *
 * Principles of Operation, chapters Basic I/O Functions and I/O Interruptions.
 */
#ifndef CCW_MODEL_H
#define CCW_MODEL_H

#include <ccw.h>
#include <pong.h>
#include <string.h>

#define ARENA_SIZE (16 * 1024)

/* All good data are in the arena, of which the model has a copy; all good lists are here, too. */
struct model {
	const struct ccw_program *program;
	const uint8_t *arena;
	const struct ida_list *lists;
	size_t lists_size;
	uint8_t copy[ARENA_SIZE];
	struct sense_id id;

	/* The device. */
	uint8_t record[4096];
	unsigned int record_size;

	/* How it ends. */
	uint8_t device_status, subchannel_status;
	uint16_t count;
	uint32_t ccw_address;
};

/* A word in the form that both formats share, and where it was. */
struct model_ccw {
	uint32_t at;
	uint8_t command, flags;
	uint16_t count;
	uint32_t data;
};

/* Nothing wrong so far; the command is over; the program is over. */
enum model_step { MODEL_GO_ON, MODEL_COMMAND_OVER, MODEL_OVER };

static inline enum model_step model_program_check(struct model *model, uint32_t at)
{
	model->subchannel_status = SUBCHANNEL_PROGRAM_CHECK;
	model->device_status = 0;
	model->ccw_address = at + sizeof(struct ccw1);
	return MODEL_OVER;
}

static inline bool model_is_tic(const struct model *model, const struct model_ccw *ccw)
{
	uint8_t digits = model->program->format == CCW_FORMAT_0 ? 0x0f : 0xff;

	return (ccw->command & digits) == CCW_TIC;
}

static inline void model_read(const struct model *model, uint32_t at, struct model_ccw *ccw)
{
	unsigned int n = (at - ccw_address(model->program, 0)) / sizeof(struct ccw1);
	const struct ccw0 *ccw0 = &model->program->ccw0[n];
	const struct ccw1 *ccw1 = &model->program->ccw1[n];

	if (model->program->format == CCW_FORMAT_0)
		*ccw = (struct model_ccw){ at, ccw0->command, ccw0->flags, ccw0->count,
					   ccw0->data };
	else
		*ccw = (struct model_ccw){ at, ccw1->command, ccw1->flags, ccw1->count,
					   ccw1->data };
}

/* The next word that is no TIC. */
static inline enum model_step model_fetch(struct model *model, uint32_t at, struct model_ccw *ccw)
{
	bool format_1 = model->program->format == CCW_FORMAT_1;

	model_read(model, at, ccw);
	if (model_is_tic(model, ccw)) {
		if (format_1 && (ccw->flags || ccw->count))
			return model_program_check(model, at);
		model_read(model, ccw->data, ccw);
		if (model_is_tic(model, ccw))
			return model_program_check(model, ccw->at);
	}
	if (ccw->flags & CCW_MIDA || (!format_1 && !ccw->count))
		return model_program_check(model, ccw->at);
	if (ccw->flags & CCW_SUSPEND)
		return model_program_check(model, ccw->at);
	return MODEL_GO_ON;
}

static inline bool model_is_list(const struct model *model, uint32_t at)
{
	return at >= (uintptr_t)model->lists && at < (uintptr_t)model->lists + model->lists_size;
}

/* Where the byte is that is this far into the data of the word; NULL: nowhere. */
static inline uint8_t *model_place(struct model *model, const struct model_ccw *ccw,
				   unsigned int offset)
{
	uint64_t address = (uint64_t)ccw->data + offset;
	const struct orb *orb = &model->program->orb;

	if (ccw->flags & CCW_IDA) {
		enum ida_kind kind = !orb->idaw_2 ? IDA_31 : orb->idaw_2k ? IDA_64_2K : IDA_64;
		unsigned int width = kind == IDA_31 ? 4 : 8, block = ida_block(kind), first, n;
		uint64_t base;

#define MODEL_IDAW(n)                                                         \
	(kind == IDA_31 ? *(const uint32_t *)(uintptr_t)(ccw->data + 4 * (n)) \
			: *(const uint64_t *)(uintptr_t)(ccw->data + 8 * (n)))
		if (ccw->data % width || !model_is_list(model, ccw->data))
			return NULL;
		base = MODEL_IDAW(0);
		first = block - base % block;
		n = offset < first ? 0 : 1 + (offset - first) / block;
		address = n ? MODEL_IDAW(n) + (offset - first) % block : base + offset;
#undef MODEL_IDAW
	}
	if (address < (uintptr_t)model->arena || address >= (uintptr_t)model->arena + ARENA_SIZE)
		return NULL;
	return model->copy + (address - (uintptr_t)model->arena);
}

/*
 * Moves up to `wanted` bytes between the device and one word after the other.
 * *ccw becomes the last one used.
 */
static inline enum model_step model_move(struct model *model, struct model_ccw *ccw, uint8_t *data,
					 unsigned int wanted, bool to_storage, bool takes_all)
{
	unsigned int moved = 0, in_word = 0;
	bool suppressed;

	for (;;) {
		if (ccw->flags & CCW_CHAIN_DATA && !ccw->count)
			return model_program_check(model, ccw->at);
		for (in_word = 0; in_word < ccw->count && moved < wanted; in_word++, moved++) {
			uint8_t *place;

			if (to_storage && ccw->flags & CCW_SKIP)
				continue; /* where it would have gone does not matter */
			place = model_place(model, ccw, in_word);
			if (!place)
				return model_program_check(model, ccw->at);
			if (to_storage)
				*place = data[moved];
			else
				data[moved] = *place;
		}
		if (in_word < ccw->count || !(ccw->flags & CCW_CHAIN_DATA))
			break;
		if (model_fetch(model, ccw->at + sizeof(struct ccw1), ccw) == MODEL_OVER)
			return MODEL_OVER;
		if (!ccw->count)
			return model_program_check(model, ccw->at);
	}
	model->count = ccw->count - in_word;
	model->ccw_address = ccw->at + sizeof(struct ccw1);
	model->device_status = DEVICE_CHANNEL_END | DEVICE_END;
	suppressed = (ccw->flags & (CCW_SUPPRESS_LENGTH | CCW_CHAIN_DATA)) == CCW_SUPPRESS_LENGTH;
	if (!suppressed &&
	    (model->count || ccw->flags & CCW_CHAIN_DATA || (!takes_all && moved < wanted)))
		model->subchannel_status = SUBCHANNEL_INCORRECT_LENGTH;
	if (takes_all)
		model->record_size = moved;
	return MODEL_COMMAND_OVER;
}

/* A command that moves nothing. */
static inline enum model_step model_control(struct model *model, const struct model_ccw *ccw,
					    uint8_t device_status)
{
	model->count = ccw->count;
	model->ccw_address = ccw->at + sizeof(struct ccw1);
	model->device_status = device_status;
	return MODEL_COMMAND_OVER;
}

static inline enum model_step model_command(struct model *model, struct model_ccw *ccw)
{
	if (!(ccw->command & 0x0f))
		return model_program_check(model, ccw->at);
	switch (ccw->command) {
	case PONG_STORE:
		return model_move(model, ccw, model->record, sizeof(model->record) - 1, false,
				  true);
	case PONG_FETCH:
		return model_move(model, ccw, model->record, model->record_size, true, false);
	case CCW_SENSE_ID:
		return model_move(model, ccw, (uint8_t *)&model->id, sizeof(model->id), true,
				  false);
	case CCW_NOP:
	case PONG_WAIT:
		return model_control(model, ccw, DEVICE_CHANNEL_END | DEVICE_END);
	default:
		return model_control(model, ccw, DEVICE_UNIT_CHECK);
	}
}

static inline void model_run(struct model *model)
{
	uint32_t at = model->program->orb.program;

	model->subchannel_status = 0;
	for (;;) {
		struct model_ccw ccw;

		if (model_fetch(model, at, &ccw) == MODEL_OVER ||
		    model_command(model, &ccw) == MODEL_OVER)
			return;
		if (model->subchannel_status || model->device_status & DEVICE_UNIT_CHECK)
			return;
		if (ccw.flags & CCW_CHAIN_DATA || !(ccw.flags & CCW_CHAIN_COMMAND))
			return;
		at = ccw.at + sizeof(struct ccw1);
	}
}

#endif
