/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"

static void reset_signals(void)
{
	sigset_t none;

	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void become(const struct words *argv, const struct child_setup *setup, int report)
{
	char **words = xcalloc(argv->count + 1, sizeof(*words));
	int error;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(setup->in, STDIN_FILENO);
	dup2(setup->out, STDOUT_FILENO);
	dup2(setup->err, STDERR_FILENO);
	for (size_t i = 0; i < setup->keep_count; i++)
		fcntl(setup->keep[i], F_SETFD, 0);
	memcpy(words, argv->item, argv->count * sizeof(*words));
	reset_signals();
	execvp(words[0], words);
	error = errno;
	if (write(report, &error, sizeof(error)) != sizeof(error))
		_exit(126);
	_exit(127);
}

static void child_ready(struct watch *watch, uint32_t events)
{
	struct child *child = container_of(watch, struct child, watch);

	(void)events;
	loop_remove(watch);
	close(watch->fd);
	waitpid(child->pid, &child->status, 0);
	/* what it may have started in its group goes with it */
	kill(-child->pid, SIGKILL);
	child->pid = 0;
	child->exited(child);
}

/* The errno that the child's exec met, 0 once it has succeeded. */
static int exec_result(int report)
{
	int error = 0;

	while (read(report, &error, sizeof(error)) < 0 && errno == EINTR)
		;
	return error;
}

int child_start(struct child *child, const struct words *argv, const struct child_setup *setup)
{
	int report[2], error;
	pid_t parent = getpid(), pid;

	if (pipe2(report, O_CLOEXEC))
		return errno;
	pid = fork();
	if (!pid) {
		if (getppid() != parent)
			_exit(127);
		become(argv, setup, report[1]);
	}
	error = pid < 0 ? errno : 0;
	close(report[1]);
	if (!error)
		error = exec_result(report[0]);
	close(report[0]);
	if (error) {
		if (pid > 0)
			waitpid(pid, NULL, 0);
		return error;
	}
	child->pid = pid;
	child->watch.fd = syscall(SYS_pidfd_open, pid, 0);
	if (child->watch.fd < 0) {
		error = errno;
		child_destroy(child);
		return error;
	}
	fcntl(child->watch.fd, F_SETFD, FD_CLOEXEC);
	child->watch.ready = child_ready;
	loop_add(&child->watch, EPOLLIN);
	return 0;
}

void child_signal(struct child *child, int signal)
{
	if (child->pid)
		kill(-child->pid, signal);
}

void child_destroy(struct child *child)
{
	if (!child->pid)
		return;
	kill(-child->pid, SIGKILL);
	waitpid(child->pid, &child->status, 0);
	if (child->watch.fd >= 0) {
		loop_remove(&child->watch);
		close(child->watch.fd);
	}
	child->pid = 0;
}

char *child_describe(int status)
{
	if (WIFSIGNALED(status))
		return xasprintf("was killed by signal %d (%s)", WTERMSIG(status),
				 strsignal(WTERMSIG(status)));
	return xasprintf("exited with status %d", WEXITSTATUS(status));
}
