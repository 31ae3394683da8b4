/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linked.h"
#include "spawn.h"
#include "template.h"

static const char large[] = "qemu-system-"; /* the programs that are worth it begin so */

static struct {
	int socket;
	char name[64];
} kept = { .socket = -1 };

static const char *program_of(const struct wire_frame *start)
{
	return (const char *)start->payload;
}

bool template_serves(const struct wire_frame *start)
{
	return !(start->stream & WIRE_WITH_TERMINAL) && start->size <= LINKED_BYTES_MAX &&
	       strlen(program_of(start)) < sizeof(kept.name) &&
	       !strncmp(program_of(start), large, strlen(large)) && !access(LINKED_LIBRARY, R_OK);
}

static void drop(void)
{
	if (kept.socket >= 0)
		close(kept.socket);
	kept.socket = -1;
}

static bool keep(const char *name)
{
	int ends[2];
	pid_t pid;

	if (kept.socket >= 0 && !strcmp(kept.name, name))
		return true;
	drop();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return false;
	strcpy(kept.name, name);
	pid = fork();
	if (!pid) {
		dup2(ends[1], LINKED_SOCKET);
		spawn_be_ordinary();
		setenv("LD_PRELOAD", LINKED_LIBRARY, 1);
		execlp(name, name, NULL);
		_exit(127);
	}
	close(ends[1]);
	kept.socket = ends[0];
	return pid > 0;
}

static bool send_order(const struct wire_frame *start, const int ends[WIRE_STREAMS])
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(LINKED_FDS_MAX * sizeof(int))];
	} control = { 0 };
	size_t count = ends[WIRE_MONITOR] >= 0 ? LINKED_FDS_MAX : LINKED_FDS_MAX - 1;
	struct iovec part = { (void *)start->payload, start->size };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = CMSG_SPACE(count * sizeof(int)),
	};

	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(&control.head), ends, count * sizeof(int));
	return sendmsg(kept.socket, &message, MSG_NOSIGNAL) == (ssize_t)start->size;
}

pid_t template_start(const struct wire_frame *start, const int ends[WIRE_STREAMS])
{
	int pid;

	if (!keep(program_of(start)) || !send_order(start, ends) ||
	    recv(kept.socket, &pid, sizeof(pid), 0) != sizeof(pid)) {
		drop();
		return -1;
	}
	if (pid < 0)
		errno = -pid;
	return pid < 0 ? -1 : pid;
}
