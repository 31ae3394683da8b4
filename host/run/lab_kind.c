/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host_lab.h"
#include "lab_kind.h"
#include "lab_read.h"
#include "options.h"
#include "places.h"

const char *lab_fault;

static struct lab_kind *kinds;
static bool loaded;

static char *name_of(const char *path)
{
	const char *base = strrchr(path, '/') + 1;

	return xstrndup(base, strlen(base) - strlen(".cfg"));
}

static void free_kind(struct lab_kind *kind)
{
	words_free(&kind->emulator);
	words_free(&kind->append);
	words_free(&kind->modules);
	words_free(&kind->lacks);
	words_free(&kind->kernel_package);
	words_free(&kind->qemu_package);
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

static struct lab_kind *make(const char *path)
{
	struct lab_kind *kind = xcalloc(1, sizeof(*kind));

	kind->path = xstrdup(path);
	kind->name = name_of(path);
	kind->cpus = 1;
	kind->boot = 60;
	kind->silence = 30;
	host_lab_init(&kind->host);
	kind->host.name = kind->name;
	lab_read(kind);
	kind->host.settles = kind->boot;
	kind->host.cpus = kind->cpus;
	kind->host.only = &kind->arch;
	kind->host.monitor = kind->qemu_package.count;
	return kind;
}

static void load(void)
{
	char *pattern = xasprintf("%shost/labs/*.cfg", places_tree());
	struct lab_kind **place = &kinds;
	glob_t found = { 0 };

	loaded = true;
	glob(pattern, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct lab_kind *kind = make(found.gl_pathv[i]);

		if (!kind->host.what) {
			free_kind(kind);
			continue;
		}
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
		free_kind(kind);
	}
	loaded = false;
}
