/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A client of QEMU's monitor protocol, mostly on a connected socket. Commands are
 * queued until the greeting has been answered; each gets exactly one reply,
 * also when the monitor closes.
 */
#ifndef QMP_H
#define QMP_H

#include <jansson.h>

#include "loop.h"
#include "qmp_parse.h"

struct qmp;

/* result is NULL and error says why if the command failed. */
typedef void qmp_reply_fn(void *context, json_t *result, const char *error);

/* Carries the text to the other side. false: it is gone. */
typedef bool qmp_send_fn(struct qmp *qmp, const char *text, size_t length);

struct qmp {
	struct watch watch; /* on its socket */
	qmp_send_fn *send;  /* instead of a socket; NULL: there is one */
	struct qmp_parser parser;
	void (*event)(struct qmp *qmp, const char *name, json_t *data);
	void (*closed)(struct qmp *qmp); /* by the other side, or it spoke nonsense */
	bool ready;			 /* capabilities are negotiated */
	bool open;
	unsigned int next_id;
	struct qmp_command *commands; /* without a reply so far, the oldest first */
};

/* Takes over the socket. The callbacks are set by the caller at any time. */
void qmp_open(struct qmp *qmp, int fd);
/* A monitor that is no socket of ours; what it says is handed to qmp_hear(). */
void qmp_open_far(struct qmp *qmp, qmp_send_fn *send);
void qmp_hear(struct qmp *qmp, const char *data, size_t size);
/* Drops commands without a reply and calls nothing. */
void qmp_close(struct qmp *qmp);
/*
 * Takes over the arguments, which may be NULL. A descriptor >= 0 goes with the
 * command, and stays open here. Without a reply function the reply is dropped.
 */
void qmp_execute(struct qmp *qmp, const char *command, json_t *arguments, int fd,
		 qmp_reply_fn *reply, void *context);

#endif
