/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "job.h"
#include "migrate_path.h"
#include "options.h"
#include "results.h"

/* From here on QEMU wants a file to be named as one. */
static const char file_uri_version[] = "8.2";

void migrate_path_clear(struct migrate_path *path)
{
	*path = (struct migrate_path){ .out = -1, .in = -1, .cut = -1 };
}

void migrate_path_close(struct migrate_path *path)
{
	if (path->out >= 0)
		close(path->out);
	if (path->in >= 0)
		close(path->in);
	if (path->cut >= 0)
		close(path->cut);
	free(path->name);
	free(path->send_uri);
	free(path->receive_uri);
	migrate_path_clear(path);
}

/* A name only if the user wants to keep it. */
static int open_state(struct job *job)
{
	char *name;
	int fd;

	if (!job->options->keep) {
		fd = open(results_directory(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
		return fd >= 0 ? fd : memfd_create("hostproof-state", MFD_CLOEXEC);
	}
	name = xasprintf("%s.state", job->log.path);
	fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	free(name);
	return fd;
}

/* The source may only write, the destination only read, each from the beginning. */
static bool open_file(struct migrate_path *path, struct job *job)
{
	int fd = open_state(job);
	char *name = xasprintf("/proc/self/fd/%d", fd);
	char *version = job->run->host->version(job->run->host, job->run->arch);
	const char *number = version + strcspn(version, "0123456789");

	path->out = open(name, O_WRONLY | O_CLOEXEC);
	path->in = open(name, O_RDONLY | O_CLOEXEC);
	path->fdset = strverscmp(number, file_uri_version) >= 0;
	free(version);
	free(name);
	if (fd >= 0)
		close(fd);
	return path->out >= 0 && path->in >= 0;
}

static char *new_name(void)
{
	static unsigned int count;

	return xasprintf("hostproof-%d-%u", (int)getpid(), ++count);
}

/* A socket, or a file that the shell there writes and reads. No hand of ours reaches it. */
static bool open_inside(struct migrate_path *path, const struct migrate_order *order)
{
	char *name = new_name();

	if (migrate_order_to_file(order)) {
		path->send_uri = xasprintf("exec:busybox cat >/tmp/%s", name);
		path->receive_uri =
			xasprintf("exec:busybox cat /tmp/%s && busybox rm /tmp/%s", name, name);
	} else {
		path->send_uri = xasprintf("unix:/tmp/%s", name);
		path->receive_uri = xstrdup(path->send_uri);
	}
	free(name);
	errno = ENOTSUP;
	return order->fail != FAIL_CLOSE;
}

bool migrate_path_open(struct migrate_path *path, const struct migrate_order *order,
		       struct job *job)
{
	int ends[2];

	if (job->run->host->remote)
		return open_inside(path, order);
	if (migrate_order_to_file(order))
		return open_file(path, job);
	if (migrate_order_multifd(order)) {
		path->name = new_name();
		return true;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return false;
	path->out = ends[0];
	path->in = ends[1];
	path->cut = fcntl(ends[0], F_DUPFD_CLOEXEC, 0);
	return path->cut >= 0;
}

void migrate_path_cut(struct migrate_path *path)
{
	if (path->cut >= 0)
		shutdown(path->cut, SHUT_RDWR);
}

int migrate_path_inherited(const struct migrate_path *path)
{
	return path->fdset ? -1 : path->in;
}

/* A VMM has it now; what it does with it is its own affair. */
static void drop(int *fd)
{
	close(*fd);
	*fd = -1;
}

/* For migrate and migrate-incoming: where they meet. */
static json_t *channels(const char *name)
{
	return json_pack("{s:[{s:s, s:{s:s, s:s, s:s, s:b, s:b}}]}", "channels", "channel-type",
			 "main", "addr", "transport", "socket", "type", "unix", "path", name,
			 "abstract", 1, "tight", 1);
}

void migrate_path_send(struct migrate_path *path, struct qmp *qmp, qmp_reply_fn *reply,
		       void *context)
{
	const char *uri = path->fdset ? "file:/dev/fdset/1" : "fd:state";

	if (path->send_uri) {
		qmp_execute(qmp, "migrate", json_pack("{s:s}", "uri", path->send_uri), -1, reply,
			    context);
		return;
	}
	if (path->name) {
		qmp_execute(qmp, "migrate", channels(path->name), -1, reply, context);
		return;
	}
	if (path->fdset)
		qmp_execute(qmp, "add-fd", json_pack("{s:i}", "fdset-id", 1), path->out, reply,
			    context);
	else
		qmp_execute(qmp, "getfd", json_pack("{s:s}", "fdname", "state"), path->out, NULL,
			    NULL);
	drop(&path->out);
	qmp_execute(qmp, "migrate", json_pack("{s:s}", "uri", uri), -1, reply, context);
}

void migrate_path_receive(struct migrate_path *path, struct qmp *qmp, qmp_reply_fn *reply,
			  void *context)
{
	char *uri;

	if (path->receive_uri) {
		qmp_execute(qmp, "migrate-incoming", json_pack("{s:s}", "uri", path->receive_uri),
			    -1, reply, context);
		return;
	}
	if (path->name) {
		qmp_execute(qmp, "migrate-incoming", channels(path->name), -1, reply, context);
		return;
	}
	uri = path->fdset ? xstrdup("file:/dev/fdset/2") : xasprintf("fd:%d", path->in);
	if (path->fdset)
		qmp_execute(qmp, "add-fd", json_pack("{s:i}", "fdset-id", 2), path->in, NULL, NULL);
	drop(&path->in);
	qmp_execute(qmp, "migrate-incoming", json_pack("{s:s}", "uri", uri), -1, reply, context);
	free(uri);
}
