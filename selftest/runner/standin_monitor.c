/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The monitor of the stand-in VMM: enough of the protocol to be asked what it
 * can do and to migrate for real, with a state of one number.
 */
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "standin.h"

struct manners manners;
int guest_state;

static int monitor = -1;
static int passed_fd = -1; /* by getfd */
static bool state_came;
static char pending[65536];
static size_t pending_size;

static void say(json_t *message)
{
	char *text = json_dumps(message, JSON_COMPACT);

	if (monitor >= 0)
		dprintf(monitor, "%s\r\n", text);
	free(text);
	json_decref(message);
}

static void say_event(const char *status)
{
	say(json_pack("{s:s, s:{s:s}}", "event", "MIGRATION", "data", "status", status));
}

static void answer(json_t *id, json_t *value)
{
	say(json_pack("{s:o, s:O}", "return", value, "id", id));
}

static void answer_error(json_t *id, const char *text)
{
	say(json_pack("{s:{s:s, s:s}, s:O}", "error", "class", "GenericError", "desc", text, "id",
		      id));
}

static void migrate_out(json_t *id)
{
	if (manners.source_dies)
		raise(SIGKILL);
	if (manners.close_in_migration) {
		close(monitor);
		monitor = -1;
		return;
	}
	answer(id, json_object());
	say_event("setup");
	say_event("active");
	if (manners.refuse ||
	    write(passed_fd, &guest_state, sizeof(guest_state)) != sizeof(guest_state)) {
		say_event("failed");
		return;
	}
	close(passed_fd);
	say_event("completed");
}

static void migrate_in(json_t *id, const json_t *arguments)
{
	const char *uri = json_string_value(json_object_get(arguments, "uri"));
	int fd = uri && !strncmp(uri, "fd:", 3) ? atoi(uri + 3) : passed_fd;

	answer(id, json_object());
	say_event("setup");
	if (manners.die_incoming)
		raise(SIGKILL);
	if (read(fd, &guest_state, sizeof(guest_state)) != sizeof(guest_state)) {
		say_event("failed");
		exit(1);
	}
	say_event("active");
	say_event("completed");
	state_came = true;
}

static json_t *list_of_names(const char *const *names)
{
	json_t *array = json_array();

	for (; *names; names++)
		json_array_append_new(array, json_pack("{s:s}", "name", *names));
	return array;
}

static void execute(const char *command, json_t *id, const json_t *arguments)
{
	static const char *const machines[] = { "none", "virt", "microvm", "q35", "s390-ccw-virtio",
						NULL };
	static const char *const types[] = {
		"virtio-rng-pci", "virtio-rng-ccw", "pong", "isa-debug-exit",
		"sclpconsole",	  "tcg-accel",	    NULL
	};

	if (!strcmp(command, "migrate"))
		migrate_out(id);
	else if (!strcmp(command, "migrate-incoming"))
		migrate_in(id, arguments);
	else if (!strcmp(command, "query-machines"))
		answer(id, list_of_names(machines));
	else if (!strcmp(command, "qom-list-types"))
		answer(id, list_of_names(types));
	else if (!strcmp(command, "query-version"))
		answer(id, json_pack("{s:{s:i,s:i,s:i}, s:s}", "qemu", "major", 10, "minor", 0,
				     "micro", 2, "package", "stand-in"));
	else if (!strcmp(command, "query-migrate"))
		answer(id, json_pack("{s:s, s:i, s:i}", "status", "completed", "downtime", 3,
				     "total-time", 7));
	else if (!strcmp(command, "query-status"))
		answer(id, json_pack("{s:b, s:s}", "running", 1, "status", "running"));
	else if (!strncmp(command, "no-", 3))
		answer_error(id, "The command is not known");
	else
		answer(id, json_object());
	if (!strcmp(command, "quit"))
		exit(0);
}

static void take_line(char *text)
{
	json_t *object = json_loads(text, 0, NULL);

	if (object)
		execute(json_string_value(json_object_get(object, "execute")),
			json_object_get(object, "id"), json_object_get(object, "arguments"));
	json_decref(object);
}

static void take_fd(struct msghdr *message)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);

	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(&passed_fd, CMSG_DATA(header), sizeof(passed_fd));
}

static void take_bytes(void)
{
	char control[CMSG_SPACE(sizeof(int))];
	struct iovec piece = { pending + pending_size, sizeof(pending) - pending_size };
	struct msghdr message = { .msg_iov = &piece,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	ssize_t size = recvmsg(monitor, &message, 0);
	char *newline;

	if (size <= 0)
		exit(0);
	take_fd(&message);
	pending_size += size;
	while ((newline = memchr(pending, '\n', pending_size))) {
		char *line = strndup(pending, newline - pending);

		pending_size -= newline + 1 - pending;
		memmove(pending, newline + 1, pending_size);
		take_line(line);
		free(line);
	}
}

void monitor_open(int fd)
{
	monitor = fd;
	say(json_pack("{s:{s:{}, s:[]}}", "QMP", "version", "capabilities"));
}

bool monitor_wait_line(char *line, int size)
{
	for (int length = 0; length < size - 1;) {
		struct pollfd fds[] = { { STDIN_FILENO, POLLIN, 0 }, { monitor, POLLIN, 0 } };

		poll(fds, 2, -1);
		if (fds[1].revents)
			take_bytes();
		if (!fds[0].revents)
			continue;
		if (read(STDIN_FILENO, line + length, 1) != 1)
			return false;
		if (line[length] == '\n') {
			line[length] = '\0';
			return true;
		}
		length++;
	}
	return false;
}

int monitor_wait_state(void)
{
	while (!state_came)
		take_bytes();
	return guest_state;
}

void monitor_serve(void)
{
	for (;;)
		take_bytes();
}
