/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the source of a migration is, as seen by the destination: another child of the runner. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "standin.h"

struct process {
	int pid, parent;
	char state; /* 'T': stopped by a signal */
	char name[32];
};

static bool read_process(const char *pid, struct process *process)
{
	char path[300];
	FILE *file;
	bool good;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	good = fscanf(file, "%d (%31[^)]) %c %d", &process->pid, process->name, &process->state,
		      &process->parent) == 4;
	fclose(file);
	return good;
}

static bool is_stopped(void)
{
	struct process self, other;
	DIR *all = opendir("/proc");
	struct dirent *entry;
	bool found = false;

	if (!all || !read_process("self", &self))
		exit(1);
	while (!found && (entry = readdir(all)))
		found = atoi(entry->d_name) && read_process(entry->d_name, &other) &&
			other.pid != self.pid && other.parent == self.parent &&
			!strcmp(other.name, self.name) && other.state == 'T';
	closedir(all);
	return found;
}

/* The signal is on its way when this process starts. */
bool source_is_stopped(void)
{
	enum { TRIES = 1000, PAUSE_US = 5000 };

	for (int i = 0; i < TRIES; i++) {
		if (is_stopped())
			return true;
		usleep(PAUSE_US);
	}
	return false;
}
