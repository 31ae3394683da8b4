/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "notes.h"

enum { MAX_CASES = 10000 };

struct reader {
	const char *at;
	const char *end;
};

/* The next string, or NULL if the section ends within it. */
static const char *next_string(struct reader *reader)
{
	const char *text = reader->at;
	const char *nul = text < reader->end ? memchr(text, '\0', reader->end - text) : NULL;

	if (!nul)
		return NULL;
	reader->at = nul + 1;
	return text;
}

static bool clean(const char *text)
{
	struct buf printable = { 0 };
	bool same;

	buf_add_printable(&printable, text, strlen(text));
	same = printable.length == strlen(text);
	buf_free(&printable);
	return same;
}

static char *take_string(struct reader *reader)
{
	const char *text = next_string(reader);

	return text && *text && clean(text) ? xstrdup(text) : NULL;
}

static bool add_attribute(struct test_case *test, const char *text)
{
	uint64_t seconds;

	if (!clean(text))
		return false;
	if (!strncmp(text, "needs=", 6))
		words_add(&test->needs, text + 6);
	else if (!strncmp(text, "cite=", 5))
		words_add(&test->cites, text + 5);
	else if (!strncmp(text, "timeout=", 8) && parse_unsigned(text + 8, 86400, &seconds))
		test->timeout = seconds;
	else
		return false;
	return true;
}

static const char *parse_case(struct reader *reader, struct test_case *test)
{
	const char *text = next_string(reader);
	uint64_t line;

	if (!text || strcmp(text, "case"))
		return "a note does not begin with the word case";
	test->name = take_string(reader);
	test->claim = take_string(reader);
	test->file = take_string(reader);
	text = next_string(reader);
	if (!test->name || !test->claim || !test->file || !text)
		return "a note lacks its name, claim, file or line";
	if (!parse_unsigned(text, 10000000, &line))
		return "a note's line is no number";
	test->line = line;
	while ((text = next_string(reader)) && *text) {
		if (!add_attribute(test, text))
			return "a note has an attribute that this runner does not know";
	}
	return text ? NULL : "the last note has no end";
}

static void free_case(struct test_case *test)
{
	free(test->name);
	free(test->claim);
	free(test->file);
	words_free(&test->needs);
	words_free(&test->cites);
}

static bool known_name(const struct notes *notes, const char *name)
{
	for (size_t i = 0; i + 1 < notes->count; i++) {
		if (!strcmp(notes->cases[i].name, name))
			return true;
	}
	return false;
}

bool notes_parse(struct notes *notes, const char *data, size_t size)
{
	struct reader reader = { data, data + size };
	const char *problem = NULL;

	*notes = (struct notes){ 0 };
	while (!problem) {
		struct test_case *test;

		while (reader.at < reader.end && !*reader.at)
			reader.at++;
		if (reader.at == reader.end)
			break;
		if (notes->count == MAX_CASES) {
			problem = "too many cases";
			break;
		}
		GROW(notes->cases, notes->count);
		test = &notes->cases[notes->count++];
		*test = (struct test_case){ 0 };
		problem = parse_case(&reader, test);
		if (!problem && known_name(notes, test->name))
			problem = "two cases have the same name";
	}
	if (problem)
		notes->error = xstrdup(problem);
	return !problem;
}

void notes_free(struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		free_case(&notes->cases[i]);
	free(notes->cases);
	free(notes->error);
	*notes = (struct notes){ 0 };
}
