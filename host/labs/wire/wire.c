/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "wire.h"

/* None of them is part of ASCII or of UTF-8. */
enum { ESCAPE = 0xfd, BEGIN = 0xfe, END = 0xff, ESCAPED = 0x20 };

static uint32_t checksum(const uint8_t *data, size_t size)
{
	const uint32_t polynomial = 0xedb88320; /* CRC-32, as of Ethernet */
	uint32_t crc = ~0u;

	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? polynomial : 0);
	}
	return ~crc;
}

static void put_number(uint8_t *at, uint32_t number, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = number >> 8 * i;
}

static uint32_t get_number(const uint8_t *at, size_t bytes)
{
	uint32_t number = 0;

	for (size_t i = 0; i < bytes; i++)
		number |= (uint32_t)at[i] << 8 * i;
	return number;
}

static size_t put_escaped(uint8_t *out, const uint8_t *data, size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < size; i++) {
		bool special = data[i] >= ESCAPE;

		if (special)
			out[length++] = ESCAPE;
		out[length++] = special ? data[i] ^ ESCAPED : data[i];
	}
	return length;
}

size_t wire_encode(uint8_t *out, const struct wire_frame *frame)
{
	uint8_t body[WIRE_BODY_MAX];
	size_t size = WIRE_HEADER + frame->size, length = 0;

	body[0] = frame->type;
	body[1] = frame->stream;
	put_number(&body[2], frame->channel, 2);
	put_number(&body[4], frame->sequence, 2);
	memcpy(&body[WIRE_HEADER], frame->payload, frame->size);
	put_number(&body[size], checksum(body, size), WIRE_CHECKSUM);
	out[length++] = BEGIN;
	length += put_escaped(&out[length], body, size + WIRE_CHECKSUM);
	out[length++] = END;
	return length;
}

static void give_text(struct wire_reader *reader)
{
	reader->inside = reader->escaped = false;
	if (reader->length)
		reader->text(reader, (const char *)reader->body, reader->length);
	reader->length = 0;
}

static void give_up(struct wire_reader *reader, const char *why)
{
	give_text(reader);
	reader->broken(reader, why);
}

static void end_frame(struct wire_reader *reader)
{
	struct wire_frame frame;
	const uint8_t *body = reader->body;
	size_t size = reader->length - WIRE_CHECKSUM;

	if (reader->length < WIRE_HEADER + WIRE_CHECKSUM ||
	    checksum(body, size) != get_number(&body[size], WIRE_CHECKSUM)) {
		give_up(reader, "a frame is damaged");
		return;
	}
	frame.type = body[0];
	frame.stream = body[1];
	frame.channel = get_number(&body[2], 2);
	frame.sequence = get_number(&body[4], 2);
	frame.size = size - WIRE_HEADER;
	memcpy(frame.payload, &body[WIRE_HEADER], frame.size);
	frame.payload[frame.size] = '\0';
	reader->length = 0;
	reader->inside = false;
	if (frame.sequence != reader->sequence) {
		reader->broken(reader, "a frame is lost");
		return;
	}
	reader->sequence++;
	reader->frame(reader, &frame);
}

static void take_inside(struct wire_reader *reader, uint8_t byte)
{
	if (byte == BEGIN) {
		give_up(reader, "a frame has no end");
		reader->inside = true;
	} else if (byte == END) {
		end_frame(reader);
	} else if (byte == ESCAPE) {
		reader->escaped = true;
	} else if (reader->length == sizeof(reader->body)) {
		give_up(reader, "a frame has no end");
	} else {
		reader->body[reader->length++] = reader->escaped ? byte ^ ESCAPED : byte;
		reader->escaped = false;
	}
}

void wire_feed(struct wire_reader *reader, const void *data, size_t size)
{
	const uint8_t *byte = data;

	for (size_t i = 0; i < size; i++) {
		if (reader->inside) {
			take_inside(reader, byte[i]);
		} else if (byte[i] == BEGIN) {
			give_text(reader);
			reader->inside = true;
		} else {
			reader->body[reader->length++] = byte[i];
			if (reader->length == sizeof(reader->body))
				give_text(reader);
		}
	}
	if (!reader->inside)
		give_text(reader);
}

void wire_finish(struct wire_reader *reader)
{
	give_text(reader);
}
