/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "qmp.h"

struct qmp_command {
	struct qmp_command *next;
	char *text;
	int fd;
	bool sent;
	json_int_t id;
	qmp_reply_fn *reply;
	void *context;
};

static void command_free(struct qmp_command *command)
{
	if (command->fd >= 0)
		close(command->fd);
	free(command->text);
	free(command);
}

/* The other side is gone or broken: every command fails, then the owner hears of it. */
static void lose(struct qmp *qmp)
{
	struct qmp_command *commands = qmp->commands;
	void (*closed)(struct qmp * qmp) = qmp->closed;

	qmp->commands = NULL;
	qmp_close(qmp);
	while (commands) {
		struct qmp_command *command = commands;

		commands = command->next;
		if (command->reply)
			command->reply(command->context, NULL, "the monitor closed");
		command_free(command);
	}
	if (closed)
		closed(qmp);
}

static bool send_first(struct qmp *qmp, const char *text, size_t length, int fd)
{
	struct iovec piece = { (char *)text, length };
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };

	if (fd >= 0) {
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
		message.msg_control = &control;
		message.msg_controllen = sizeof(control.room);
	}
	return sendmsg(qmp->watch.fd, &message, MSG_NOSIGNAL) == (ssize_t)length;
}

/* A command is far smaller than a socket's buffer: it goes out whole or not at all. */
static bool send_command(struct qmp *qmp, struct qmp_command *command)
{
	command->sent = true;
	if (qmp->send)
		return qmp->send(qmp, command->text, strlen(command->text));
	return send_first(qmp, command->text, strlen(command->text), command->fd);
}

static void send_all(struct qmp *qmp)
{
	for (struct qmp_command *c = qmp->commands; c; c = c->next) {
		if (!c->sent && !send_command(qmp, c))
			return;
	}
}

static void append(struct qmp *qmp, struct qmp_command *command)
{
	struct qmp_command **end = &qmp->commands;

	while (*end)
		end = &(*end)->next;
	*end = command;
}

static struct qmp_command *make_command(struct qmp *qmp, const char *name, json_t *arguments)
{
	struct qmp_command *command = xcalloc(1, sizeof(*command));
	json_t *object;
	char *text;

	command->id = qmp->next_id++;
	command->fd = -1;
	object = json_pack("{s:s, s:I}", "execute", name, "id", command->id);
	if (arguments)
		json_object_set_new(object, "arguments", arguments);
	text = json_dumps(object, JSON_COMPACT);
	command->text = xasprintf("%s\n", text);
	free(text);
	json_decref(object);
	return command;
}

void qmp_execute(struct qmp *qmp, const char *name, json_t *arguments, int fd, qmp_reply_fn *reply,
		 void *context)
{
	struct qmp_command *command;

	if (!qmp->open) {
		json_decref(arguments);
		if (reply)
			reply(context, NULL, "the monitor closed");
		return;
	}
	command = make_command(qmp, name, arguments);
	command->reply = reply;
	command->context = context;
	command->fd = fd >= 0 ? dup(fd) : -1;
	append(qmp, command);
	if (qmp->ready)
		send_command(qmp, command);
}

static void negotiated(void *context, json_t *result, const char *error)
{
	struct qmp *qmp = context;

	(void)error;
	if (!result)
		return;
	qmp->ready = true;
	send_all(qmp);
}

/* Goes ahead of everything that was queued meanwhile. */
static void greet(struct qmp *qmp)
{
	struct qmp_command *command;

	if (qmp->ready)
		return;
	command = make_command(qmp, "qmp_capabilities", NULL);
	command->reply = negotiated;
	command->context = qmp;
	command->next = qmp->commands;
	qmp->commands = command;
	send_command(qmp, command);
}

static void finish_command(struct qmp *qmp, const struct qmp_message *message)
{
	struct qmp_command **place = &qmp->commands, *command;

	while (*place && (*place)->id != message->id)
		place = &(*place)->next;
	command = *place;
	if (!command || !command->sent)
		return;
	*place = command->next;
	if (command->reply)
		command->reply(command->context, message->data, message->text);
	command_free(command);
}

static void take_message(struct qmp_parser *parser, const struct qmp_message *message)
{
	struct qmp *qmp = container_of(parser, struct qmp, parser);

	switch (message->kind) {
	case QMP_GREETING:
		greet(qmp);
		break;
	case QMP_EVENT:
		if (qmp->event)
			qmp->event(qmp, message->text, message->data);
		break;
	case QMP_RETURN:
	case QMP_ERROR:
		finish_command(qmp, message);
		break;
	}
}

static void qmp_ready(struct watch *watch, uint32_t events)
{
	struct qmp *qmp = container_of(watch, struct qmp, watch);
	static char chunk[64 * 1024];
	ssize_t size = recv(watch->fd, chunk, sizeof(chunk), 0);

	(void)events;
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size <= 0 || !qmp_feed(&qmp->parser, chunk, size))
		lose(qmp);
}

void qmp_open(struct qmp *qmp, int fd)
{
	*qmp = (struct qmp){
		.watch = { fd, qmp_ready },
		.parser = { .message = take_message },
		.open = true,
	};
	loop_add(&qmp->watch, EPOLLIN);
}

void qmp_open_far(struct qmp *qmp, qmp_send_fn *send)
{
	*qmp = (struct qmp){
		.send = send,
		.parser = { .message = take_message },
		.open = true,
	};
}

void qmp_hear(struct qmp *qmp, const char *data, size_t size)
{
	if (qmp->open && !qmp_feed(&qmp->parser, data, size))
		lose(qmp);
}

void qmp_close(struct qmp *qmp)
{
	if (!qmp->open)
		return;
	qmp->open = false;
	qmp->ready = false;
	qmp->parser.stopped = true;
	if (!qmp->send) {
		loop_remove(&qmp->watch);
		close(qmp->watch.fd);
	}
	qmp_parser_free(&qmp->parser);
	while (qmp->commands) {
		struct qmp_command *next = qmp->commands->next;

		command_free(qmp->commands);
		qmp->commands = next;
	}
}
