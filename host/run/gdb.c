/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "gdb.h"
#include "job.h"

/* Whether the pattern names the run itself, and not only its image. */
static bool is_named(const struct run *run, const char *pattern)
{
	size_t length = strlen(run->name);

	return !strncmp(pattern, run->name, length) && (!pattern[length] || pattern[length] == '/');
}

/* The one run that was named. */
static struct run *only_run(struct plan *plan, const struct options *options)
{
	const char *pattern = options->patterns.item[0];
	struct run *found = &plan->runs[0];
	size_t named = 0;

	for (size_t i = 0; i < plan->count; i++) {
		if (is_named(&plan->runs[i], pattern)) {
			found = &plan->runs[i];
			named++;
		}
	}
	if (named != 1 && plan->count != 1)
		die("'%s' is %zu runs: choose one by its name and --arch", pattern, plan->count);
	if (found->skip)
		die("%s", found->skip);
	return found;
}

static char *command_line(const struct run *run, const struct options *options)
{
	unsigned int *cases = xcalloc(run->case_count, sizeof(*cases));
	size_t count = 0;
	char *line;

	for (size_t i = 0; i < run->case_count; i++) {
		if (run->cases[i].selected)
			cases[count++] = i + 1;
	}
	line = job_command_line(run, options, 1, cases, count, false);
	free(cases);
	return line;
}

int gdb_print_command(struct plan *plan, const struct options *options)
{
	struct run *run = only_run(plan, options);
	struct launch launch = { .monitor_fd = -1 };
	struct words argv = { 0 };
	char *append = command_line(run, options), *line;

	launch.append = append;
	run->host->command(run, &launch, &argv);
	line = words_shell(&argv);
	puts(line);
	free(line);
	free(append);
	words_free(&argv);
	return 0;
}

/* A socket that listens on a port that is free. */
static int listen_anywhere(unsigned int *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) || listen(fd, 1) ||
	    getsockname(fd, (struct sockaddr *)&address, &size))
		die("no port for gdb: %s", strerror(errno));
	*port = ntohs(address.sin_port);
	return fd;
}

static bool over;

static void child_over(struct child *child)
{
	(void)child;
	over = true;
}

static int start_and_wait(const struct run *run, const struct launch *launch)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct child_setup setup = { null, STDOUT_FILENO, STDERR_FILENO, &launch->gdb_fd, 1 };
	struct child child = { .exited = child_over };
	struct words argv = { 0 };
	int error;

	run->host->command(run, launch, &argv);
	error = child_start(&child, &argv, &setup);
	if (error)
		die("%s: %s", argv.item[0], strerror(error));
	words_free(&argv);
	while (!over)
		loop_step();
	close(null);
	return WIFEXITED(child.status) ? 0 : 1;
}

int gdb_wait(struct plan *plan, const struct options *options)
{
	struct run *run = only_run(plan, options);
	struct launch launch = { .monitor_fd = -1, .gdb = true };
	char *words, *append;
	unsigned int port;
	int status;

	if (!run->host->gdb)
		die("the host %s cannot wait for gdb", run->host->name);
	plan_check(plan);
	if (run->skip)
		die("%s", run->skip);
	words = command_line(run, options);
	append = xasprintf("hp.timeout=0 %s", words);
	launch.append = append;
	launch.gdb_fd = listen_anywhere(&port);
	printf("The guest stands before its first instruction. In another terminal:\n\n"
	       "  gdb-multiarch -ex 'target remote 127.0.0.1:%u' %s\n\n"
	       "Its console follows here; Ctrl-C ends it.\n",
	       port, run->image->elf);
	fflush(stdout);
	status = start_and_wait(run, &launch);
	close(launch.gdb_fd);
	free(append);
	free(words);
	return status;
}
