/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "console.h"
#include "say.h"

static struct {
	char bytes[4096];
	size_t count;
} out;

static struct {
	uint8_t bytes[512];
	size_t first, count;
	bool ended;
} in;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void (*listener)(const char *text);
static const char *request_prefix;
static char request[CONSOLE_REQUEST];

/* A reader that went away is no reason to stop: the guest's end is. */
static void write_all(const char *bytes, size_t count)
{
	while (count) {
		ssize_t done = write(STDOUT_FILENO, bytes, count);

		if (done <= 0)
			return;
		bytes += done;
		count -= done;
	}
}

/* The end of the line is behind it. */
static void look_for_request(void)
{
	size_t length = request_prefix ? strlen(request_prefix) : 0;

	if (!length || out.count <= length || memcmp(out.bytes, request_prefix, length) != 0)
		return;
	snprintf(request, sizeof(request), "%.*s", (int)(out.count - 1), out.bytes);
}

static void flush(void)
{
	if (listener && out.count) {
		out.bytes[out.count - (out.bytes[out.count - 1] == '\n')] = '\0';
		listener(out.bytes);
	} else {
		write_all(out.bytes, out.count);
	}
	out.count = 0;
}

void console_flush(void)
{
	pthread_mutex_lock(&lock);
	flush();
	pthread_mutex_unlock(&lock);
}

void console_put(const void *bytes, size_t count)
{
	const char *text = bytes;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < count; i++) {
		out.bytes[out.count++] = text[i];
		if (text[i] == '\n')
			look_for_request();
		if (text[i] == '\n' || out.count == sizeof(out.bytes) - 1)
			flush();
	}
	pthread_mutex_unlock(&lock);
}

void console_listen(void (*line)(const char *text))
{
	listener = line;
}

bool console_waiting(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t got;

	if (in.count)
		return true;
	if (in.ended || poll(&input, 1, 0) <= 0)
		return false;
	got = read(STDIN_FILENO, in.bytes, sizeof(in.bytes));
	in.ended = got <= 0;
	in.first = 0;
	in.count = got > 0 ? got : 0;
	return in.count;
}

uint8_t console_get(void)
{
	if (!in.count)
		return 0;
	in.count--;
	return in.bytes[in.first++];
}

void console_watch(const char *prefix)
{
	request_prefix = prefix;
}

bool console_asked(void)
{
	return *request;
}

void console_take_request(char *text, size_t size)
{
	snprintf(text, size, "%s", request);
	request[0] = '\0';
}

/* What has been typed before is read before. */
void console_answer(const char *line)
{
	size_t length = strlen(line);

	if (in.first + in.count + length > sizeof(in.bytes)) {
		memmove(in.bytes, in.bytes + in.first, in.count);
		in.first = 0;
	}
	if (in.count + length > sizeof(in.bytes))
		fail("the guest asks and does not read the answers");
	memcpy(in.bytes + in.first + in.count, line, length);
	in.count += length;
}
