/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host_lab.h"
#include "lab_kind.h"
#include "options.h"
#include "places.h"

const char *lab_fault;

static struct lab_kind *kinds;
static bool loaded;

/* Whether the value means something. */
typedef bool set_fn(struct lab_kind *kind, const char *value);

static bool set_what(struct lab_kind *kind, const char *value)
{
	free((char *)kind->host.what);
	kind->host.what = xstrdup(value);
	return true;
}

static bool set_arch(struct lab_kind *kind, const char *value)
{
	kind->arch = arch_by_name(value);
	return kind->arch != ARCH_COUNT;
}

static bool set_number(unsigned int *number, const char *value)
{
	uint64_t n;

	if (!parse_unsigned(value, 1024, &n) || !n)
		return false;
	*number = n;
	return true;
}

static bool set_cpus(struct lab_kind *kind, const char *value)
{
	return set_number(&kind->cpus, value);
}

static bool set_most(struct lab_kind *kind, const char *value)
{
	return set_number(&kind->most, value);
}

static bool set_slower(struct lab_kind *kind, const char *value)
{
	return set_number(&kind->host.slower, value);
}

static bool set_boot(struct lab_kind *kind, const char *value)
{
	return parse_seconds(value, &kind->boot);
}

static bool set_silence(struct lab_kind *kind, const char *value)
{
	return parse_seconds(value, &kind->silence);
}

static bool set_emulator(struct lab_kind *kind, const char *value)
{
	return words_split(&kind->emulator, value, "");
}

static bool set_append(struct lab_kind *kind, const char *value)
{
	return words_split(&kind->append, value, "");
}

static bool set_modules(struct lab_kind *kind, const char *value)
{
	return words_split(&kind->modules, value, "");
}

static bool set_lacks(struct lab_kind *kind, const char *value)
{
	return words_split(&kind->lacks, value, "");
}

static bool set_needs(struct lab_kind *kind, const char *value)
{
	free(kind->needs);
	kind->needs = xstrdup(value);
	return true;
}

static bool set_known(struct lab_kind *kind, const char *value)
{
	free(kind->known);
	kind->known = xstrdup(value);
	return *value;
}

static bool set_machine(struct lab_kind *kind, const char *value)
{
	free(kind->machine);
	kind->machine = xstrdup(value);
	return *value;
}

static bool set_kernel(struct lab_kind *kind, const char *value)
{
	free(kind->flavour);
	kind->flavour = xstrdup(value);
	return *value;
}

/* Read by scripts/prepare-lab. */
static bool set_package(struct lab_kind *kind, const char *value)
{
	(void)kind;
	return strchr(value, ' ');
}

/* Read by scripts/prepare-lab-qemu. */
static bool set_qemu(struct lab_kind *kind, const char *value)
{
	kind->has_qemu = strchr(value, ' ');
	return kind->has_qemu;
}

static const struct key {
	const char *name;
	set_fn *set;
} keys[] = {
	{ "what", set_what },	    { "arch", set_arch },	{ "cpus", set_cpus },
	{ "slower", set_slower },   { "boot", set_boot },	{ "emulator", set_emulator },
	{ "append", set_append },   { "modules", set_modules }, { "package", set_package },
	{ "lacks", set_lacks },	    { "needs", set_needs },	{ "silence", set_silence },
	{ "qemu", set_qemu },	    { "kernel", set_kernel },	{ "known", set_known },
	{ "machine", set_machine }, { "most", set_most },
};

static char *trim(char *text)
{
	char *end;

	text += strspn(text, " \t");
	end = text + strlen(text);
	while (end > text && strchr(" \t\n", end[-1]))
		*--end = '\0';
	return text;
}

static void take_line(struct lab_kind *kind, const char *path, unsigned int number, char *text)
{
	char *equals = strchr(text, '='), *name, *value;

	if (!*trim(text) || *trim(text) == '#')
		return;
	if (!equals)
		die("%s:%u: expected 'key = value'", path, number);
	*equals = '\0';
	name = trim(text);
	value = trim(equals + 1);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(keys[i].name, name))
			continue;
		if (!keys[i].set(kind, value))
			die("%s:%u: '%s' is no value of %s", path, number, value, name);
		return;
	}
	die("%s:%u: no key '%s' in the description of a lab", path, number, name);
}

static void read_kind(struct lab_kind *kind, const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (!file)
		die("%s: %s", path, strerror(errno));
	for (unsigned int number = 1; getline(&text, &room, file) > 0; number++)
		take_line(kind, path, number, text);
	free(text);
	fclose(file);
	if (!kind->emulator.count || !kind->host.what)
		die("%s: a lab needs the keys what and emulator", path);
}

static char *name_of(const char *path)
{
	const char *base = strrchr(path, '/') + 1;

	return xstrndup(base, strlen(base) - strlen(".cfg"));
}

static void load(void)
{
	char *pattern = xasprintf("%shost/labs/*.cfg", places_tree());
	struct lab_kind **place = &kinds;
	glob_t found = { 0 };

	loaded = true;
	glob(pattern, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct lab_kind *kind = xcalloc(1, sizeof(*kind));

		kind->path = xstrdup(found.gl_pathv[i]);
		kind->name = name_of(found.gl_pathv[i]);
		kind->cpus = 1;
		kind->boot = 60;
		kind->silence = 30;
		host_lab_init(&kind->host);
		kind->host.name = kind->name;
		read_kind(kind, found.gl_pathv[i]);
		kind->host.settles = kind->boot;
		kind->host.only = &kind->arch;
		kind->host.monitor = kind->has_qemu;
		*place = kind;
		place = &kind->next;
	}
	globfree(&found);
	free(pattern);
}

struct lab_kind *lab_kind_at(size_t index)
{
	struct lab_kind *kind;

	if (!loaded)
		load();
	for (kind = kinds; kind && index; kind = kind->next)
		index--;
	return kind;
}

struct lab_kind *lab_kind_of(const struct host *host)
{
	return container_of(host, struct lab_kind, host);
}

void lab_kinds_free(void)
{
	while (kinds) {
		struct lab_kind *kind = kinds;

		kinds = kind->next;
		words_free(&kind->emulator);
		words_free(&kind->append);
		words_free(&kind->modules);
		words_free(&kind->lacks);
		words_free(&kind->files);
		free((char *)kind->host.what);
		free(kind->machine);
		free(kind->known);
		free(kind->needs);
		free(kind->flavour);
		free(kind->name);
		free(kind->path);
		free(kind->qemu);
		free(kind->qemu_problem);
		free(kind->initrd);
		free(kind->image);
		free(kind->kernel);
		free(kind->why);
		free(kind);
	}
	loaded = false;
}
