/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "patience.h"
#include "text.h"

/*
 * Who had a CPU for less than this part of the time waits for something: that is no work.
 * It is looked at twice: a machine that stands still for a moment gives nobody a CPU.
 */
enum { WORK_PART = 50 };

/* How exact the beginning has to be: /proc is not asked more often than this. */
#define SAMPLE_NS NS_PER_S

static uint64_t own_ns(pid_t pid)
{
	char *path = xasprintf("/proc/%d/stat", pid);
	FILE *file = fopen(path, "re");
	unsigned long long user = 0, system = 0;

	/* the name in brackets may be anything, but for programs that we start it has no ')' */
	if (file &&
	    fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu",
		   &user, &system) != 2)
		user = system = 0;
	if (file)
		fclose(file);
	free(path);
	return (user + system) * (NS_PER_S / sysconf(_SC_CLK_TCK));
}

/* The emulator may be a child of what was started, and that of its first thread. */
static uint64_t tree_ns(pid_t pid)
{
	char *path = xasprintf("/proc/%d/task/%d/children", pid, pid);
	FILE *file = fopen(path, "re");
	uint64_t ns = own_ns(pid);
	int child;

	while (file && fscanf(file, "%d", &child) == 1)
		ns += tree_ns(child);
	if (file)
		fclose(file);
	free(path);
	return ns;
}

static void expired(struct timer *timer)
{
	struct patience *patience = container_of(timer, struct patience, timer);
	uint64_t now = tree_ns(patience->pid), left;
	bool idle = now - patience->seen_at < patience->interval / WORK_PART;

	if (now - patience->begun_at >= patience->limit || (idle && patience->idle)) {
		patience->over(patience);
		return;
	}
	left = patience->limit - (now - patience->begun_at);
	patience->seen_at = now;
	patience->idle = idle;
	patience->interval = !idle && left > NS_PER_S ? left : NS_PER_S;
	timer_start(timer, patience->interval);
}

void patience_start(struct patience *patience, pid_t pid, unsigned int seconds)
{
	uint64_t now = now_ns();

	if (patience->pid != pid || now - patience->sampled >= SAMPLE_NS) {
		patience->begun_at = tree_ns(pid);
		patience->sampled = now;
	}
	patience->pid = pid;
	patience->limit = patience->interval = seconds * NS_PER_S;
	patience->seen_at = patience->begun_at;
	patience->idle = false;
	patience->timer.expired = expired;
	timer_start(&patience->timer, patience->limit);
}

void patience_stop(struct patience *patience)
{
	timer_stop(&patience->timer);
}
