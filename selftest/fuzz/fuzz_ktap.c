/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Streams that a fuzzer chooses, cut into pieces that it chooses, too: the
 * verdicts must not depend on the cuts, each case gets at most one, and what
 * comes out is text.
 */
#include <stdlib.h>
#include <string.h>

#include "track.h"

enum { CASES = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct guest {
	struct stream stream;
	struct track track;
	unsigned int seen[CASES + 1];
	struct buf verdicts;
};

static struct test_case cases[CASES] = {
	{ .name = "a", .claim = "a", .file = "a.c" },
	{ .name = "b", .claim = "b", .file = "b.c" },
	{ .name = "c", .claim = "c", .file = "c.c" },
	{ .name = "d", .claim = "d", .file = "d.c" },
};
static const struct notes notes = { .cases = cases, .count = CASES };
static const unsigned int expected[CASES] = { 1, 2, 3, 4 };

static void check_text(const char *text)
{
	for (; text && *text; text++) {
		if ((unsigned char)*text < ' ' && *text != '\n' && *text != '\t')
			abort();
	}
}

static void started(struct track *track, unsigned int number)
{
	if (!number || number > CASES || track->current != number)
		abort();
}

static void finished(struct track *track, unsigned int number, struct outcome *outcome)
{
	struct guest *guest = container_of(track, struct guest, track);

	if (guest->seen[number]++)
		abort();
	check_text(outcome->reason);
	check_text(outcome->log.data);
	buf_printf(&guest->verdicts, "%u %s %s\n", number, verdict_name[outcome->verdict],
		   outcome->reason ? outcome->reason : "");
}

static void request(struct track *track, char *text)
{
	(void)track;
	check_text(text);
}

static void heard(struct stream *stream, const struct line *line)
{
	struct guest *guest = container_of(stream, struct guest, stream);

	check_text(line->whole);
	track_line(&guest->track, line);
}

static void listen(struct guest *guest, const char *data, size_t size, size_t piece)
{
	*guest = (struct guest){ .stream = { .line = heard } };
	guest->track = (struct track){
		.notes = &notes,
		.arch = "x86",
		.expected = expected,
		.expected_count = CASES,
		.started = started,
		.finished = finished,
		.request = request,
	};
	while (size) {
		size_t now = size < piece ? size : piece;

		stream_feed(&guest->stream, data, now);
		data += now;
		size -= now;
	}
	stream_finish(&guest->stream);
	track_abandon(&guest->track, VERDICT_CRASH, "gone");
	track_check_end(&guest->track);
	buf_puts(&guest->verdicts, guest->track.error ? guest->track.error : "sound");
}

static void leave(struct guest *guest)
{
	stream_free(&guest->stream);
	track_free(&guest->track);
	buf_free(&guest->verdicts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct guest whole, pieces;

	if (!size)
		return 0;
	listen(&whole, (const char *)data + 1, size - 1, size);
	listen(&pieces, (const char *)data + 1, size - 1, 1 + data[0] % 16);
	if (strcmp(whole.verdicts.data, pieces.verdicts.data))
		abort();
	leave(&whole);
	leave(&pieces);
	return 0;
}
