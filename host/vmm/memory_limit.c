/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory_limit.h"
#include "say.h"

#define ROOT	 "/sys/fs/cgroup"
#define MAX_PATH 512

static char before[MAX_PATH]; /* the group that this program was in */
static char group[MAX_PATH];

static bool set(const char *directory, const char *name, const char *text)
{
	char path[MAX_PATH + 32];
	int file;
	bool done;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0)
		return false;
	done = write(file, text, strlen(text)) == (ssize_t)strlen(text);
	close(file);
	return done;
}

/* The number behind a word of a file of the group; without a word, the number in it. */
static uint64_t get(const char *name, const char *word)
{
	char path[MAX_PATH + 32], line[MAX_PATH];
	uint64_t value = 0;
	size_t length = strlen(word);
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", group, name);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		if (!strncmp(line, word, length) && sscanf(line + length, "%" SCNu64, &value) == 1)
			break;
	}
	if (file)
		fclose(file);
	return value;
}

/* Version 2 of groups is the line that begins with 0. */
static bool find_group(void)
{
	char line[MAX_PATH - sizeof(ROOT)];
	FILE *file = fopen("/proc/self/cgroup", "re");
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file)) {
		found = !strncmp(line, "0::/", 4);
		line[strcspn(line, "\n")] = '\0';
	}
	if (file)
		fclose(file);
	snprintf(before, sizeof(before), "%s%s", ROOT, line + strlen("0::"));
	return found;
}

/* Below the root, since groups with programs of their own cannot have controllers. */
bool memory_limit_begin(void)
{
	snprintf(group, sizeof(group), "%s/hostproof-%d", ROOT, (int)getpid());
	if (!find_group() || !set(ROOT, "cgroup.subtree_control", "+memory"))
		return false;
	if (mkdir(group, 0755))
		return false;
	if (!set(group, "memory.high", "max") || !set(group, "cgroup.procs", "0")) {
		rmdir(group);
		return false;
	}
	return true;
}

void memory_limit_set(uint64_t bytes)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, bytes);
	if (!set(group, "memory.high", text))
		warn("%s/memory.high: %s is refused", group, text);
}

uint64_t memory_limit_used(void)
{
	return get("memory.current", "");
}

uint64_t memory_limit_faults(void)
{
	return get("memory.stat", "pgmajfault ");
}

/* Whatever is in it: a thread of KVM is in the group of who has made the machine. */
static bool leave(void)
{
	uint64_t member;
	char text[32];

	while ((member = get("cgroup.procs", ""))) {
		snprintf(text, sizeof(text), "%" PRIu64, member);
		if (!set(before, "cgroup.procs", text))
			return false;
	}
	return true;
}

void memory_limit_end(void)
{
	set(group, "memory.high", "max");
	if (!leave() || rmdir(group))
		warn("%s: this control group cannot be left or removed", group);
}
