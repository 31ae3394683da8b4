/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "line.h"

static struct {
	int fd;
	void (*handle)(const struct wire_frame *frame);
	struct wire_reader reader;
	uint16_t sequence;
	uint8_t *waiting;
	size_t length, room;
} line = { .fd = -1 };

static void take_frame(struct wire_reader *reader, const struct wire_frame *frame)
{
	(void)reader;
	line.handle(frame);
}

static void take_text(struct wire_reader *reader, const char *data, size_t size)
{
	(void)reader;
	(void)data;
	(void)size;
}

/* The runner knows no better than to start the lab anew. */
static void take_broken(struct wire_reader *reader, const char *why)
{
	(void)reader;
	line_say(WIRE_REFUSED, 0, "the line to the lab: %s", why);
}

void line_open(void (*handle)(const struct wire_frame *frame))
{
	struct termios settings;

	line.fd = open("/dev/console", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	line.handle = handle;
	line.reader.frame = take_frame;
	line.reader.text = take_text;
	line.reader.broken = take_broken;
	if (tcgetattr(line.fd, &settings))
		return;
	cfmakeraw(&settings);
	tcsetattr(line.fd, TCSANOW, &settings);
}

int line_fd(void)
{
	return line.fd;
}

void line_read(void)
{
	char chunk[4096];
	ssize_t size;

	while ((size = read(line.fd, chunk, sizeof(chunk))) > 0)
		wire_feed(&line.reader, chunk, size);
}

static void add_frame(const struct wire_frame *frame)
{
	if (line.length + WIRE_ENCODED_MAX > line.room) {
		line.room = 2 * line.room + WIRE_ENCODED_MAX;
		line.waiting = realloc(line.waiting, line.room);
		if (!line.waiting)
			abort();
	}
	line.length += wire_encode(&line.waiting[line.length], frame);
}

void line_send(enum wire_type type, unsigned int channel, unsigned int stream, const void *data,
	       size_t size)
{
	struct wire_frame frame = { .type = type, .stream = stream, .channel = channel };
	const char *from = data;

	do {
		frame.size = size < WIRE_PAYLOAD_MAX ? size : WIRE_PAYLOAD_MAX;
		if (frame.size)
			memcpy(frame.payload, from, frame.size);
		frame.sequence = line.sequence++;
		add_frame(&frame);
		from += frame.size;
		size -= frame.size;
	} while (size);
	line_flush();
}

void line_say(enum wire_type type, unsigned int channel, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	line_send(type, channel, 0, text, strlen(text));
}

size_t line_flush(void)
{
	ssize_t size = 0;
	size_t done = 0;

	while (done < line.length &&
	       (size = write(line.fd, &line.waiting[done], line.length - done)) > 0)
		done += size;
	memmove(line.waiting, &line.waiting[done], line.length - done);
	line.length -= done;
	return line.length;
}

void line_drain(void)
{
	struct pollfd writable = { line.fd, POLLOUT, 0 };

	while (line_flush())
		poll(&writable, 1, -1);
	tcdrain(line.fd);
}
