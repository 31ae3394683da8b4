/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "plan.h"
#include "vm.h"

/* No more than a pipe holds is read behind the end of the process that filled it. */
enum { CHUNK = 64 * 1024, DRAIN_MAX = 1024 * 1024 };

/* The descriptor of a remote guest's monitor, on its side. */
enum { REMOTE_MONITOR = 3 };

typedef void sink_fn(struct vm *vm, const char *data, size_t size);

/* Bytes read; 0 at the end of the stream, -1 if there is nothing now. */
static ssize_t read_some(struct vm *vm, int fd, sink_fn *sink)
{
	static char chunk[CHUNK];
	ssize_t size = read(fd, chunk, sizeof(chunk));

	if (size < 0)
		return errno == EAGAIN || errno == EINTR ? -1 : 0;
	if (size > 0)
		sink(vm, chunk, size);
	return size;
}

static void close_watch(struct watch *watch, bool watched)
{
	if (watch->fd < 0)
		return;
	if (watched)
		loop_remove(watch);
	close(watch->fd);
	watch->fd = -1;
}

static void out_ready(struct watch *watch, uint32_t events)
{
	struct vm *vm = container_of(watch, struct vm, out);

	(void)events;
	if (!read_some(vm, watch->fd, vm->output))
		close_watch(watch, true);
}

static void err_ready(struct watch *watch, uint32_t events)
{
	struct vm *vm = container_of(watch, struct vm, err);

	(void)events;
	if (!read_some(vm, watch->fd, vm->complaint))
		close_watch(watch, true);
}

static void drain(struct vm *vm, struct watch *watch, sink_fn *sink)
{
	ssize_t size, all = 0;

	while (watch->fd >= 0 && all < DRAIN_MAX && (size = read_some(vm, watch->fd, sink)) > 0)
		all += size;
}

static void close_all(struct vm *vm)
{
	if (!vm->open)
		return;
	vm->open = false;
	close_watch(&vm->out, !vm->out_held);
	close_watch(&vm->err, true);
	close_watch(&vm->in, vm->in_waiting);
	vm->in_waiting = false;
	if (vm->in_read >= 0)
		close(vm->in_read);
	vm->in_read = -1;
	buf_free(&vm->input);
	buf_free(&vm->held);
	if (vm->has_qmp)
		qmp_close(&vm->qmp);
	vm->has_qmp = false;
}

static void vm_exited(struct child *child)
{
	struct vm *vm = container_of(child, struct vm, child);

	drain(vm, &vm->err, vm->complaint);
	if (!vm->out_held) {
		drain(vm, &vm->out, vm->output);
		close_all(vm);
	}
	vm->exited(vm);
}

static void flush_input(struct vm *vm)
{
	bool wait;

	while (vm->in.fd >= 0 && vm->input.length) {
		ssize_t size = write(vm->in.fd, vm->input.data, vm->input.length);

		if (size <= 0)
			break;
		memmove(vm->input.data, vm->input.data + size, vm->input.length - size);
		vm->input.length -= size;
	}
	wait = vm->in.fd >= 0 && vm->input.length;
	if (wait && !vm->in_waiting)
		loop_add(&vm->in, EPOLLOUT);
	if (!wait && vm->in_waiting)
		loop_remove(&vm->in);
	vm->in_waiting = wait;
}

static void in_ready(struct watch *watch, uint32_t events)
{
	(void)events;
	flush_input(container_of(watch, struct vm, in));
}

void vm_input(struct vm *vm, const char *data, size_t size)
{
	if (vm->remote) {
		vm->remote->input(vm, data, size);
		return;
	}
	buf_add(&vm->input, data, size);
	flush_input(vm);
}

void vm_hand_over(struct vm *from, struct vm *to)
{
	char left[4096];
	ssize_t size;

	while (from->in_read >= 0 && (size = read(from->in_read, left, sizeof(left))) > 0)
		buf_add(&to->input, left, size);
	buf_add(&to->input, from->input.data ? from->input.data : "", from->input.length);
	buf_clear(&from->input);
	flush_input(from);
	flush_input(to);
}

static void own_pipe(int ends[2])
{
	ends[0] = ends[1] = -1;
	if (pipe2(ends, O_CLOEXEC))
		ends[0] = ends[1] = -1;
}

static void unblock(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

struct plumbing {
	int in[2], out[2], err[2], monitor[2];
};

static bool make_plumbing(struct plumbing *p, bool monitor)
{
	own_pipe(p->in);
	own_pipe(p->out);
	own_pipe(p->err);
	p->monitor[0] = p->monitor[1] = -1;
	if (monitor && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p->monitor))
		p->monitor[0] = -1;
	return p->in[0] >= 0 && p->out[0] >= 0 && p->err[0] >= 0 &&
	       (!monitor || p->monitor[0] >= 0);
}

static void close_pair(int ends[2])
{
	for (int i = 0; i < 2; i++) {
		if (ends[i] >= 0)
			close(ends[i]);
	}
}

static void close_plumbing(struct plumbing *p)
{
	close_pair(p->in);
	close_pair(p->out);
	close_pair(p->err);
	close_pair(p->monitor);
}

/* Another opening of the same pipe: to read without waiting, whatever the guest's end does. */
static int own_reader(int fd)
{
	char *name = xasprintf("/proc/self/fd/%d", fd);
	int reader = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	free(name);
	return reader;
}

/* The runner's ends become the vm's, the guest's ends are closed. */
static void take_plumbing(struct vm *vm, struct plumbing *p)
{
	vm->open = true;
	vm->in = (struct watch){ p->in[1], in_ready };
	vm->in_read = own_reader(p->in[0]);
	vm->out = (struct watch){ p->out[0], out_ready };
	vm->err = (struct watch){ p->err[0], err_ready };
	close(p->in[0]);
	close(p->out[1]);
	close(p->err[1]);
	unblock(vm->in.fd);
	unblock(vm->out.fd);
	unblock(vm->err.fd);
	loop_add(&vm->err, EPOLLIN);
	if (!vm->out_held)
		loop_add(&vm->out, EPOLLIN);
	if (p->monitor[0] >= 0) {
		close(p->monitor[1]);
		unblock(p->monitor[0]);
		qmp_open(&vm->qmp, p->monitor[0]);
		vm->has_qmp = true;
	}
}

/* The guest's ends of the plumbing become those of the new process. */
static int spawn(struct vm *vm, struct plumbing *p, const struct words *argv, int keep)
{
	struct child_setup setup = { p->in[0], p->out[1], p->err[1], NULL, 0 };
	int kept[2];
	int error;

	setup.keep = kept;
	if (keep >= 0)
		kept[setup.keep_count++] = keep;
	if (p->monitor[1] >= 0)
		kept[setup.keep_count++] = p->monitor[1];
	vm->child.exited = vm_exited;
	error = child_start(&vm->child, argv, &setup);
	if (error)
		close_plumbing(p);
	else
		take_plumbing(vm, p);
	return error;
}

int vm_spawn(struct vm *vm, const struct words *argv)
{
	struct plumbing p;
	int error;

	if (make_plumbing(&p, false))
		return spawn(vm, &p, argv, -1);
	error = errno;
	close_plumbing(&p);
	return error;
}

void vm_remote_started(struct vm *vm, bool monitor)
{
	vm->open = true;
	vm->in.fd = vm->out.fd = vm->err.fd = vm->in_read = -1;
	vm->has_qmp = monitor;
	if (monitor)
		qmp_open_far(&vm->qmp, vm->remote->ask);
}

static int start_remote(struct vm *vm, const struct run *run, struct launch *launch, bool hold)
{
	struct words argv = { 0 };
	bool monitor = launch->monitor_fd >= 0;
	int error;

	launch->monitor_fd = monitor ? REMOTE_MONITOR : -1;
	run->host->command(run, launch, &argv);
	vm->remote = run->host->remote;
	vm->out_held = hold;
	error = vm->remote->start(vm, run, launch, &argv);
	words_free(&argv);
	if (error) {
		vm->remote = NULL;
		return error;
	}
	vm_remote_started(vm, monitor);
	return 0;
}

int vm_start(struct vm *vm, const struct run *run, struct launch *launch, bool hold, int keep)
{
	struct words argv = { 0 };
	struct plumbing p;
	int error;

	if (run->host->remote)
		return start_remote(vm, run, launch, hold);
	if (!make_plumbing(&p, launch->monitor_fd >= 0)) {
		error = errno;
		close_plumbing(&p);
		return error;
	}
	launch->monitor_fd = p.monitor[1];
	run->host->command(run, launch, &argv);
	vm->out_held = hold;
	error = spawn(vm, &p, &argv, keep);
	words_free(&argv);
	return error;
}

void vm_release(struct vm *vm)
{
	if (!vm->out_held)
		return;
	vm->out_held = false;
	if (vm->remote) {
		if (vm->held.length)
			vm->output(vm, vm->held.data, vm->held.length);
		buf_free(&vm->held);
		if (!vm_runs(vm))
			vm_remote_exited(vm);
		return;
	}
	loop_add(&vm->out, EPOLLIN);
	if (!vm_runs(vm))
		vm_exited(&vm->child);
}

bool vm_runs(const struct vm *vm)
{
	return vm->remote ? vm->place != NULL : vm->child.pid != 0;
}

void vm_remote_output(struct vm *vm, const char *data, size_t size)
{
	if (vm->out_held)
		buf_add(&vm->held, data, size);
	else
		vm->output(vm, data, size);
}

void vm_remote_exited(struct vm *vm)
{
	if (!vm->out_held)
		close_all(vm);
	vm->exited(vm);
}

void vm_hold_still(struct vm *vm, bool still)
{
	if (vm->remote)
		vm->remote->hold(vm, still);
	else
		child_signal(&vm->child, still ? SIGSTOP : SIGCONT);
}

void vm_kill(struct vm *vm)
{
	vm->killed = true;
	if (vm->remote)
		vm->remote->kill(vm);
	else
		child_signal(&vm->child, SIGKILL);
}

void vm_destroy(struct vm *vm)
{
	if (vm->remote)
		vm->remote->forget(vm);
	vm->remote = NULL;
	free(vm->fate);
	vm->fate = NULL;
	child_destroy(&vm->child);
	close_all(vm);
}
