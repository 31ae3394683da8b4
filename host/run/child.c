/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
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

/* In the child, which has the parent's memory until its exec: writes nothing but *error. */
static void become(char **words, const struct child_setup *setup, volatile int *error)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(setup->in, STDIN_FILENO);
	dup2(setup->out, STDOUT_FILENO);
	dup2(setup->err, STDERR_FILENO);
	for (size_t i = 0; i < setup->keep_count; i++)
		fcntl(setup->keep[i], F_SETFD, 0);
	reset_signals();
	execvp(words[0], words);
	*error = errno;
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

/* The errno that the exec met; 0 once it has succeeded. A fork would copy our page tables first. */
static int spawn(char **words, const struct child_setup *setup, pid_t *pid)
{
	pid_t parent = getpid();
	volatile int error = 0;

	*pid = vfork();
	if (!*pid) {
		if (getppid() != parent)
			_exit(127);
		become(words, setup, &error);
	}
	if (*pid < 0)
		return errno;
	if (error)
		waitpid(*pid, NULL, 0);
	return error;
}

int child_start(struct child *child, const struct words *argv, const struct child_setup *setup)
{
	char **words = xcalloc(argv->count + 1, sizeof(*words));
	pid_t pid;
	int error;

	memcpy(words, argv->item, argv->count * sizeof(*words));
	error = spawn(words, setup, &pid);
	free(words);
	if (error)
		return error;
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
