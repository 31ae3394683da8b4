/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console of a guest: bytes in, lines out, each with its meaning in KTAP
 * or among the control lines (docs/design.md). No state of a run is kept here
 * and no verdict is found, so the parser can be fuzzed.
 */
#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

enum { STREAM_LINE_MAX = 4096 };

enum line_kind {
	LINE_OTHER,   /* firmware, noise: anything else */
	LINE_COMMENT, /* text: what follows '# ' */
	LINE_VERSION, /* KTAP version 1 */
	LINE_HELLO,   /* number: version of control lines; text: architecture */
	LINE_PLAN,    /* number */
	LINE_CASE,    /* number; text: name */
	LINE_TIME,    /* number: ns */
	LINE_VALUE,   /* text: name; value, unit */
	LINE_CRASH,   /* text: reason */
	LINE_TIMEOUT,
	LINE_STUCK,   /* text: reason */
	LINE_END,     /* passed, failed, skipped in counts[] */
	LINE_RESULT,  /* number; text: name; ok; skip: reason or NULL */
	LINE_REQUEST, /* text: what follows '#@ ' */
	LINE_BROKEN,  /* a control line that this runner knows, badly formed */
};

struct line {
	enum line_kind kind;
	const char *whole; /* the line, printable */
	char *text;
	uint64_t number;
	uint64_t counts[3];
	char *value, *unit;
	char *skip;
	bool ok;
};

struct stream {
	void (*line)(struct stream *stream, const struct line *line);
	struct buf pending; /* the line that is not complete yet */
	bool cut;	    /* it was longer than STREAM_LINE_MAX */
};

void stream_feed(struct stream *stream, const char *data, size_t size);
void stream_finish(struct stream *stream); /* hands out a last line without newline */
void stream_free(struct stream *stream);

#endif
