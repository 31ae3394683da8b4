/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "relay.h"
#include "tool.h"

#define CHUNK 4096

static void terminal_open(struct terminal *terminal)
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

/* Where Bochs will connect to, and nobody from another machine can. */
static int await_connection(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&here, sizeof(here)) || listen(fd, 1))
		fail("no connection for Bochs: %s", strerror(errno));
	return fd;
}

static void take_connection(struct relay *relay)
{
	relay->console.ours = accept4(relay->awaited, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (relay->console.ours < 0)
		return;
	close(relay->awaited);
	relay->awaited = -1;
}

void relay_open(struct relay *relay, bool by_terminal)
{
	terminal_open(&relay->screen);
	relay->console = (struct terminal){ -1, -1 };
	relay->awaited = -1;
	if (by_terminal)
		terminal_open(&relay->console);
	else
		relay->awaited = await_connection();
}

char *relay_port(const struct relay *relay)
{
	struct sockaddr_in here;
	socklen_t size = sizeof(here);

	if (relay->awaited < 0)
		return xasprintf("mode=term, dev=%s", ptsname(relay->console.ours));
	if (getsockname(relay->awaited, (struct sockaddr *)&here, &size))
		fail("no connection for Bochs: %s", strerror(errno));
	return xasprintf("mode=socket-client, dev=127.0.0.1:%u", ntohs(here.sin_port));
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

/* All that is there now. False at the end of a connection. */
static bool pass_output(int fd, bool heard)
{
	char chunk[CHUNK];
	ssize_t size;

	while ((size = read(fd, chunk, sizeof(chunk))) > 0) {
		if (heard)
			write_all(chunk, size);
	}
	return size != 0;
}

/* Bochs sends single bytes, and the next one only when the one before was acknowledged. */
static void acknowledge_at_once(int fd)
{
	const int yes = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof(yes));
}

static void take_input(struct relay *relay)
{
	char chunk[CHUNK];
	ssize_t size = read(STDIN_FILENO, chunk, sizeof(chunk));

	if (size > 0)
		buf_add(&relay->input, chunk, size);
	else if (!size || (errno != EINTR && errno != EAGAIN))
		relay->input_over = true;
}

static void give_input(struct relay *relay)
{
	struct buf *input = &relay->input;
	ssize_t size = write(relay->console.ours, input->data, input->length);

	if (size <= 0)
		return;
	memmove(input->data, input->data + size, input->length - size);
	input->length -= size;
}

void relay_want(const struct relay *relay, struct pollfd *fds, bool runs)
{
	int console = relay->awaited < 0 ? relay->console.ours : relay->awaited;
	bool waits = relay->input.length;

	fds[RELAY_CONSOLE] = (struct pollfd){ .fd = console, .events = POLLIN };
	fds[RELAY_SCREEN] = (struct pollfd){ .fd = relay->screen.ours, .events = POLLIN };
	fds[RELAY_INPUT] = (struct pollfd){ .fd = -1, .events = POLLIN };
	if (runs && waits && relay->awaited < 0)
		fds[RELAY_CONSOLE].events |= POLLOUT;
	else if (runs && !relay->input_over)
		fds[RELAY_INPUT].fd = STDIN_FILENO;
}

void relay_pass(struct relay *relay, const struct pollfd *fds)
{
	if (fds[RELAY_INPUT].revents)
		take_input(relay);
	if (fds[RELAY_CONSOLE].revents && relay->awaited >= 0)
		take_connection(relay);
	else if (fds[RELAY_CONSOLE].revents & POLLOUT)
		give_input(relay);
	relay_drain(relay);
}

void relay_drain(struct relay *relay)
{
	struct terminal *console = &relay->console;

	if (!pass_output(console->ours, true)) {
		close(console->ours);
		console->ours = -1;
	}
	if (console->theirs < 0)
		acknowledge_at_once(console->ours);
	pass_output(relay->screen.ours, false);
}

void relay_take_back(struct relay *relay)
{
	int fd = relay->console.theirs;
	struct buf unread = { 0 };
	char chunk[CHUNK];
	ssize_t size;

	fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK);
	while ((size = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(&unread, chunk, size);
	buf_add(&unread, relay->input.data ? relay->input.data : "", relay->input.length);
	buf_free(&relay->input);
	relay->input = unread;
}
