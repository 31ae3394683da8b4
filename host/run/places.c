/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "places.h"

static const char tree_config[] = "unittests.cfg", tree_build[] = "build";

/* They live as long as the program. */
static char *data, *config, *cache;

/* Of a program PREFIX/bin/hostproof: PREFIX/share/hostproof, or NULL. */
static char *installed_data(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash, *found;

	if (length <= 0)
		return NULL;
	path[length] = '\0';
	for (int level = 0; level < 2; level++) {
		slash = strrchr(path, '/');
		if (!slash)
			return NULL;
		*slash = '\0';
	}
	found = xasprintf("%s/share/hostproof", path);
	if (!access(found, R_OK))
		return found;
	free(found);
	return NULL;
}

/* A directory of the user's own. Whether it can be made is seen when it is written to. */
static char *user_cache(void)
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char *parent =
		base && *base == '/' ? xstrdup(base) : xasprintf("%s/.cache", home ? home : "");
	char *path = xasprintf("%s/hostproof", parent);

	mkdir(parent, 0777);
	mkdir(path, 0777);
	free(parent);
	return path;
}

static bool use_installed(struct options *options)
{
	if (options->build || options->config || !access(tree_config, F_OK))
		return false;
	data = installed_data();
	if (!data)
		return false;
	config = xasprintf("%s/unittests.cfg", data);
	cache = user_cache();
	options->build = data;
	options->config = config;
	options->cache = cache;
	if (!options->output)
		options->output = "hostproof-results";
	return true;
}

const char *places_tree(void)
{
	static char *tree;

	if (!tree) {
		char *place = access(tree_config, F_OK) ? installed_data() : NULL;

		tree = place ? xasprintf("%s/", place) : xstrdup("");
		free(place);
	}
	return tree;
}

void places_fill_in(struct options *options)
{
	if (use_installed(options))
		return;
	if (!options->build)
		options->build = tree_build;
	if (!options->config)
		options->config = tree_config;
	options->cache = options->build;
}
