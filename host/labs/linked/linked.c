/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded into a program: takes the place of the C library's first function, which is called
 * when everything is linked and nothing of the program has run. Here it waits for orders, and
 * goes on in a process for each.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linked.h"

typedef int main_function(int argc, char **argv, char **environment);
typedef int start_function(main_function *main, int argc, char **argv, void (*init)(void),
			   void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

start_function __libc_start_main;

static struct {
	char bytes[LINKED_BYTES_MAX];
	size_t size;
	int fds[LINKED_FDS_MAX];
	size_t fd_count;
} order;

/* False at the end: the agent is gone, or has another program to keep. */
static bool receive_order(void)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(order.fds))];
	} control;
	struct iovec part = { order.bytes, sizeof(order.bytes) };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t size = recvmsg(LINKED_SOCKET, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);

	if (size <= 0 || !head || head->cmsg_type != SCM_RIGHTS)
		return false;
	order.size = size;
	order.fd_count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(order.fds, CMSG_DATA(head), order.fd_count * sizeof(int));
	return true;
}

static void answer(int what)
{
	if (send(LINKED_SOCKET, &what, sizeof(what), MSG_NOSIGNAL) != sizeof(what))
		_exit(1);
}

/* The socket is where the fourth descriptor belongs: it ends here. */
static void take_descriptors(void)
{
	close(LINKED_SOCKET);
	for (size_t i = 0; i < order.fd_count; i++) {
		dup2(order.fds[i], i);
		close(order.fds[i]);
	}
}

/* True in the new process. Whoever made it ends at once, so that init is its parent. */
static bool fork_command(void)
{
	pid_t between = fork(), pid;

	if (between) {
		if (between < 0)
			answer(-errno);
		else
			waitpid(between, NULL, 0);
		return false;
	}
	pid = fork();
	if (pid < 0)
		answer(-errno);
	if (pid)
		_exit(0);
	setpgid(0, 0);
	answer(getpid());
	take_descriptors();
	return true;
}

static void close_descriptors(void)
{
	for (size_t i = 0; i < order.fd_count; i++)
		close(order.fds[i]);
}

int __libc_start_main(main_function *main, int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
	static char *words[LINKED_WORDS_MAX + 1];
	start_function *start = dlsym(RTLD_NEXT, "__libc_start_main");

	(void)argc;
	(void)argv;
	unsetenv("LD_PRELOAD");
	do {
		if (!receive_order())
			_exit(0);
		if (fork_command())
			return start(main, linked_split(order.bytes, order.size, words), words,
				     init, fini, rtld_fini, stack_end);
		close_descriptors();
	} while (true);
}
