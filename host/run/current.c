/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arch.h"
#include "current.h"
#include "text.h"

/* What goes into the build: these files, and these directories with all that is right in them. */
static const char *const files[] = { "Makefile", "configure", "unittests.cfg" };
static const char *const directories[] = {
	"scripts",
	"lib",
	"lib/s390x",
	"lib/arm",
	"lib/x86",
	"common",
	"s390x",
	"arm",
	"x86",
	"x86/firmware",
	"host/image",
	"host/run",
	"selftest/guests",
	"selftest/bench",
};

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/* What does not exist has not changed. */
static bool is_older(int directory, const char *name, const struct timespec *than)
{
	struct stat status;

	return fstatat(directory, name, &status, 0) || is_before(&status.st_mtim, than);
}

static bool is_older_inside(const char *name, const struct timespec *than)
{
	DIR *directory = opendir(name);
	struct dirent *entry;
	bool older = true;

	while (directory && older && (entry = readdir(directory)))
		older = is_older(dirfd(directory), entry->d_name, than);
	if (directory)
		closedir(directory);
	return older;
}

static bool sources_are_older(const struct timespec *than)
{
	bool older = true;

	for (size_t i = 0; older && i < ARRAY_SIZE(files); i++)
		older = is_older(AT_FDCWD, files[i], than);
	for (size_t i = 0; older && i < ARRAY_SIZE(directories); i++)
		older = is_older_inside(directories[i], than);
	return older;
}

/* A directory changes when something is taken out of it. */
static bool images_are_older(const char *build, const struct timespec *than)
{
	bool older = true;

	for (enum arch arch = 0; older && arch < ARCH_COUNT; arch++) {
		const char *name = arch_info[arch].name;
		char *common = xasprintf("%s/%s/common", build, name);
		char *own = xasprintf("%s/%s/%s", build, name, name);

		older = is_older(AT_FDCWD, common, than) && is_older(AT_FDCWD, own, than);
		free(common);
		free(own);
	}
	return older;
}

/* The file "started" is from before the build, "built" from after it. */
static bool is_current(const char *build)
{
	char *started = xasprintf("%s/started", build);
	char *built = xasprintf("%s/built", build);
	struct stat before, after;
	bool current = !stat(started, &before) && !stat(built, &after) &&
		       sources_are_older(&before.st_mtim) &&
		       images_are_older(build, &after.st_mtim);

	free(started);
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
