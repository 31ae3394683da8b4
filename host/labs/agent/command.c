/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "kernel_log.h"
#include "line.h"
#include "spawn.h"

enum { CHUNK = WIRE_PAYLOAD_MAX, INPUT_MAX = 256 * 1024 };

struct stream {
	int fd; /* -1: closed */
	uint8_t *input;
	size_t length; /* of input that the command has not taken yet */
	bool ending;   /* to be closed behind it */
};

static struct command {
	unsigned int channel;
	pid_t pid; /* 0: none */
	struct stream streams[WIRE_STREAMS];
} commands[COMMAND_MAX];

static struct command *find(unsigned int channel)
{
	for (size_t i = 0; i < COMMAND_MAX; i++) {
		if (commands[i].pid && commands[i].channel == channel)
			return &commands[i];
	}
	return NULL;
}

static struct command *find_free(void)
{
	for (size_t i = 0; i < COMMAND_MAX; i++) {
		if (!commands[i].pid)
			return &commands[i];
	}
	return NULL;
}

void command_start(const struct wire_frame *frame)
{
	struct command *command = find_free();
	int fds[WIRE_STREAMS];
	pid_t pid;

	if (!command || find(frame->channel)) {
		line_say(WIRE_REFUSED, frame->channel, "more than %d commands", COMMAND_MAX);
		return;
	}
	pid = spawn(frame, fds);
	if (pid < 0) {
		line_say(WIRE_REFUSED, frame->channel, "%s: %s", (const char *)frame->payload,
			 strerror(errno));
		return;
	}
	*command = (struct command){ .channel = frame->channel, .pid = pid };
	for (int i = 0; i < WIRE_STREAMS; i++)
		command->streams[i].fd = fds[i];
}

static void close_stream(struct stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	free(stream->input);
	*stream = (struct stream){ .fd = -1 };
}

static void flush_input(struct stream *stream)
{
	ssize_t size;

	while (stream->length && (size = write(stream->fd, stream->input, stream->length)) > 0) {
		stream->length -= size;
		memmove(stream->input, stream->input + size, stream->length);
	}
	if (stream->ending && !stream->length)
		close_stream(stream);
}

/* Frames with bytes for a command, and those that end its input. */
void command_input(const struct wire_frame *frame)
{
	static const char complaint[] = "the command takes no input\n";
	struct command *command = find(frame->channel);
	struct stream *stream;
	uint8_t *more;

	if (!command || frame->stream >= WIRE_STREAMS || command->streams[frame->stream].fd < 0)
		return; /* it has ended meanwhile */
	stream = &command->streams[frame->stream];
	stream->ending |= frame->type == WIRE_CLOSE;
	more = realloc(stream->input, stream->length + frame->size + 1);
	if (!more || stream->length + frame->size > INPUT_MAX) {
		line_send(WIRE_DATA, frame->channel, WIRE_STDERR, complaint, sizeof(complaint) - 1);
		kill(-command->pid, SIGKILL);
		return;
	}
	stream->input = more;
	memcpy(stream->input + stream->length, frame->payload, frame->size);
	stream->length += frame->size;
	flush_input(stream);
}

void command_signal(const struct wire_frame *frame)
{
	struct command *command = find(frame->channel);

	if (command && frame->size == 1)
		kill(-command->pid, frame->payload[0]);
}

/* Whether there was something. What the kernel logged before it comes first. */
static bool send_output(struct command *command, unsigned int number)
{
	struct stream *stream = &command->streams[number];
	char chunk[CHUNK];
	ssize_t size = stream->fd < 0 ? -1 : read(stream->fd, chunk, sizeof(chunk));

	if (size > 0) {
		kernel_log_send();
		line_send(WIRE_DATA, command->channel, number, chunk, size);
		return true;
	}
	if (stream->fd >= 0 && (!size || (errno != EAGAIN && errno != EINTR)))
		close_stream(stream);
	return false;
}

static bool is_output(unsigned int stream)
{
	return stream != WIRE_STDIN;
}

size_t command_polls(struct pollfd *polls, bool output)
{
	size_t count = 0;

	for (size_t i = 0; i < COMMAND_MAX; i++) {
		for (unsigned int s = 0; commands[i].pid && s < WIRE_STREAMS; s++) {
			const struct stream *stream = &commands[i].streams[s];
			short events = (is_output(s) && output ? POLLIN : 0) |
				       (stream->length ? POLLOUT : 0);

			/* also without events: poll() tells of the other end's end */
			if (stream->fd >= 0 && events)
				polls[count++] = (struct pollfd){ stream->fd, events, 0 };
		}
	}
	return count;
}

static void stream_ready(int fd, short events)
{
	for (size_t i = 0; i < COMMAND_MAX; i++) {
		for (unsigned int s = 0; commands[i].pid && s < WIRE_STREAMS; s++) {
			if (commands[i].streams[s].fd != fd)
				continue;
			if (events & POLLOUT)
				flush_input(&commands[i].streams[s]);
			if (is_output(s) && events & (POLLIN | POLLHUP | POLLERR))
				send_output(&commands[i], s);
			return;
		}
	}
}

void command_ready(const struct pollfd *polls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (polls[i].revents)
			stream_ready(polls[i].fd, polls[i].revents);
	}
}

/* A command and what it may have left in its group. */
static void finish(struct command *command, int status)
{
	uint8_t bytes[4] = { status, status >> 8, status >> 16, status >> 24 };

	kill(-command->pid, SIGKILL);
	for (unsigned int s = 0; s < WIRE_STREAMS; s++) {
		while (is_output(s) && send_output(command, s))
			;
		close_stream(&command->streams[s]);
	}
	command->pid = 0;
	kernel_log_send();
	line_send(WIRE_EXIT, command->channel, 0, bytes, sizeof(bytes));
}

void command_reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < COMMAND_MAX; i++) {
			if (commands[i].pid == pid)
				finish(&commands[i], status);
		}
	}
}
