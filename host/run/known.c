/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "known.h"

static struct known *all;

/* The next word of *text, which is cut; NULL at the end. */
static char *next_word(char **text)
{
	char *word = *text + strspn(*text, " \t");
	char *end = word + strcspn(word, " \t");

	if (!*word)
		return NULL;
	*text = *end ? end + 1 : end;
	*end = '\0';
	return word;
}

/* Of ["WORDS"] REASON; NULL if that is not what the text is. */
static const struct known *add_known(const char *text)
{
	const char *reason = text + strspn(text, " \t"), *words = NULL;
	size_t length = 0;
	struct known *known;

	if (*reason == '"') {
		words = reason + 1;
		length = strcspn(words, "\"");
		reason = words + length;
		reason += *reason == '"';
		reason += strspn(reason, " \t");
	}
	if (!*reason || (words && !length))
		return NULL;
	known = xcalloc(1, sizeof(*known));
	*known = (struct known){ xstrdup(reason), words ? xstrndup(words, length) : NULL, all };
	all = known;
	return known;
}

bool known_covers(const struct known *known, const char *report)
{
	return !known->words || (report && strstr(report, known->words));
}

/* Whether the pattern names a case of the run, or might: an image that is not built has none. */
static bool mark_cases(struct run *run, const char *pattern, const struct known *known)
{
	bool found = !run->cases;

	for (size_t i = 0; i < run->case_count; i++) {
		if (fnmatch(pattern, run->image->notes.cases[i].name, 0))
			continue;
		run->cases[i].known = known;
		found = true;
	}
	return found;
}

struct place {
	const char *path;
	unsigned int line;
	const struct host *host;
};

static void add_line(struct plan *plan, char *text, const struct place *place)
{
	const char *arch = next_word(&text), *run = next_word(&text);
	char *test = run ? strchr(run, '/') : NULL;
	const struct known *known;
	bool found = false, ours = false;

	known = test ? add_known(text) : NULL;
	if (!known || arch_by_name(arch) == ARCH_COUNT)
		die("%s:%u: expected ARCH RUN/CASE [\"WORDS\"] REASON [WHERE KNOWN]", place->path,
		    place->line);
	*test++ = '\0';
	for (size_t i = 0; i < plan->count; i++) {
		struct run *r = &plan->runs[i];

		if (r->host != place->host || strcmp(arch_info[r->arch].name, arch))
			continue;
		ours = true;
		if (!strcmp(r->name, run))
			found |= mark_cases(r, test, known);
	}
	if (ours && !found)
		warn("%s:%u: no case %s/%s on %s: remove or correct the line", place->path,
		     place->line, run, test, arch);
}

static void read_file(struct plan *plan, const char *path, const struct host *host, bool must)
{
	struct place place = { path, 0, host };
	FILE *file = fopen(path, "re");
	size_t room = 0;
	char *line = NULL;

	if (!file && (must || errno != ENOENT))
		die("%s: %s", path, strerror(errno));
	while (file && getline(&line, &room, file) >= 0) {
		place.line++;
		line[strcspn(line, "\r\n")] = '\0';
		if (line[strspn(line, " \t")] && line[strspn(line, " \t")] != '#')
			add_line(plan, line, &place);
	}
	free(line);
	if (file)
		fclose(file);
}

/* known = CASE ["WORDS"] REASON, for the run on all hosts. */
static void apply_section(struct run *run, const char *config)
{
	const struct cfg_value *value = cfg_get(run->section, CFG_KNOWN, run->arch);
	const struct known *known;
	char *copy, *text, *test;

	if (!value)
		return;
	text = copy = xstrdup(value->text);
	test = next_word(&text);
	known = add_known(text);
	if (!known)
		die("%s:%u: 'known' must be CASE [\"WORDS\"] REASON", config, value->line);
	if (!mark_cases(run, test, known))
		warn("%s:%u: no case %s in %s", config, value->line, test, run->name);
	free(copy);
}

static void read_list(struct plan *plan, const char *tree, const char *name,
		      const struct host *host)
{
	char *path = xasprintf("%shost/known/%s.txt", tree, name);

	read_file(plan, path, host, false);
	free(path);
}

/* What a host says of a case itself goes before what it shares with another. */
static void read_lists(struct plan *plan, const char *tree, const struct host *host)
{
	const char *with = host->known_with ? host->known_with(host) : NULL;

	if (with)
		read_list(plan, tree, with, host);
	read_list(plan, tree, host->known ? host->known(host) : host->name, host);
}

void known_apply(struct plan *plan, const struct options *options)
{
	const char *slash = strrchr(options->config, '/');
	char *tree = xstrndup(options->config, slash ? slash + 1 - options->config : 0);

	for (size_t i = 0; i < options->hosts.count; i++) {
		const struct host *host = host_by_name(options->hosts.item[i]);

		if (options->known)
			read_file(plan, options->known, host, true);
		else
			read_lists(plan, tree, host);
	}
	free(tree);
	for (size_t i = 0; i < plan->count; i++)
		apply_section(&plan->runs[i], options->config);
}

void known_free(void)
{
	while (all) {
		struct known *next = all->next;

		free(all->reason);
		free(all->words);
		free(all);
		all = next;
	}
}
