/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The line of a lab with bytes that a fuzzer chooses: nothing is made up, and what was
 * encoded arrives as it was, wherever the line cuts it.
 */
#include <stdlib.h>
#include <string.h>

#include "../../host/labs/wire/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t heard, frames;
static struct wire_frame last;

static void take_frame(struct wire_reader *reader, const struct wire_frame *frame)
{
	(void)reader;
	frames++;
	heard += frame->size;
	last = *frame;
}

static void take_text(struct wire_reader *reader, const char *data, size_t size)
{
	(void)reader;
	(void)data;
	heard += size;
}

static void take_broken(struct wire_reader *reader, const char *why)
{
	(void)reader;
	if (!*why)
		abort();
}

static const struct wire_reader fresh = { .frame = take_frame,
					  .text = take_text,
					  .broken = take_broken };

static void read_noise(const uint8_t *data, size_t size)
{
	struct wire_reader reader = fresh;

	heard = 0;
	wire_feed(&reader, data, size);
	wire_finish(&reader);
	if (heard > size)
		abort();
}

static void there_and_back(const uint8_t *data, size_t size)
{
	static struct wire_frame frame;
	static uint8_t encoded[WIRE_ENCODED_MAX];
	struct wire_reader reader = fresh;
	size_t length, cut;

	frame.type = size ? data[0] : 0;
	frame.channel = size;
	frame.size = size < WIRE_PAYLOAD_MAX ? size : WIRE_PAYLOAD_MAX;
	memcpy(frame.payload, data, frame.size);
	length = wire_encode(encoded, &frame);
	cut = size ? data[size - 1] % length : 0;
	frames = 0;
	wire_feed(&reader, encoded, cut);
	wire_feed(&reader, encoded + cut, length - cut);
	if (frames != 1 || last.type != frame.type || last.channel != frame.channel ||
	    last.size != frame.size || memcmp(last.payload, frame.payload, frame.size))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_noise(data, size);
	there_and_back(data, size);
	return 0;
}
