/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the commands of the device do with their data. */
#include <stdio.h>
#include <string.h>

#include "pong.h"

/* One more than a good number has, to see that there are too many. */
enum { NUMBER_BYTES = PONG_DIGITS + 1 };

bool command_behaves(uint8_t command)
{
	return command == PONG_WRITE || command == PONG_READ || command == PONG_STORE ||
	       command == PONG_FETCH || command == PONG_WAIT;
}

static void refuse(struct result *result, uint8_t sense, uint8_t reason)
{
	result->sense = sense;
	result->reason = reason;
}

/* Moves what the device wants, and tells how it fits. */
static uint32_t move(struct pong *pong, const struct ccw *ccw, void *data, uint32_t wanted,
		     int direction, struct result *result)
{
	struct stream stream = { pong, *ccw };
	bool left_over, suppressed;
	uint32_t moved;

	result->check = stream_move(&stream, data, wanted, direction, &moved);
	result->residual = stream_residual(&stream);
	result->ccw_flags = stream.ccw.flags;
	left_over = result->residual || (stream.ccw.flags & CCW_CHAIN_DATA) ||
		    (direction == TO_GUEST && moved < wanted);
	suppressed = (stream.ccw.flags & (CCW_ANY_LENGTH | CCW_CHAIN_DATA)) == CCW_ANY_LENGTH;
	result->incorrect_length = left_over && !suppressed;
	return moved;
}

static uint32_t at_most(uint32_t size, uint32_t most)
{
	return size < most ? size : most;
}

static void write_number(struct pong *pong, const struct ccw *ccw, uint32_t most,
			 struct result *result)
{
	char text[NUMBER_BYTES];
	uint32_t size = move(pong, ccw, text, at_most(sizeof(text), most), FROM_GUEST, result);
	uint32_t digits = 0, number = 0;

	if (result->check)
		return;
	pong->state.counters.bytes_out += size;
	while (digits < size && digits < PONG_DIGITS && text[digits] >= '0' && text[digits] <= '9')
		number = 10 * number + (text[digits++] - '0');
	if (digits == PONG_DIGITS && size > PONG_DIGITS && text[digits] >= '0' &&
	    text[digits] <= '9') {
		refuse(result, PONG_DATA_CHECK, PONG_TOO_LONG);
	} else if (!digits || (digits < size && text[digits])) {
		refuse(result, PONG_DATA_CHECK, PONG_NO_NUMBER);
	} else {
		pong->state.counters.number = number;
		pong->state.width = digits;
	}
}

static void read_number(struct pong *pong, const struct ccw *ccw, uint32_t most,
			struct result *result)
{
	uint32_t answer = pong->state.counters.number + 1;
	char text[NUMBER_BYTES + 1];
	int digits;

	if (answer > PONG_MOST) {
		refuse(result, PONG_OVERRUN, PONG_OVERFLOW);
		result->refused = true;
		return;
	}
	if (fault(FAULT_SAME_NUMBER))
		answer--;
	digits = snprintf(text, sizeof(text), "%0*u", (int)pong->state.width, answer);
	pong->state.counters.bytes_in +=
		move(pong, ccw, text, at_most(digits, most), TO_GUEST, result);
}

static void store(struct pong *pong, const struct ccw *ccw, uint32_t most, struct result *result)
{
	struct pong_state *state = &pong->state;

	state->counters.record =
		move(pong, ccw, state->record, at_most(RECORD_SIZE, most), FROM_GUEST, result);
	state->counters.bytes_out += state->counters.record;
}

static void fetch(struct pong *pong, const struct ccw *ccw, uint32_t most, struct result *result)
{
	struct pong_state *state = &pong->state;

	state->counters.bytes_in += move(pong, ccw, state->record,
					 at_most(state->counters.record, most), TO_GUEST, result);
}

static void take_block(struct pong *pong, const struct ccw *ccw, struct result *result)
{
	union {
		struct pong_behaviour behaviour;
		struct pong_alert alert;
		struct pong_interrupt interrupt;
	} block;
	uint32_t size = block_size(ccw->command);
	uint32_t moved = move(pong, ccw, &block, size, FROM_GUEST, result);

	if (result->check)
		return;
	if (moved < size)
		refuse(result, PONG_COMMAND_REJECT, PONG_BAD_BLOCK);
	else
		block_take(pong, ccw->command, &block, result);
}

static void give_counters(struct pong *pong, const struct ccw *ccw, struct result *result)
{
	struct pong_counters block;

	block_counters(pong, &block);
	move(pong, ccw, &block, sizeof(block), TO_GUEST, result);
}

void command_execute(struct pong *pong, const struct ccw *ccw, uint32_t most, struct result *result)
{
	switch (ccw->command) {
	case PONG_WRITE:
		write_number(pong, ccw, most, result);
		break;
	case PONG_READ:
		read_number(pong, ccw, most, result);
		break;
	case PONG_STORE:
		store(pong, ccw, most, result);
		break;
	case PONG_FETCH:
		fetch(pong, ccw, most, result);
		break;
	case PONG_BEHAVE:
	case PONG_ALERT:
	case PONG_INTERRUPT:
		take_block(pong, ccw, result);
		break;
	case PONG_COUNTERS:
		give_counters(pong, ccw, result);
		break;
	case PONG_FORGET:
		device_forget(pong);
		break;
	case PONG_WAIT:
		break;
	default:
		refuse(result, PONG_COMMAND_REJECT, PONG_UNKNOWN);
		result->refused = true;
	}
}
