/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab_read.h"
#include "options.h"

#define MOST_LIKE 4 /* descriptions, each like the next */

/* Whether the value means something. */
typedef bool set_fn(struct lab_kind *kind, const char *value);

static bool set_text(char **text, const char *value)
{
	free(*text);
	*text = xstrdup(value);
	return *value;
}

static bool set_number(unsigned int *number, const char *value)
{
	uint64_t n;

	if (!parse_unsigned(value, 1024, &n) || !n)
		return false;
	*number = n;
	return true;
}

/* Adds to what is there; an empty value takes that away. */
static bool add_words(struct words *words, const char *value)
{
	if (!*value)
		words_free(words);
	return words_split(words, value, "");
}

/* The name that Debian has for an architecture, and a package. */
static bool set_package(struct words *package, const char *value)
{
	words_free(package);
	return words_split(package, value, "") && package->count == 2;
}

static bool set_what(struct lab_kind *kind, const char *value)
{
	return set_text((char **)&kind->host.what, value);
}

static bool set_arch(struct lab_kind *kind, const char *value)
{
	kind->arch = arch_by_name(value);
	return kind->arch != ARCH_COUNT;
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
	return add_words(&kind->emulator, value);
}

static bool set_append(struct lab_kind *kind, const char *value)
{
	return add_words(&kind->append, value);
}

static bool set_modules(struct lab_kind *kind, const char *value)
{
	return add_words(&kind->modules, value);
}

static bool set_lacks(struct lab_kind *kind, const char *value)
{
	return add_words(&kind->lacks, value);
}

static bool set_needs(struct lab_kind *kind, const char *value)
{
	return set_text(&kind->needs, value);
}

static bool set_known(struct lab_kind *kind, const char *value)
{
	return set_text(&kind->known, value);
}

static bool set_machine(struct lab_kind *kind, const char *value)
{
	return set_text(&kind->machine, value);
}

static bool set_kernel(struct lab_kind *kind, const char *value)
{
	return set_text(&kind->flavour, value);
}

static bool set_kernel_package(struct lab_kind *kind, const char *value)
{
	return set_package(&kind->kernel_package, value);
}

static bool set_qemu(struct lab_kind *kind, const char *value)
{
	return set_package(&kind->qemu_package, value);
}

static bool set_yes_or_no(bool *yes, const char *value)
{
	*yes = !strcmp(value, "yes");
	return *yes || !strcmp(value, "no");
}

static bool set_vmm(struct lab_kind *kind, const char *value)
{
	bool vmm, good = set_yes_or_no(&vmm, value);

	kind->no_vmm = !vmm;
	return good;
}

static bool set_rests(struct lab_kind *kind, const char *value)
{
	return set_yes_or_no(&kind->rests, value);
}

static const struct key {
	const char *name;
	set_fn *set;
	bool own; /* nobody has it from another description */
} keys[] = {
	{ "what", set_what, true },	   { "known", set_known, true },
	{ "arch", set_arch, false },	   { "cpus", set_cpus, false },
	{ "most", set_most, false },	   { "slower", set_slower, false },
	{ "boot", set_boot, false },	   { "silence", set_silence, false },
	{ "needs", set_needs, false },	   { "emulator", set_emulator, false },
	{ "append", set_append, false },   { "package", set_kernel_package, false },
	{ "modules", set_modules, false }, { "qemu", set_qemu, false },
	{ "vmm", set_vmm, false },	   { "machine", set_machine, false },
	{ "kernel", set_kernel, false },   { "lacks", set_lacks, false },
	{ "rests", set_rests, false },
};

struct place {
	const char *path;
	unsigned int line;
	unsigned int depth; /* of descriptions that are like this one */
	bool begun;	    /* there was a key */
};

static void read_file(struct lab_kind *kind, const char *path, unsigned int depth);

static char *trim(char *text)
{
	char *end;

	text += strspn(text, " \t");
	end = text + strlen(text);
	while (end > text && strchr(" \t\n", end[-1]))
		*--end = '\0';
	return text;
}

static void take_other(struct lab_kind *kind, const struct place *place, const char *name)
{
	int directory = strrchr(place->path, '/') - place->path;
	char *path = xasprintf("%.*s/%s.cfg", directory, place->path, name);
	FILE *file = strchr(name, '/') ? NULL : fopen(path, "re");

	if (place->begun)
		die("%s:%u: like must be the first key", place->path, place->line);
	if (!file)
		die("%s:%u: there is no description %s", place->path, place->line, path);
	fclose(file);
	if (place->depth == MOST_LIKE)
		die("%s:%u: like %s, which is like others in turn, without an end", place->path,
		    place->line, name);
	read_file(kind, path, place->depth + 1);
	free(path);
}

static void take_value(struct lab_kind *kind, const struct place *place, const char *name,
		       const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(keys[i].name, name) != 0)
			continue;
		if (place->depth && keys[i].own)
			return;
		if (!keys[i].set(kind, value))
			die("%s:%u: '%s' is no value of %s", place->path, place->line, value, name);
		return;
	}
	die("%s:%u: no key '%s' in the description of a lab", place->path, place->line, name);
}

static void take_line(struct lab_kind *kind, struct place *place, char *text)
{
	char *equals = strchr(text, '='), *name, *value;

	if (!*trim(text) || *trim(text) == '#')
		return;
	if (!equals)
		die("%s:%u: expected 'key = value'", place->path, place->line);
	*equals = '\0';
	name = trim(text);
	value = trim(equals + 1);
	if (!strcmp(name, "like"))
		take_other(kind, place, value);
	else
		take_value(kind, place, name, value);
	place->begun = true;
}

static void read_file(struct lab_kind *kind, const char *path, unsigned int depth)
{
	struct place place = { .path = path, .depth = depth };
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (!file)
		die("%s: %s", path, strerror(errno));
	for (place.line = 1; getline(&text, &room, file) > 0; place.line++)
		take_line(kind, &place, text);
	free(text);
	fclose(file);
}

void lab_read(struct lab_kind *kind)
{
	read_file(kind, kind->path, 0);
	if (kind->host.what && (!kind->emulator.count || !kind->kernel_package.count))
		die("%s: a lab needs the keys emulator and package", kind->path);
	if (kind->no_vmm && !kind->qemu_package.count)
		die("%s: without our VMM a lab needs the key qemu", kind->path);
}
