/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starts a shell in the way of the agent of a lab, once for each argument but the first, and
 * prints what came of it. Behind as many as the first says, the program that is kept is killed.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spawn.h"

static void add_word(struct wire_frame *frame, const char *word)
{
	size_t size = strlen(word) + 1;

	memcpy(frame->payload + frame->size, word, size);
	frame->size += size;
}

static pid_t only_child(void)
{
	char path[64];
	FILE *list;
	int pid = 0;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	list = fopen(path, "re");
	if (!list || fscanf(list, "%d", &pid) != 1)
		pid = 0;
	if (list)
		fclose(list);
	return pid;
}

/* Until the command has closed it. */
static void show(const char *name, int fd)
{
	struct pollfd polled = { fd, POLLIN, 0 };
	char bytes[256];
	ssize_t size;

	while (poll(&polled, 1, -1) > 0 && (size = read(fd, bytes, sizeof(bytes))) > 0)
		printf("%s: %.*s", name, (int)size, bytes);
	close(fd);
}

static void start(const char *command)
{
	struct wire_frame frame = { .stream = WIRE_WITH_MONITOR };
	int fds[WIRE_STREAMS], status;
	pid_t pid;

	add_word(&frame, "qemu-system-shell");
	add_word(&frame, "-c");
	add_word(&frame, command);
	add_word(&frame, "first");
	pid = spawn(&frame, fds);
	if (pid < 0) {
		perror("spawn");
		exit(1);
	}
	if (getpgid(pid) != pid)
		printf("not in a group of its own\n");
	if (write(fds[WIRE_STDIN], "input\n", 6) != 6)
		perror("write");
	close(fds[WIRE_STDIN]);
	show("stdout", fds[WIRE_STDOUT]);
	show("stderr", fds[WIRE_STDERR]);
	show("monitor", fds[WIRE_MONITOR]);
	if (waitpid(pid, &status, 0) != pid)
		perror("waitpid");
	printf("status: %#x\n", status);
}

int main(int argc, char **argv)
{
	int kill_after = argc > 2 ? atoi(argv[1]) : 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	/* descriptors 0 to 3 are those of commands, and there are no others, as in the agent */
	close_range(WIRE_MONITOR, ~0u, 0);
	open("/dev/null", O_RDWR);
	/* what init is in a lab */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (int i = 2; i < argc; i++) {
		start(argv[i]);
		printf("kept: %s\n", only_child() ? "yes" : "no");
		if (i - 1 == kill_after) {
			pid_t kept = only_child();

			kill(kept, SIGKILL);
			waitpid(kept, NULL, 0);
		}
	}
	return 0;
}
