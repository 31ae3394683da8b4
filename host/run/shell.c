/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "lab.h"
#include "lab_boot.h"
#include "results.h"
#include "shell.h"

static struct vm vm;
static struct watch input;
static bool over;

static void take_output(struct vm *shell, const char *data, size_t size)
{
	(void)shell;
	while (size) {
		ssize_t done = write(STDOUT_FILENO, data, size);

		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (done > 0) {
			data += done;
			size -= done;
		}
	}
}

/* The kernel's words appear between those of the shell, as on any console. */
static void take_log(struct vm *shell, const char *line, bool complaint)
{
	(void)shell;
	(void)complaint;
	printf("%s\r\n", line);
	fflush(stdout);
}

static void take_end(struct vm *shell)
{
	(void)shell;
	over = true;
}

static bool pass_on(int fd)
{
	char typed[1024];
	ssize_t size = read(fd, typed, sizeof(typed));

	if (size > 0)
		vm_input(&vm, typed, size);
	else
		lab_guest_end_input(&vm);
	return size > 0;
}

static void input_ready(struct watch *watch, uint32_t events)
{
	(void)events;
	if (pass_on(watch->fd))
		return;
	loop_remove(watch);
	watch->fd = -1;
}

static void watch_input(void)
{
	input = (struct watch){ -1, input_ready };
	if (loop_can_add(STDIN_FILENO)) {
		input.fd = STDIN_FILENO;
		loop_add(&input, EPOLLIN);
		return;
	}
	while (pass_on(STDIN_FILENO))
		;
}

static const struct host *only_host(const struct options *options)
{
	const struct host *host = host_by_name(options->hosts.item[0]);

	if (options->hosts.count != 1 || host->remote != &lab_remote)
		die("--shell wants one lab: -H lab-arm64, for example");
	return host;
}

/* The shell begins in the first directory, so that a relative path leads to it, too. */
static void put_in(struct lab_kind *kind, const struct words *files)
{
	struct stat about;

	for (size_t i = 0; i < files->count; i++) {
		if (stat(files->item[i], &about))
			die("%s: %s", files->item[i], strerror(errno));
		if (!S_ISREG(about.st_mode))
			die("%s is not a file: only files can be put into a lab", files->item[i]);
		lab_include(kind, files->item[i]);
	}
}

static void make_raw(struct termios *before)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, before))
		return;
	raw = *before;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

static int status_of(const struct vm *shell)
{
	if (shell->fate)
		warn("%s", shell->fate);
	return WIFEXITED(shell->child.status) ? WEXITSTATUS(shell->child.status) : 1;
}

int shell_run(struct plan *plan, struct options *options)
{
	const struct host *host = only_host(options);
	unsigned int flags = isatty(STDIN_FILENO) ? WIRE_WITH_TERMINAL : 0;
	struct words argv = { 0 };
	struct termios before;
	char *problem;
	int error;

	/* what the last session found stays */
	free((char *)options->output);
	options->output = xasprintf("%s/labs/%s/shell", options->build, host->name);
	problem = host->unavailable(host, *host->only);
	if (problem)
		die("%s", problem);
	results_open(options);
	plan_check(plan);
	put_in(lab_kind_of(host), &options->put);
	vm.output = vm.complaint = take_output;
	vm.host_log = take_log;
	vm.exited = take_end;
	words_split(&argv, flags ? "/bin/sh -l" : "/bin/sh", "");
	error = lab_start(&vm, lab_kind_of(host),
			  &(struct lab_order){ .argv = &argv, .flags = flags });
	words_free(&argv);
	if (error)
		die("%s cannot be started: %s", host->name, strerror(error));
	watch_input();
	if (flags)
		make_raw(&before);
	while (!over)
		loop_step();
	if (flags)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	if (input.fd >= 0)
		loop_remove(&input);
	error = status_of(&vm);
	vm_destroy(&vm);
	hosts_stop();
	return error;
}
