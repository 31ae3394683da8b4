/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe.h"

enum { PATIENCE_S = 20 };

static void child_over(struct child *child)
{
	container_of(child, struct probe, child)->exited = true;
}

static void patience_over(struct timer *timer)
{
	struct probe *probe = container_of(timer, struct probe, patience);

	probe->timed_out = true;
	child_signal(&probe->child, SIGKILL);
}

int probe_start(struct probe *probe, struct words *argv)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), monitor[2], complaints[2], error;
	struct child_setup setup = {
		.in = null, .out = null, .keep = &monitor[1], .keep_count = 1
	};

	*probe = (struct probe){ .child.exited = child_over, .patience.expired = patience_over };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, monitor) ||
	    pipe2(complaints, O_CLOEXEC | O_NONBLOCK))
		return errno;
	words_split(argv, "-mon chardev=monitor,mode=control -chardev", "");
	words_addf(argv, "socket,id=monitor,fd=%d", monitor[1]);
	setup.err = complaints[1];
	error = child_start(&probe->child, argv, &setup);
	close(null);
	close(monitor[1]);
	close(complaints[1]);
	if (error) {
		close(monitor[0]);
		close(complaints[0]);
		return error;
	}
	probe->complaints = complaints[0];
	qmp_open(&probe->qmp, monitor[0]);
	timer_start(&probe->patience, PATIENCE_S * NS_PER_S);
	return 0;
}

void probe_finish(struct probe *probe)
{
	qmp_execute(&probe->qmp, "quit", NULL, -1, NULL, NULL);
	while (!probe->exited)
		loop_step();
	timer_stop(&probe->patience);
	qmp_close(&probe->qmp);
}

char *probe_complaint(struct probe *probe)
{
	char text[4096];
	ssize_t size = read(probe->complaints, text, sizeof(text));
	struct buf line = { 0 };
	const char *last;

	close(probe->complaints);
	while (size > 0 && text[size - 1] == '\n')
		size--;
	if (size <= 0)
		return NULL;
	last = memrchr(text, '\n', size);
	last = last ? last + 1 : text;
	buf_add_printable(&line, last, text + size - last);
	return buf_take(&line);
}
