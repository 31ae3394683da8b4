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

static bool list_file(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct section section;
	struct words strings;
	bool good = false;

	if (fd < 0)
		return false;
	if (section_open(&section, fd, model_section)) {
		strings = read_strings(section.data, section.size);
		good = print_model(&strings);
		words_free(&strings);
	}
	section_close(&section);
	close(fd);
	return good;
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
