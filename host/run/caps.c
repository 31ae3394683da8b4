/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "caps.h"
#include "caps_ask.h"
#include "text.h"

/* Of the file: a newer runner that asks for more asks again. */
enum { CAPS_FORMAT = 3 };

static struct caps *all;

char *program_path(const char *program)
{
	const char *path = getenv("PATH");
	struct words places = { 0 };
	char *found = NULL;

	if (strchr(program, '/'))
		return access(program, X_OK) ? NULL : xstrdup(program);
	words_split(&places, path ? path : "/usr/bin:/bin", ":");
	for (size_t i = 0; i < places.count && !found; i++) {
		found = xasprintf("%s/%s", places.item[i], program);
		if (access(found, X_OK)) {
			free(found);
			found = NULL;
		}
	}
	words_free(&places);
	return found;
}

/* What tells one file from another that came to the same place. */
static void add_file(struct buf *identity, const char *path)
{
	struct stat status;

	if (!stat(path, &status))
		buf_printf(identity, "%s %lld %lld.%09ld", path, (long long)status.st_size,
			   (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

/* What was asked: the binary, and the plugins with their options. */
static char *identity(const char *path, const struct words *plugins)
{
	struct buf text = { 0 };

	buf_printf(&text, "%d ", CAPS_FORMAT);
	add_file(&text, path);
	for (size_t i = 0; i < plugins->count; i++) {
		const char *plugin = plugins->item[i];
		char *file = xstrndup(plugin, strcspn(plugin, ","));

		buf_printf(&text, " %s: ", plugin);
		add_file(&text, file);
		free(file);
	}
	return buf_take(&text);
}

static uint64_t add_hash(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3ull;
	return hash;
}

/* build/caps/qemu-system-x86_64-0123456789abcdef: one file for each path and plugins. */
static char *cache_path(const char *build, const char *program, const char *plugins)
{
	const char *base = strrchr(program, '/');
	uint64_t hash = 0xcbf29ce484222325ull;

	hash = add_hash(add_hash(hash, program), plugins);
	return xasprintf("%s/caps/%s-%016llx", build, base ? base + 1 : program,
			 (unsigned long long)hash);
}

/* NULL at the end of the file, and where a line was cut. */
static char *take_line(FILE *file)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length = getline(&line, &size, file);

	if (length > 0 && line[length - 1] == '\n') {
		line[length - 1] = '\0';
		return line;
	}
	free(line);
	return NULL;
}

/* Lines, which are read in no time: who was asked, and what it said. */
static bool load(struct caps *caps, const char *path, const char *asked)
{
	FILE *file = fopen(path, "re");
	char *same;
	bool good;

	if (!file)
		return false;
	same = take_line(file);
	good = same && !strcmp(same, asked) && (caps->version = take_line(file)) &&
	       (caps->machines = take_line(file)) && (caps->types = take_line(file));
	free(same);
	fclose(file);
	return good;
}

/* Only speed is lost if this fails. */
static void save(const struct caps *caps, const char *build, const char *path, const char *asked)
{
	char *directory = xasprintf("%s/caps", build);
	char *temporary = xasprintf("%s.%d", path, getpid());
	FILE *file;
	bool good;

	mkdir(build, 0777);
	mkdir(directory, 0777);
	file = fopen(temporary, "we");
	if (file) {
		good = fprintf(file, "%s\n%s\n%s\n%s\n", asked, caps->version, caps->machines,
			       caps->types) > 0;
		if (fclose(file) || !good || rename(temporary, path))
			unlink(temporary);
	}
	free(temporary);
	free(directory);
}

static void forget(struct caps *caps)
{
	free(caps->version);
	free(caps->machines);
	free(caps->types);
	caps->version = caps->machines = caps->types = NULL;
}

/* Who is asked if the answer is not known yet. */
struct source {
	const struct words *plugins;
	caps_ask_fn *ask;
	void *context;
};

static bool fill_in(struct caps *caps, const struct source *source, const char *build, char **error)
{
	char *asked = identity(caps->program, source->plugins);
	char *path = cache_path(build, caps->program, caps->plugins);
	bool good = load(caps, path, asked);

	if (!good) {
		forget(caps);
		good = source->ask(caps, source->context, error);
		if (good)
			save(caps, build, path, asked);
	}
	free(path);
	free(asked);
	return good;
}

static void caps_drop(struct caps *caps)
{
	forget(caps);
	free(caps->name);
	free(caps->program);
	free(caps->plugins);
	free(caps);
}

/* The path is asked for only if the name is a new one. */
static const struct caps *find_or_ask(const char *name, char *(*path)(const char *name),
				      const struct source *source, const char *build, char **error)
{
	char *text = words_join(source->plugins, " ");
	struct caps *caps = all;

	while (caps && (strcmp(caps->name, name) || strcmp(caps->plugins, text)))
		caps = caps->next;
	if (caps) {
		free(text);
		return caps;
	}
	caps = xcalloc(1, sizeof(*caps));
	caps->name = xstrdup(name);
	caps->plugins = text;
	caps->program = path(name);
	if (!caps->program) {
		*error = xasprintf("%s is not there", name);
		caps_drop(caps);
		return NULL;
	}
	if (!fill_in(caps, source, build, error)) {
		caps_drop(caps);
		return NULL;
	}
	caps->next = all;
	all = caps;
	return caps;
}

static bool ask_here(struct caps *caps, void *context, char **error)
{
	return caps_ask(caps, context, error);
}

const struct caps *caps_of(const char *program, const struct words *plugins, const char *build,
			   char **error)
{
	struct source source = { plugins, ask_here, (void *)plugins };

	return find_or_ask(program, program_path, &source, build, error);
}

const struct caps *caps_of_file(const char *file, const char *build, caps_ask_fn *ask,
				void *context, char **error)
{
	static const struct words no_plugins;
	struct source source = { &no_plugins, ask, context };

	return find_or_ask(file, xstrdup, &source, build, error);
}

/* `ends` are the bytes that may follow the name; it may be the last one, too. */
static bool has_name(const char *names, const char *name, const char *ends)
{
	size_t length = strlen(name);

	while (length && (names = strchr(names, ' '))) {
		if (!strncmp(++names, name, length) && strchr(ends, names[length]))
			return true;
	}
	return false;
}

bool caps_have_machine(const struct caps *caps, const char *name)
{
	return has_name(caps->machines, name, " ");
}

bool caps_have_device(const struct caps *caps, const char *name)
{
	return has_name(caps->types, name, " -");
}

void caps_free(void)
{
	while (all) {
		struct caps *next = all->next;

		caps_drop(all);
		all = next;
	}
}
