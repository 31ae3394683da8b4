/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "current.h"
#include "text.h"

static char **arguments;
static char *build_directory; /* as long as nobody has looked */
static bool current = true;

static bool is_older(const char *path, const struct timespec *than)
{
	struct stat status;

	if (stat(path, &status))
		return false;
	return status.st_mtim.tv_sec < than->tv_sec ||
	       (status.st_mtim.tv_sec == than->tv_sec && status.st_mtim.tv_nsec < than->tv_nsec);
}

/* The file "built" has the time at which the build began, "sources" what make made it from. */
static bool is_current(const char *build)
{
	char *built = xasprintf("%s/built", build), *sources = xasprintf("%s/sources", build);
	FILE *list = fopen(sources, "re");
	struct stat status;
	bool current = list && !stat(built, &status);
	char *line = NULL;
	size_t size = 0;

	while (current && getline(&line, &size, list) > 0) {
		line[strcspn(line, "\n")] = '\0';
		current = is_older(line, &status.st_mtim);
	}
	if (list)
		fclose(list);
	free(line);
	free(sources);
	free(built);
	return current;
}

void current_begin(char **argv)
{
	const char *build = getenv("HOSTPROOF_BUILT");

	arguments = argv;
	build_directory = build ? xasprintf("%s", build) : NULL;
	unsetenv("HOSTPROOF_BUILT");
}

bool current_is(void)
{
	if (build_directory)
		current = is_current(build_directory);
	free(build_directory);
	build_directory = NULL;
	return current;
}

void current_or_back(void)
{
	if (current_is())
		return;
	setenv("HOSTPROOF_STALE", "yes", 1);
	execv("./run_tests.sh", arguments);
}
