/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console that the machine has: bytes (ASCII, also called VT220) if it
 * takes them, else lines.
 */
#include <console.h>
#include <console_lines.h>
#include <sclp.h>
#include <string.h>

#define MASK_LENGTH 4

struct event_mask {
	struct sclp_header header;
	uint16_t reserved;
	uint16_t mask_length;
	uint32_t program_receives;
	uint32_t program_sends;
	uint32_t machine_receives;
	uint32_t machine_sends;
};

struct ascii_event {
	struct sclp_header header;
	struct {
		uint16_t length;
		uint8_t type;
		uint8_t flags;
		uint16_t reserved;
		char data[];
	} event;
};

#define MAX_DATA (SCLP_BLOCK - sizeof(struct ascii_event))

static uint8_t output[SCLP_BLOCK] SCLP_BLOCK_MEMORY;
static uint8_t input[SCLP_BLOCK] SCLP_BLOCK_MEMORY;
static char text[SCLP_BLOCK] __attribute__((section(".bss.uncleared"))); /* out of input */
static size_t text_next, text_filled;

static enum { CONSOLE_NONE, CONSOLE_ASCII, CONSOLE_LINES } kind;

void console_setup(void)
{
	struct event_mask *mask = (void *)output;
	const uint32_t commands = SCLP_EVENT_BIT(SCLP_EVENT_OPERATOR_COMMAND) |
				  SCLP_EVENT_BIT(SCLP_EVENT_PRIORITY_COMMAND);

	*mask = (struct event_mask){
		.header.length = sizeof(*mask),
		.mask_length = MASK_LENGTH,
		.program_receives = SCLP_EVENT_BIT(SCLP_EVENT_ASCII) | commands,
		.program_sends =
			SCLP_EVENT_BIT(SCLP_EVENT_ASCII) | SCLP_EVENT_BIT(SCLP_EVENT_MESSAGE),
	};
	sclp_call(SCLP_WRITE_EVENT_MASK, &mask->header);
	if (mask->machine_receives & SCLP_EVENT_BIT(SCLP_EVENT_ASCII))
		kind = CONSOLE_ASCII;
	else if (mask->machine_receives & SCLP_EVENT_BIT(SCLP_EVENT_MESSAGE))
		kind = CONSOLE_LINES;
}

static void put_ascii(const char *from, size_t length)
{
	struct ascii_event *block = (void *)output;

	*block = (struct ascii_event){
		.header.length = sizeof(*block) + length,
		.event.length = sizeof(block->event) + length,
		.event.type = SCLP_EVENT_ASCII,
	};
	memcpy(block->event.data, from, length);
	sclp_call(SCLP_WRITE_EVENT_DATA, &block->header);
}

void console_put(const char *from, size_t length)
{
	size_t part;

	if (kind == CONSOLE_LINES)
		console_put_lines((struct sclp_header *)output, from, length);
	for (; kind == CONSOLE_ASCII && length; from += part, length -= part) {
		part = length < MAX_DATA ? length : MAX_DATA;
		put_ascii(from, part);
	}
}

/* The first byte of an ASCII event says that text follows. */
static size_t text_of(const struct sclp_event *event, char *buffer, size_t size)
{
	size_t length;

	if (event->type != SCLP_EVENT_ASCII)
		return console_command_text(event, buffer, size);
	length = event->length - sizeof(*event) - 1;
	if (length > size)
		length = size;
	memcpy(buffer, event->data + 1, length);
	return length;
}

static void read_events(void)
{
	struct sclp_header *block = (void *)input;
	const struct sclp_event *event;

	memset(block, 0, sizeof(*block));
	block->length = SCLP_BLOCK;
	block->control[2] = SCLP_VARIABLE_LENGTH;
	text_next = text_filled = 0;
	if (sclp_call(SCLP_READ_EVENT_DATA, block) != SCLP_COMPLETED)
		return;
	for (size_t at = sizeof(*block); at + sizeof(*event) < block->length; at += event->length) {
		event = (const void *)(input + at);
		if (event->length < sizeof(*event))
			break;
		text_filled += text_of(event, text + text_filled, sizeof(text) - text_filled);
	}
}

size_t console_get(char *buffer, size_t size)
{
	console_end_line();
	if (text_next == text_filled && kind != CONSOLE_NONE)
		read_events();
	if (size > text_filled - text_next)
		size = text_filled - text_next;
	memcpy(buffer, text + text_next, size);
	text_next += size;
	return size;
}
