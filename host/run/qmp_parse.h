/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a monitor says: bytes in, JSON objects out, each with its kind. Nothing
 * here knows of a socket, so the parser can be fuzzed.
 */
#ifndef QMP_PARSE_H
#define QMP_PARSE_H

#include <jansson.h>
#include <stdbool.h>

#include "text.h"

enum { QMP_MESSAGE_MAX = 16 * 1024 * 1024 };

enum qmp_kind { QMP_GREETING, QMP_RETURN, QMP_ERROR, QMP_EVENT };

struct qmp_message {
	enum qmp_kind kind;
	json_int_t id;	  /* of a reply; -1: none */
	const char *text; /* event: its name; error: its description */
	json_t *data;	  /* return: the value; event: its data or NULL */
};

struct qmp_parser {
	void (*message)(struct qmp_parser *parser, const struct qmp_message *message);
	struct buf pending;
	bool stopped; /* set by message() to hear no more of what was fed */
};

/* false if this is no monitor: not JSON, or a message without a known kind. */
bool qmp_feed(struct qmp_parser *parser, const char *data, size_t size);
void qmp_parser_free(struct qmp_parser *parser);

#endif
