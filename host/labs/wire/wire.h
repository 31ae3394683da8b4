/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The serial line between the runner and the agent in a lab: frames among the
 * text that the lab's kernel prints on the same line when it dies.
 *
 * A frame begins and ends with bytes that occur in no text, and carries a
 * sequence number and a checksum. What is outside of frames is text; what looks
 * like a frame and is not one is handed out as broken. docs/labs.md describes
 * the protocol. Nothing here knows a file descriptor, so the reader can be fuzzed.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WIRE_VERSION = 1,
	WIRE_PAYLOAD_MAX = 4096,
	WIRE_HEADER = 6,
	WIRE_CHECKSUM = 4,
	WIRE_BODY_MAX = WIRE_HEADER + WIRE_PAYLOAD_MAX + WIRE_CHECKSUM,
	/* every byte escaped, between two marks */
	WIRE_ENCODED_MAX = 2 * WIRE_BODY_MAX + 2,
};

enum wire_type {
	WIRE_HELLO = 1,	 /* from the agent: strings VERSION, RELEASE, MACHINE */
	WIRE_START,	 /* a command: stream holds wire_start flags, payload its words */
	WIRE_DATA,	 /* bytes of a stream */
	WIRE_CLOSE,	 /* no more of this stream */
	WIRE_SIGNAL,	 /* to the command's process group: the payload's one byte */
	WIRE_EXIT,	 /* the command is over: its wait status, 32 bits, little-endian */
	WIRE_REFUSED,	 /* a command or, on channel 0, the lab cannot start: why */
	WIRE_KERNEL_LOG, /* one line; stream is its level */
	WIRE_ALIVE,	 /* nothing else to say for a while */
	WIRE_TYPES
};

enum wire_stream { WIRE_STDIN, WIRE_STDOUT, WIRE_STDERR, WIRE_MONITOR, WIRE_STREAMS };

enum wire_start {
	WIRE_WITH_MONITOR = 1,	/* descriptor 3 of the command is a socket */
	WIRE_WITH_TERMINAL = 2, /* its streams are a terminal */
};

struct wire_frame {
	uint8_t type;
	uint8_t stream;
	uint16_t channel;
	uint16_t sequence;
	size_t size;
	uint8_t payload[WIRE_PAYLOAD_MAX + 1]; /* a NUL behind it */
};

/* Bytes written to out, which has room for WIRE_ENCODED_MAX. */
size_t wire_encode(uint8_t *out, const struct wire_frame *frame);

struct wire_reader {
	void (*frame)(struct wire_reader *reader, const struct wire_frame *frame);
	void (*text)(struct wire_reader *reader, const char *data, size_t size);
	void (*broken)(struct wire_reader *reader, const char *why);

	bool inside, escaped;
	uint16_t sequence; /* of the next frame */
	size_t length;
	uint8_t body[WIRE_BODY_MAX];
};

void wire_feed(struct wire_reader *reader, const void *data, size_t size);
/* The line is dead: the frame that was never completed is text. */
void wire_finish(struct wire_reader *reader);

#endif
