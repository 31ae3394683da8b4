/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "stream.h"

/* Cuts the next word off *rest; NULL if there is none. */
static char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, " ");
	char *end = word + strcspn(word, " ");

	if (!*word)
		return NULL;
	*rest = *end ? end + 1 : end;
	*end = '\0';
	return word;
}

static bool next_number(char **rest, uint64_t *number)
{
	char *word = next_word(rest);

	return word && isdigit((unsigned char)*word) && parse_unsigned(word, UINT64_MAX, number);
}

static bool parse_hello(struct line *line, char *rest)
{
	if (!next_number(&rest, &line->number))
		return false;
	line->text = next_word(&rest);
	return line->text;
}

static bool parse_case(struct line *line, char *rest)
{
	if (!next_number(&rest, &line->number))
		return false;
	line->text = next_word(&rest);
	return line->text;
}

static bool parse_time(struct line *line, char *rest)
{
	return next_number(&rest, &line->number);
}

static bool parse_value(struct line *line, char *rest)
{
	char *end;

	line->text = next_word(&rest);
	line->value = next_word(&rest);
	line->unit = next_word(&rest);
	if (!line->unit)
		line->unit = line->text ? line->text + strlen(line->text) : NULL;
	if (!line->text || !line->value)
		return false;
	strtod(line->value, &end);
	return end != line->value && !*end;
}

static bool parse_reason(struct line *line, char *rest)
{
	line->text = rest;
	return true;
}

static bool parse_end(struct line *line, char *rest)
{
	for (size_t i = 0; i < ARRAY_SIZE(line->counts); i++) {
		if (!next_number(&rest, &line->counts[i]))
			return false;
	}
	return true;
}

static const struct control {
	const char *word;
	enum line_kind kind;
	bool (*parse)(struct line *line, char *rest);
} controls[] = {
	{ "hostproof", LINE_HELLO, parse_hello }, { "case", LINE_CASE, parse_case },
	{ "time", LINE_TIME, parse_time },	  { "value", LINE_VALUE, parse_value },
	{ "crash", LINE_CRASH, parse_reason },	  { "timeout", LINE_TIMEOUT, parse_reason },
	{ "stuck", LINE_STUCK, parse_reason },	  { "end", LINE_END, parse_end },
};

static void parse_control(struct line *line, char *text)
{
	size_t length = strcspn(text, " ");

	line->kind = LINE_REQUEST;
	line->text = text;
	for (size_t i = 0; i < ARRAY_SIZE(controls); i++) {
		const struct control *control = &controls[i];

		if (strlen(control->word) != length || strncmp(text, control->word, length))
			continue;
		text += length;
		text += *text == ' ';
		line->kind = control->parse(line, text) ? control->kind : LINE_BROKEN;
		return;
	}
}

/* "1 name", "1 - name", "1 name # SKIP reason" */
static bool parse_result(struct line *line, char *rest)
{
	char *hash = strstr(rest, " # ");

	if (hash) {
		*hash = '\0';
		hash += 3;
		if (strncasecmp(hash, "SKIP", 4) || (hash[4] && hash[4] != ' '))
			return false;
		line->skip = hash + 4 + (hash[4] == ' ');
	}
	if (!next_number(&rest, &line->number))
		return false;
	line->text = next_word(&rest);
	if (line->text && !strcmp(line->text, "-"))
		line->text = next_word(&rest);
	return line->text && (line->ok || !line->skip);
}

static bool parse_plan(struct line *line, const char *text)
{
	return !strncmp(text, "1..", 3) && parse_unsigned(text + 3, 1000000, &line->number);
}

static void parse_line(struct line *line, char *text)
{
	line->kind = LINE_OTHER;
	line->text = text;
	if (!strncmp(text, "#@ ", 3)) {
		parse_control(line, text + 3);
	} else if (*text == '#') {
		line->kind = LINE_COMMENT;
		line->text = text + 1 + (text[1] == ' ');
	} else if (!strncmp(text, "ok ", 3) || !strncmp(text, "not ok ", 7)) {
		line->ok = *text == 'o';
		line->kind =
			parse_result(line, text + (line->ok ? 3 : 7)) ? LINE_RESULT : LINE_BROKEN;
	} else if (!strcmp(text, "KTAP version 1")) {
		line->kind = LINE_VERSION;
	} else if (parse_plan(line, text)) {
		line->kind = LINE_PLAN;
	}
}

static void finish_line(struct stream *stream)
{
	struct buf *pending = &stream->pending;
	struct buf whole = { 0 };
	struct line line = { 0 };
	char *copy;

	while (pending->length && pending->data[pending->length - 1] == '\r')
		pending->length--;
	buf_add_printable(&whole, pending->data, pending->length);
	if (stream->cut)
		buf_puts(&whole, " [the rest of this line was dropped]");
	buf_puts(&whole, "");
	copy = xstrdup(whole.data);
	line.whole = whole.data;
	parse_line(&line, copy);
	stream->line(stream, &line);
	free(copy);
	buf_free(&whole);
	buf_clear(pending);
	stream->cut = false;
}

static void add_pending(struct stream *stream, const char *data, size_t size)
{
	size_t room = STREAM_LINE_MAX - stream->pending.length;

	if (size > room) {
		stream->cut = true;
		size = room;
	}
	buf_add(&stream->pending, data, size);
}

void stream_feed(struct stream *stream, const char *data, size_t size)
{
	while (size) {
		const char *newline = memchr(data, '\n', size);
		size_t length = newline ? (size_t)(newline - data) : size;

		add_pending(stream, data, length);
		if (newline)
			finish_line(stream);
		length += newline ? 1 : 0;
		data += length;
		size -= length;
	}
}

void stream_finish(struct stream *stream)
{
	if (stream->pending.length)
		finish_line(stream);
}

void stream_free(struct stream *stream)
{
	buf_free(&stream->pending);
}
