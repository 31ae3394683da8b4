/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "current.h"
#include "text.h"

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

void current_or_back(char **argv)
{
	const char *build = getenv("HOSTPROOF_BUILT");

	if (!build)
		return;
	if (!is_current(build)) {
		unsetenv("HOSTPROOF_BUILT");
		setenv("HOSTPROOF_STALE", "yes", 1);
		execv("./run_tests.sh", argv);
	}
	unsetenv("HOSTPROOF_BUILT");
}
