/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model.h"
#include "section.h"

static const char model_section[] = "hostproof_model";

char *model_file(const char *build, const char *word)
{
	return xasprintf("%s/host/models/%.*s.so", build, (int)strcspn(word, ","), word);
}

const char *model_options(const char *word)
{
	return word + strcspn(word, ",");
}

/* The strings of the section; an empty one is the end. */
static struct words read_strings(const char *data, size_t size)
{
	struct words strings = { 0 };

	while (size && *data) {
		size_t length = strnlen(data, size);

		if (length == size)
			break;
		words_add(&strings, data);
		data += length + 1;
		size -= length + 1;
	}
	return strings;
}

/* KEY=NAME: WORDS, in columns. */
static void print_about(const char *key, const char *text)
{
	const char *colon = strstr(text, ": ");

	if (colon)
		printf("  %-8s%-26.*s %s\n", key, (int)(colon - text), text, colon + 2);
	else
		printf("  %-8s%s\n", key, text);
}

static bool print_model(const struct words *strings)
{
	enum { WORD, NAME, WHAT, ABOUT };

	if (strings->count < ABOUT || strcmp(strings->item[WORD], "model"))
		return false;
	printf("%s  %s\n", strings->item[NAME], strings->item[WHAT]);
	for (size_t i = ABOUT; i < strings->count; i++) {
		char *equals = strchr(strings->item[i], '=');

		if (!equals)
			return false;
		*equals = '\0';
		print_about(strings->item[i], equals + 1);
	}
	return true;
}

/* What a model says of itself; nothing, if it is not one. */
static struct words read_model(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct words strings = { 0 };
	struct section section;

	if (fd < 0)
		return strings;
	if (section_open(&section, fd, model_section))
		strings = read_strings(section.data, section.size);
	section_close(&section);
	close(fd);
	return strings;
}

static bool list_file(const char *file)
{
	struct words strings = read_model(file);
	bool good = print_model(&strings);

	words_free(&strings);
	return good;
}

/* Whether the model has a KEY=NAME whose name is the first length characters of text. */
static bool tells(const struct words *strings, const char *key, const char *text, size_t length)
{
	size_t skipped = strlen(key);

	for (size_t i = 0; i < strings->count; i++) {
		const char *said = strings->item[i];

		if (!strncmp(said, key, skipped) && !strncmp(said + skipped, text, length) &&
		    strchr("=:", said[skipped + length]))
			return true;
	}
	return false;
}

static void check_option(const struct words *strings, const char *word, const char *option)
{
	const char *equals = option + strcspn(option, "=,");
	const char *value = equals + (*equals == '=');
	size_t named = strcspn(value, ":,");

	if (!tells(strings, "option=", option, equals - option))
		die("--model %s: there is no option '%.*s': see --models", word,
		    (int)(equals - option), option);
	if (!strncmp(option, "fault", equals - option) && !tells(strings, "fault=", value, named))
		die("--model %s: there is no fault '%.*s': see --models", word, (int)named, value);
}

void model_check(const char *build, const char *word)
{
	char *file = model_file(build, word);
	struct words strings = read_model(file);

	if (!strings.count)
		die("no model '%.*s': see --models", (int)strcspn(word, ","), word);
	for (const char *at = model_options(word); *at; at += strcspn(at, ","))
		check_option(&strings, word, ++at);
	words_free(&strings);
	free(file);
}

void model_list(const struct options *options)
{
	char *pattern = model_file(options->build, "*");
	glob_t found;

	if (glob(pattern, 0, NULL, &found))
		die("no models in %s/host/models: run make", options->build);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		if (!list_file(found.gl_pathv[i]))
			die("%s: broken, or not a model of hostproof", found.gl_pathv[i]);
	}
	globfree(&found);
	free(pattern);
}
