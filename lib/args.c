/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <args.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINE  4096
#define MAX_WORDS 256

static char text[MAX_LINE];
static char *words[MAX_WORDS]; /* the test's */
static char *own[MAX_WORDS];   /* the library's: hp.… */
static unsigned int word_count, own_count;

static void add(char *word)
{
	bool ours = !strncmp(word, "hp.", 3);

	if (ours && own_count < MAX_WORDS)
		own[own_count++] = word;
	else if (!ours && word_count < MAX_WORDS)
		words[word_count++] = word;
}

/* Copies one word without its quotes; returns where the next one begins. */
static const char *take_word(const char *from, char *to)
{
	bool quoted = false;

	for (; *from && (quoted || *from != ' '); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	}
	*to = '\0';
	return from;
}

void args_setup(const char *line)
{
	char *to = text;

	for (;;) {
		while (*line == ' ')
			line++;
		if (!*line || strlen(line) >= (size_t)(text + sizeof(text) - to))
			break;
		line = take_word(line, to);
		add(to);
		to += strlen(to) + 1;
	}
}

unsigned int args_count(void)
{
	return word_count;
}

const char *args_word(unsigned int n)
{
	return n < word_count ? words[n] : NULL;
}

static const char *find(char **list, unsigned int count, const char *name)
{
	size_t length = strlen(name);

	for (unsigned int i = 0; i < count; i++) {
		if (strncmp(list[i], name, length))
			continue;
		if (list[i][length] == '=')
			return list[i] + length + 1;
		if (!list[i][length])
			return list[i] + length;
	}
	return NULL;
}

const char *args_value(const char *name)
{
	const char *value = find(own, own_count, name);

	return value ? value : find(words, word_count, name);
}

uint64_t args_number(const char *name, uint64_t otherwise)
{
	const char *value = args_value(name);

	return value && *value ? strtoull(value, NULL, 0) : otherwise;
}

char *getenv(const char *name)
{
	for (unsigned int i = 0; i < word_count; i++) {
		size_t length = strlen(name);

		if (!strncmp(words[i], name, length) && words[i][length] == '=')
			return words[i] + length + 1;
	}
	return NULL;
}
