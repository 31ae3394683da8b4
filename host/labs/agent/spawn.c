/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utmp.h>

#include "linked.h"
#include "spawn.h"
#include "template.h"

struct plumbing {
	int own[WIRE_STREAMS];
	int child[WIRE_STREAMS];
};

static bool make_pipes(struct plumbing *p)
{
	for (int s = WIRE_STDIN; s <= WIRE_STDERR; s++) {
		int ends[2];

		if (pipe2(ends, O_CLOEXEC))
			return false;
		p->child[s] = ends[s == WIRE_STDIN ? 0 : 1];
		p->own[s] = ends[s == WIRE_STDIN ? 1 : 0];
	}
	return true;
}

/* One end serves input and output. */
static bool make_terminal(struct plumbing *p)
{
	int own, child;

	if (openpty(&own, &child, NULL, NULL, NULL))
		return false;
	p->child[WIRE_STDIN] = child;
	p->child[WIRE_STDOUT] = fcntl(child, F_DUPFD_CLOEXEC, 0);
	p->child[WIRE_STDERR] = fcntl(child, F_DUPFD_CLOEXEC, 0);
	p->own[WIRE_STDIN] = own;
	p->own[WIRE_STDOUT] = fcntl(own, F_DUPFD_CLOEXEC, 0);
	fcntl(own, F_SETFD, FD_CLOEXEC);
	fcntl(child, F_SETFD, FD_CLOEXEC);
	return true;
}

static bool make_monitor(struct plumbing *p)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return false;
	p->own[WIRE_MONITOR] = ends[0];
	p->child[WIRE_MONITOR] = ends[1];
	return true;
}

static bool make_plumbing(struct plumbing *p, unsigned int flags)
{
	memset(p, -1, sizeof(*p));
	return (flags & WIRE_WITH_TERMINAL ? make_terminal(p) : make_pipes(p)) &&
	       (!(flags & WIRE_WITH_MONITOR) || make_monitor(p));
}

static void close_ends(const int ends[WIRE_STREAMS])
{
	for (int s = 0; s < WIRE_STREAMS; s++) {
		if (ends[s] >= 0)
			close(ends[s]);
	}
}

/* The agent itself is spared when memory runs out; a command is not. */
void spawn_be_ordinary(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	sigset_t none;

	if (fd >= 0 && write(fd, "0", 1) == 1)
		close(fd);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
}

static void become(const struct wire_frame *start, const struct plumbing *p, int report)
{
	char *words[LINKED_WORDS_MAX + 1];
	int error;

	if (start->stream & WIRE_WITH_TERMINAL)
		login_tty(fcntl(p->child[WIRE_STDIN], F_DUPFD_CLOEXEC, 0));
	else
		setpgid(0, 0);
	for (int s = 0; s < WIRE_STREAMS; s++) {
		if (p->child[s] >= 0)
			dup2(p->child[s], s);
	}
	spawn_be_ordinary();
	linked_split((char *)start->payload, start->size, words);
	execvp(words[0], words);
	error = errno;
	if (write(report, &error, sizeof(error)) != sizeof(error))
		_exit(126);
	_exit(127);
}

/* Waits until the program runs, or for the errno that kept it from running. */
static int exec_error(int report)
{
	int error = 0;

	while (read(report, &error, sizeof(error)) < 0 && errno == EINTR)
		;
	return error;
}

static pid_t fork_and_run(const struct wire_frame *start, const struct plumbing *p)
{
	int report[2];
	pid_t pid;

	if (pipe2(report, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid)
		become(start, p, report[1]);
	close(report[1]);
	errno = pid < 0 ? errno : exec_error(report[0]);
	close(report[0]);
	return errno ? -1 : pid;
}

pid_t spawn(const struct wire_frame *start, int fds[WIRE_STREAMS])
{
	struct plumbing p;
	pid_t pid = -1;
	int error;

	if (make_plumbing(&p, start->stream)) {
		if (template_serves(start))
			pid = template_start(start, p.child);
		if (pid < 0)
			pid = fork_and_run(start, &p);
	}
	error = errno;
	close_ends(p.child);
	if (pid < 0)
		close_ends(p.own);
	for (int s = 0; pid >= 0 && s < WIRE_STREAMS; s++) {
		fds[s] = p.own[s];
		if (fds[s] >= 0)
			fcntl(fds[s], F_SETFL, fcntl(fds[s], F_GETFL) | O_NONBLOCK);
	}
	errno = error;
	return pid;
}
