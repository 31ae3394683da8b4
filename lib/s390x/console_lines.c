/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <console_lines.h>
#include <string.h>

#define MAX_LINE 1024

/* A message is a block of data with objects in it; ours has one, the text of a line. */
struct message {
	struct sclp_header header;
	struct {
		uint16_t length;
		uint8_t type;
		uint8_t flags;
		uint16_t reserved;
	} event;
	struct {
		uint16_t length;
		uint16_t type;
		uint32_t tag;
		uint32_t revision;
	} data;
	struct {
		uint16_t length;
		uint16_t type;
		uint16_t line_type;
		uint8_t alarm;
		uint8_t reserved[3];
		char text[];
	} object;
} __attribute__((packed));

enum { DATA_BLOCK = 1, TEXT_OBJECT = 4, LINE_TYPE_END = 0x1000 };
#define TAG_MDB 0xd4c4c240u /* "MDB " */

/* From the blank on: code page 500, which is what QEMU expects. */
static const unsigned char ebcdic[] = {
	0x40, 0x4f, 0x7f, 0x7b, 0x5b, 0x6c, 0x50, 0x7d, 0x4d, 0x5d, 0x5c, 0x4e, 0x6b, 0x60,
	0x4b, 0x61, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0x7a, 0x5e,
	0x4c, 0x7e, 0x6e, 0x6f, 0x7c, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9,
	0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6,
	0xe7, 0xe8, 0xe9, 0x4a, 0xe0, 0x5a, 0x5f, 0x6d, 0x79, 0x81, 0x82, 0x83, 0x84, 0x85,
	0x86, 0x87, 0x88, 0x89, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0xa2,
	0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xc0, 0xbb, 0xd0, 0xa1,
};

/* QEMU writes code page 37, where these are elsewhere. */
static const struct {
	unsigned char ebcdic;
	char ascii;
} input_differs[] = { { 0x5a, '!' }, { 0xba, '[' }, { 0xbb, ']' }, { 0xb0, '^' }, { 0x4f, '|' } };

/* The text that an operator command carries begins behind four nested headers. */
#define COMMAND_HEADERS 16

static bool line_open;
static char line[MAX_LINE];
static size_t filled;

static char to_ebcdic(char c)
{
	unsigned int index = (unsigned char)c - ' ';

	return ebcdic[index < sizeof(ebcdic) ? index : '?' - ' '];
}

static char to_ascii(unsigned char c)
{
	for (unsigned int i = 0; i < sizeof(input_differs) / sizeof(input_differs[0]); i++) {
		if (input_differs[i].ebcdic == c)
			return input_differs[i].ascii;
	}
	for (unsigned int i = 0; i < sizeof(ebcdic); i++) {
		if (ebcdic[i] == c)
			return ' ' + i;
	}
	return '?';
}

static void send(struct sclp_header *block, const char *text, size_t length)
{
	struct message *message = (void *)block;
	uint16_t object = sizeof(message->object) + length;
	uint16_t data = sizeof(message->data) + object;
	uint16_t event = sizeof(message->event) + data;

	memset(message, 0, sizeof(*message));
	message->header.length = sizeof(message->header) + event;
	message->event.length = event;
	message->event.type = SCLP_EVENT_MESSAGE;
	message->data.length = data;
	message->data.type = DATA_BLOCK;
	message->data.tag = TAG_MDB;
	message->data.revision = 1;
	message->object.length = object;
	message->object.type = TEXT_OBJECT;
	message->object.line_type = LINE_TYPE_END;
	for (size_t i = 0; i < length; i++)
		message->object.text[i] = to_ebcdic(text[i]);
	sclp_call(SCLP_WRITE_EVENT_DATA, block);
}

static struct sclp_header *last_used;

void console_put_lines(struct sclp_header *block, const char *text, size_t length)
{
	last_used = block;
	for (; length--; text++) {
		if (*text != '\n')
			line[filled++] = *text;
		if (*text == '\n' || filled == sizeof(line)) {
			send(last_used, line, filled);
			filled = 0;
			line_open = true;
		}
	}
}

void console_end_line(void)
{
	if (filled)
		console_put_lines(last_used, "\n", 1);
	if (line_open)
		send(last_used, "", 0);
	line_open = false;
}

size_t console_command_text(const struct sclp_event *event, char *buffer, size_t size)
{
	size_t length = event->length - sizeof(*event), copied = 0;

	for (size_t i = COMMAND_HEADERS; i < length && copied + 1 < size; i++)
		buffer[copied++] = to_ascii(event->data[i]);
	buffer[copied++] = '\n';
	return copied;
}
