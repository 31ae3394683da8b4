/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "relay.h"
#include "tool.h"

#define CHUNK 4096

/* Input that the terminal did not take yet. */
struct pending {
	char data[CHUNK];
	size_t at, length;
};

void terminal_open(struct terminal *terminal)
{
	struct termios settings;

	terminal->ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal->ours < 0 || grantpt(terminal->ours) || unlockpt(terminal->ours))
		fail("no terminal for Bochs: %s", strerror(errno));
	terminal->theirs = open(ptsname(terminal->ours), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal->theirs < 0 || tcgetattr(terminal->theirs, &settings))
		fail("no terminal for Bochs: %s", strerror(errno));
	cfmakeraw(&settings);
	tcsetattr(terminal->theirs, TCSANOW, &settings);
	fcntl(terminal->ours, F_SETFL, O_RDWR | O_NONBLOCK);
}

static void write_all(const char *data, size_t size)
{
	while (size) {
		ssize_t now = write(STDOUT_FILENO, data, size);

		if (now < 0 && errno != EINTR)
			exit(1); /* nobody hears the guest any more */
		if (now > 0) {
			data += now;
			size -= now;
		}
	}
}

/* All that is there now. */
static void pass_output(int fd, bool heard)
{
	char chunk[CHUNK];
	ssize_t size;

	while ((size = read(fd, chunk, sizeof(chunk))) > 0) {
		if (heard)
			write_all(chunk, size);
	}
}

/* False at the end of the input. */
static bool take_input(struct pending *pending)
{
	ssize_t size = read(STDIN_FILENO, pending->data, sizeof(pending->data));

	pending->at = 0;
	pending->length = size > 0 ? size : 0;
	return size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN));
}

static void give_input(struct pending *pending, int fd)
{
	ssize_t size = write(fd, pending->data + pending->at, pending->length - pending->at);

	if (size > 0)
		pending->at += size;
}

int relay(struct terminal *console, struct terminal *screen, int process)
{
	enum { PROCESS, CONSOLE, SCREEN, INPUT, COUNT };
	struct pollfd fds[COUNT] = {
		[PROCESS] = { .fd = syscall(SYS_pidfd_open, process, 0), .events = POLLIN },
		[CONSOLE] = { .fd = console->ours },
		[SCREEN] = { .fd = screen->ours, .events = POLLIN },
		[INPUT] = { .fd = STDIN_FILENO, .events = POLLIN },
	};
	struct pending pending = { .length = 0 };
	bool input = true;
	int status = 0;

	while (!(fds[PROCESS].revents & POLLIN)) {
		bool waits = pending.at < pending.length;

		fds[INPUT].fd = input && !waits ? STDIN_FILENO : -1;
		fds[CONSOLE].events = POLLIN | (waits ? POLLOUT : 0);
		if (poll(fds, COUNT, -1) < 0)
			continue;
		if (fds[INPUT].revents)
			input = take_input(&pending);
		if (fds[CONSOLE].revents & POLLOUT)
			give_input(&pending, console->ours);
		pass_output(console->ours, true);
		pass_output(screen->ours, false);
	}
	waitpid(process, &status, 0);
	pass_output(console->ours, true);
	return status;
}
