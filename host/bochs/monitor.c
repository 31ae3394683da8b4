/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "monitor.h"
#include "tool.h"

#define CHUNK 16384

/* Messages are far smaller than a socket's buffer. */
static void say(struct monitor *monitor, json_t *message)
{
	char *text = json_dumps(message, JSON_COMPACT), *line = xasprintf("%s\n", text);

	if (monitor->fd >= 0)
		send(monitor->fd, line, strlen(line), MSG_NOSIGNAL);
	free(line);
	free(text);
	json_decref(message);
}

void monitor_open(struct monitor *monitor, int fd)
{
	*monitor = (struct monitor){ .fd = fd, .passed = -1 };
	say(monitor, json_pack("{s:{s:{}, s:[]}}", "QMP", "version", "capabilities"));
}

static void answer(struct monitor *monitor, json_t *message)
{
	if (monitor->id)
		json_object_set(message, "id", monitor->id);
	say(monitor, message);
}

void monitor_return(struct monitor *monitor, json_t *result)
{
	answer(monitor, json_pack("{s:o}", "return", result ? result : json_object()));
}

void monitor_error(struct monitor *monitor, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = xvasprintf(format, args);
	va_end(args);
	answer(monitor,
	       json_pack("{s:{s:s, s:s}}", "error", "class", "GenericError", "desc", text));
	free(text);
}

void monitor_event(struct monitor *monitor, const char *name, json_t *data)
{
	json_t *message = json_pack("{s:s}", "event", name);

	if (data)
		json_object_set_new(message, "data", data);
	say(monitor, message);
}

int monitor_take_passed(struct monitor *monitor)
{
	int fd = monitor->passed;

	monitor->passed = -1;
	return fd;
}

static void take_line(struct monitor *monitor, const char *line, size_t length,
		      monitor_take_fn *take, void *context)
{
	json_t *message = json_loadb(line, length, 0, NULL);
	const char *command = json_string_value(json_object_get(message, "execute"));

	monitor->id = json_object_get(message, "id");
	if (!command)
		monitor_error(monitor, "this is no command");
	else if (!strcmp(command, "qmp_capabilities"))
		monitor_return(monitor, NULL);
	else
		take(context, command, json_object_get(message, "arguments"));
	monitor->id = NULL;
	json_decref(message);
}

static void keep_passed(struct monitor *monitor, struct msghdr *message)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);

	if (!header || header->cmsg_type != SCM_RIGHTS)
		return;
	if (monitor->passed >= 0)
		close(monitor->passed);
	memcpy(&monitor->passed, CMSG_DATA(header), sizeof(monitor->passed));
}

static ssize_t receive(struct monitor *monitor, char *chunk, size_t room)
{
	struct iovec piece = { chunk, room };
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr message = {
		.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control.room),
	};
	ssize_t size = recvmsg(monitor->fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

	if (size > 0)
		keep_passed(monitor, &message);
	return size;
}

void monitor_hear(struct monitor *monitor, monitor_take_fn *take, void *context)
{
	struct buf *heard = &monitor->heard;
	char chunk[CHUNK], *newline;
	ssize_t size = receive(monitor, chunk, sizeof(chunk));

	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size <= 0) {
		close(monitor->fd);
		monitor->fd = -1;
		return;
	}
	buf_add(heard, chunk, size);
	while ((newline = memchr(heard->data, '\n', heard->length))) {
		size_t length = newline - heard->data;

		take_line(monitor, heard->data, length, take, context);
		memmove(heard->data, newline + 1, heard->length - length - 1);
		heard->length -= length + 1;
	}
}
