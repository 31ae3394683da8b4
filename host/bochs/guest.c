/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"
#include "log.h"
#include "tool.h"

void guest_init(struct guest *guest)
{
	sigset_t mask;

	guest->phase = GUEST_AWAITED;
	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	guest->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (guest->signals < 0)
		fail("cannot hear of the end of Bochs: %s", strerror(errno));
	signal(SIGPIPE, SIG_IGN);
}

static void restore_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
}

static void become_bochs(const struct guest *guest)
{
	const struct words *argv = guest->argv;
	char **words = xcalloc(argv->count + 1, sizeof(*words));

	restore_signals();
	dup2(guest->screen->theirs, STDIN_FILENO);
	dup2(guest->screen->theirs, STDOUT_FILENO);
	dup2(guest->log, STDERR_FILENO);
	setenv("TERM", "vt100", true);
	setenv("BXSHARE", "/usr/share/bochs", false);
	if (guest->saved >= 0)
		setenv("BOCHS_STATE", nameless_path(guest->saved), true);
	memcpy(words, argv->item, argv->count * sizeof(*words));
	execvp(words[0], words);
	dprintf(STDERR_FILENO, LOG_FATAL "%s: %s\n", words[0], strerror(errno));
	_exit(127);
}

static bool has_state(const struct guest *guest)
{
	struct stat status;

	return guest->saved >= 0 && !fstat(guest->saved, &status) && status.st_size;
}

void guest_start(struct guest *guest)
{
	pid_t self = getpid();

	guest->phase = has_state(guest) ? GUEST_LOADING : GUEST_RUNS;
	guest->pid = fork();
	if (guest->pid < 0)
		fail("cannot start Bochs: %s", strerror(errno));
	if (guest->pid)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == self)
		become_bochs(guest);
	_exit(127);
}

void guest_save(struct guest *guest)
{
	guest->phase = GUEST_SAVING;
	kill(guest->pid, SIGUSR1);
}

bool guest_look(struct guest *guest)
{
	struct signalfd_siginfo info;
	int status;

	while (read(guest->signals, &info, sizeof(info)) > 0)
		;
	if (waitpid(guest->pid, &status, WNOHANG | WUNTRACED) != guest->pid)
		return false;
	if (!WIFSTOPPED(status)) {
		guest->phase = GUEST_GONE;
		return false;
	}
	/* Others may stop it, too; whoever does so lets it go on. */
	if (guest->phase != GUEST_SAVING && guest->phase != GUEST_LOADING)
		return false;
	guest->phase = GUEST_FROZEN;
	return true;
}

void guest_thaw(struct guest *guest)
{
	guest->phase = GUEST_RUNS;
	kill(guest->pid, SIGCONT);
}

void guest_kill(struct guest *guest)
{
	if (guest->phase == GUEST_AWAITED || guest->phase == GUEST_GONE)
		return;
	kill(guest->pid, SIGKILL);
	waitpid(guest->pid, NULL, 0);
	guest->phase = GUEST_GONE;
}
