/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The agent: the first and only program of a lab. It starts what the runner
 * outside tells it to, carries the streams of what it started, and passes on
 * what the kernel logs. All verdicts are found outside: see docs/labs.md.
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "command.h"
#include "kernel_log.h"
#include "line.h"
#include "setup.h"

enum {
	BACKLOG_MAX = 64 * 1024, /* more output is not taken from commands */
	ALIVE_MS = 1000,
	FIXED = 3,
};

static void handle(const struct wire_frame *frame)
{
	switch (frame->type) {
	case WIRE_START:
		command_start(frame);
		break;
	case WIRE_DATA:
	case WIRE_CLOSE:
		command_input(frame);
		break;
	case WIRE_SIGNAL:
		command_signal(frame);
		break;
	}
}

/* The lab's memory may run out, but not on the agent. */
static void survive(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && write(fd, "-1000", 5) == 5)
		close(fd);
}

/* Descriptors 0 to 3 are those of commands: none of the agent's own must be among them. */
static void keep_low_descriptors_free(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd < WIRE_STREAMS - 1);
}

static int watch_children(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void say_hello(void)
{
	struct utsname name;
	char text[sizeof(name) + 16];
	size_t length = 0;

	uname(&name);
	text[length++] = '0' + WIRE_VERSION;
	text[length++] = '\0';
	length += strlen(strcpy(text + length, name.release)) + 1;
	length += strlen(strcpy(text + length, name.machine)) + 1;
	line_send(WIRE_HELLO, 0, 0, text, length);
}

static void serve(int children)
{
	struct pollfd polls[FIXED + COMMAND_DESCRIPTORS];
	struct signalfd_siginfo info;

	for (;;) {
		size_t waiting = line_flush();
		size_t count = command_polls(&polls[FIXED], waiting < BACKLOG_MAX);

		polls[0] = (struct pollfd){ line_fd(), POLLIN | (waiting ? POLLOUT : 0), 0 };
		polls[1] = (struct pollfd){ kernel_log_fd(), POLLIN, 0 };
		polls[2] = (struct pollfd){ children, POLLIN, 0 };
		if (!poll(polls, FIXED + count, ALIVE_MS))
			line_send(WIRE_ALIVE, 0, 0, NULL, 0);
		if (polls[1].revents)
			kernel_log_send();
		command_ready(&polls[FIXED], count);
		if (polls[0].revents & POLLIN)
			line_read();
		if (polls[2].revents && read(children, &info, sizeof(info)) == sizeof(info))
			command_reap();
	}
}

int main(void)
{
	int children;

	setup_mounts();
	keep_low_descriptors_free();
	children = watch_children();
	line_open(handle);
	survive();
	setup_modules();
	setup_swap();
	kernel_log_open();
	say_hello();
	serve(children);
}
