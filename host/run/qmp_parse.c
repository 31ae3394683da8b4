/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "qmp_parse.h"

static bool sort_message(json_t *object, struct qmp_message *message)
{
	const json_t *error = json_object_get(object, "error");
	const json_t *id = json_object_get(object, "id");

	message->id = json_is_integer(id) ? json_integer_value(id) : -1;
	message->data = json_object_get(object, "return");
	if (message->data) {
		message->kind = QMP_RETURN;
	} else if (json_is_object(error)) {
		message->kind = QMP_ERROR;
		message->text = json_string_value(json_object_get(error, "desc"));
	} else if (json_object_get(object, "event")) {
		message->kind = QMP_EVENT;
		message->text = json_string_value(json_object_get(object, "event"));
		message->data = json_object_get(object, "data");
	} else if (json_object_get(object, "QMP")) {
		message->kind = QMP_GREETING;
		message->text = "";
	} else {
		return false;
	}
	return message->text || message->kind == QMP_RETURN;
}

static bool parse_message(struct qmp_parser *parser, const char *text, size_t length)
{
	struct qmp_message message = { 0 };
	json_t *object;
	bool good;

	if (length && text[length - 1] == '\r')
		length--;
	if (!length)
		return true;
	object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
	good = json_is_object(object) && sort_message(object, &message);
	if (good)
		parser->message(parser, &message);
	json_decref(object);
	return good;
}

bool qmp_feed(struct qmp_parser *parser, const char *data, size_t size)
{
	struct buf *pending = &parser->pending;
	size_t from = 0, look = pending->length;
	bool good = true;
	char *newline;

	buf_add(pending, data, size);
	while (good && !parser->stopped && look < pending->length &&
	       (newline = memchr(pending->data + look, '\n', pending->length - look))) {
		size_t end = newline - pending->data;

		good = parse_message(parser, pending->data + from, end - from);
		from = look = end + 1;
	}
	if (!good || parser->stopped)
		return good;
	memmove(pending->data, pending->data + from, pending->length - from);
	pending->length -= from;
	return pending->length <= QMP_MESSAGE_MAX;
}

void qmp_parser_free(struct qmp_parser *parser)
{
	buf_free(&parser->pending);
}
