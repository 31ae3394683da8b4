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
enum { CAPS_FORMAT = 2 };

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
static json_t *file_identity(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		return NULL;
	return json_pack("{s:s, s:I, s:I, s:I}", "path", path, "size", (json_int_t)status.st_size,
			 "mtime", (json_int_t)status.st_mtim.tv_sec, "mtime_ns",
			 (json_int_t)status.st_mtim.tv_nsec);
}

/* What was asked: the binary, and the plugins with their options. */
static json_t *identity(const char *path, const struct words *plugins)
{
	json_t *files = json_array(), *options = json_array();

	for (size_t i = 0; i < plugins->count; i++) {
		const char *plugin = plugins->item[i];
		char *file = xstrndup(plugin, strcspn(plugin, ","));

		json_array_append_new(files, file_identity(file));
		json_array_append_new(options, json_string(plugin));
		free(file);
	}
	return json_pack("{s:i, s:o, s:o, s:o}", "format", CAPS_FORMAT, "program",
			 file_identity(path), "files", files, "plugins", options);
}

static uint64_t add_hash(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3ull;
	return hash;
}

/* build/caps/qemu-system-x86_64-0123456789abcdef.json: one file for each path and plugins. */
static char *cache_path(const char *build, const char *program, const char *plugins)
{
	const char *base = strrchr(program, '/');
	uint64_t hash = 0xcbf29ce484222325ull;

	hash = add_hash(add_hash(hash, program), plugins);
	return xasprintf("%s/caps/%s-%016llx.json", build, base ? base + 1 : program,
			 (unsigned long long)hash);
}

static bool use(struct caps *caps, const json_t *answer)
{
	const char *version = json_string_value(json_object_get(answer, "version"));

	caps->machines = json_incref(json_object_get(answer, "machines"));
	caps->types = json_incref(json_object_get(answer, "types"));
	if (!version || !json_is_object(caps->machines) || !json_is_object(caps->types))
		return false;
	caps->version = xstrdup(version);
	return true;
}

static bool load(struct caps *caps, const char *path, const json_t *binary)
{
	json_t *file = json_load_file(path, 0, NULL);
	bool good = file && json_equal(json_object_get(file, "binary"), binary) && use(caps, file);

	json_decref(file);
	return good;
}

/* Only speed is lost if this fails. */
static void save(const char *build, const char *path, json_t *answer, json_t *binary)
{
	char *directory = xasprintf("%s/caps", build);
	char *temporary = xasprintf("%s.%d", path, getpid());

	mkdir(build, 0777);
	mkdir(directory, 0777);
	json_object_set(answer, "binary", binary);
	if (json_dump_file(answer, temporary, JSON_COMPACT) || rename(temporary, path))
		unlink(temporary);
	free(temporary);
	free(directory);
}

/* Who is asked if the answer is not known yet. */
struct source {
	const struct words *plugins;
	caps_ask_fn *ask;
	void *context;
};

static bool fill_in(struct caps *caps, const struct source *source, const char *build, char **error)
{
	json_t *binary = identity(caps->program, source->plugins), *answer;
	char *path = cache_path(build, caps->program, caps->plugins);
	bool good = load(caps, path, binary);

	if (!good) {
		json_decref(caps->machines);
		json_decref(caps->types);
		answer = source->ask(source->context, error);
		good = answer && use(caps, answer);
		if (good)
			save(build, path, answer, binary);
		json_decref(answer);
	}
	free(path);
	json_decref(binary);
	return good;
}

static void caps_drop(struct caps *caps)
{
	json_decref(caps->machines);
	json_decref(caps->types);
	free(caps->version);
	free(caps->program);
	free(caps->plugins);
	free(caps);
}

/* Takes over the path. */
static const struct caps *find_or_ask(char *path, const struct source *source, const char *build,
				      char **error)
{
	char *text = words_join(source->plugins, " ");
	struct caps *caps;

	for (caps = all; caps; caps = caps->next) {
		if (!strcmp(caps->program, path) && !strcmp(caps->plugins, text)) {
			free(path);
			free(text);
			return caps;
		}
	}
	caps = xcalloc(1, sizeof(*caps));
	caps->program = path;
	caps->plugins = text;
	if (!fill_in(caps, source, build, error)) {
		caps_drop(caps);
		return NULL;
	}
	caps->next = all;
	all = caps;
	return caps;
}

struct here {
	const char *program;
	const struct words *plugins;
};

static json_t *ask_here(void *context, char **error)
{
	const struct here *here = context;

	return caps_ask(here->program, here->plugins, error);
}

const struct caps *caps_of(const char *program, const struct words *plugins, const char *build,
			   char **error)
{
	char *path = program_path(program);
	struct here here = { path, plugins };
	struct source source = { plugins, ask_here, &here };

	if (path)
		return find_or_ask(path, &source, build, error);
	*error = xasprintf("%s is not there", program);
	return NULL;
}

const struct caps *caps_of_file(const char *file, const char *build, caps_ask_fn *ask,
				void *context, char **error)
{
	static const struct words no_plugins;
	struct source source = { &no_plugins, ask, context };

	return find_or_ask(xstrdup(file), &source, build, error);
}

bool caps_have_machine(const struct caps *caps, const char *name)
{
	return json_object_get(caps->machines, name);
}

bool caps_have_device(const struct caps *caps, const char *name)
{
	size_t length = strlen(name);
	const char *type;
	json_t *value;

	json_object_foreach(caps->types, type, value)
	{
		if (!strncmp(type, name, length) && (!type[length] || type[length] == '-'))
			return true;
	}
	return false;
}

void caps_free(void)
{
	while (all) {
		struct caps *next = all->next;

		caps_drop(all);
		all = next;
	}
}
