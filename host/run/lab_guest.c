/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest in a lab, seen as a vm. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "lab.h"
#include "plan.h"

/* How long it may take a guest to die: a part of how long the lab may be silent. */
static unsigned int dying_s(const struct lab_guest *guest)
{
	return guest->kind->silence / 3;
}

static void take_off(struct lab_guest *guest)
{
	struct lab_guest **place = &guest->lab->guests;

	while (*place != guest)
		place = &(*place)->next;
	*place = guest->next;
}

void lab_guest_over(struct lab_guest *guest, int status, const char *fate)
{
	struct vm *vm = guest->vm;

	if (guest->lab) {
		take_off(guest);
		lab_rest(guest->lab);
	}
	timer_stop(&guest->limit);
	buf_free(&guest->early);
	words_free(&guest->argv);
	free(guest);
	if (!vm)
		return;
	vm->place = NULL;
	vm->child.status = status;
	free(vm->fate);
	vm->fate = fate ? xstrdup(fate) : NULL;
	vm_remote_exited(vm);
}

void lab_guest_launch(struct lab_guest *guest)
{
	struct buf words = { 0 };

	for (size_t i = 0; i < guest->argv.count; i++)
		buf_add(&words, guest->argv.item[i], strlen(guest->argv.item[i]) + 1);
	if (words.length > WIRE_PAYLOAD_MAX)
		lab_end(guest->lab, "a command of %zu bytes is too long for it", words.length);
	else
		lab_send(guest->lab, WIRE_START, guest->channel, guest->flags, words.data,
			 words.length);
	guest->begun = true;
	if (guest->early.length)
		lab_send(guest->lab, WIRE_DATA, guest->channel, WIRE_STDIN, guest->early.data,
			 guest->early.length);
	if (guest->early_end)
		lab_send(guest->lab, WIRE_CLOSE, guest->channel, WIRE_STDIN, "", 0);
	buf_free(&words);
}

static void refused(struct lab_guest *guest, const char *why)
{
	char *fate = xasprintf("%s cannot start it: %s", guest->lab->kind->name, why);

	lab_guest_over(guest, SIGKILL, fate);
	free(fate);
}

static int get_status(const struct wire_frame *frame)
{
	return frame->payload[0] | frame->payload[1] << 8 | frame->payload[2] << 16 |
	       (unsigned int)frame->payload[3] << 24;
}

void lab_guest_frame(struct lab_guest *guest, const struct wire_frame *frame)
{
	struct vm *vm = guest->vm;
	const char *data = (const char *)frame->payload;

	if (frame->type == WIRE_EXIT)
		lab_guest_over(guest, get_status(frame), NULL);
	else if (frame->type == WIRE_REFUSED)
		refused(guest, data);
	else if (vm && frame->type == WIRE_DATA && frame->stream == WIRE_STDOUT)
		vm_remote_output(vm, data, frame->size);
	else if (vm && frame->type == WIRE_DATA && frame->stream == WIRE_STDERR)
		vm->complaint(vm, data, frame->size);
	else if (vm && frame->type == WIRE_DATA && frame->stream == WIRE_MONITOR && vm->has_qmp)
		qmp_hear(&vm->qmp, data, frame->size);
}

void lab_guest_log(struct lab_guest *guest, const char *line, bool complaint)
{
	if (guest->vm && guest->begun && guest->vm->host_log)
		guest->vm->host_log(guest->vm, line, complaint);
}

static void limit_reached(struct timer *timer)
{
	struct lab_guest *guest = container_of(timer, struct lab_guest, limit);

	if (!guest->lab)
		lab_guest_over(guest, SIGKILL, guest->kind->why);
	else if (!guest->begun)
		lab_guest_over(guest, SIGKILL, NULL);
	else
		lab_end(guest->lab, "a guest could not be killed within %u s", dying_s(guest));
}

int lab_start(struct vm *vm, struct lab_kind *kind, const struct lab_order *order)
{
	const struct lab_guest *beside = order->beside ? order->beside->place : NULL;
	struct lab_guest *guest = xcalloc(1, sizeof(*guest));
	int error;

	guest->vm = vm;
	guest->kind = kind;
	guest->cpus = order->cpus;
	guest->flags = order->flags;
	guest->limit.expired = limit_reached;
	words_add_all(&guest->argv, order->argv);
	vm->place = guest;
	vm->remote = &lab_remote;
	error = order->beside && !beside ? ESRCH : lab_begin(guest, beside ? beside->lab : NULL);
	if (error) {
		words_free(&guest->argv);
		free(guest);
		vm->place = NULL;
		vm->remote = NULL;
	} else if (!guest->lab) {
		timer_start(&guest->limit, 0);
	}
	return error;
}

static int start(struct vm *vm, const struct run *run, const struct launch *launch,
		 const struct words *argv)
{
	struct lab_order order = {
		.argv = argv,
		.flags = launch->monitor_fd >= 0 ? WIRE_WITH_MONITOR : 0,
		.cpus = run->smp,
		.beside = launch->beside,
	};

	return lab_start(vm, lab_kind_of(run->host), &order);
}

static void input(struct vm *vm, const char *data, size_t size)
{
	struct lab_guest *guest = vm->place;

	if (guest && guest->begun)
		lab_send(guest->lab, WIRE_DATA, guest->channel, WIRE_STDIN, data, size);
	else if (guest)
		buf_add(&guest->early, data, size);
}

void lab_guest_end_input(struct vm *vm)
{
	struct lab_guest *guest = vm->place;

	if (guest && guest->begun)
		lab_send(guest->lab, WIRE_CLOSE, guest->channel, WIRE_STDIN, "", 0);
	else if (guest)
		guest->early_end = true;
}

static void send_signal(struct lab_guest *guest, int signal)
{
	const uint8_t number = signal;

	lab_send(guest->lab, WIRE_SIGNAL, guest->channel, 0, &number, sizeof(number));
}

static void hold(struct vm *vm, bool still)
{
	struct lab_guest *guest = vm->place;

	if (guest && guest->begun)
		send_signal(guest, still ? SIGSTOP : SIGCONT);
}

static void kill_guest(struct vm *vm)
{
	struct lab_guest *guest = vm->place;

	if (!guest)
		return;
	if (guest->begun)
		send_signal(guest, SIGKILL);
	timer_start(&guest->limit, guest->begun ? dying_s(guest) * NS_PER_S : 0);
}

static void forget(struct vm *vm)
{
	struct lab_guest *guest = vm->place;

	kill_guest(vm);
	if (guest)
		guest->vm = NULL;
	vm->place = NULL;
}

static bool ask(struct qmp *qmp, const char *text, size_t length)
{
	struct lab_guest *guest = container_of(qmp, struct vm, qmp)->place;

	if (!guest || !guest->begun)
		return false;
	lab_send(guest->lab, WIRE_DATA, guest->channel, WIRE_MONITOR, text, length);
	return true;
}

const struct remote lab_remote = {
	.start = start,
	.ask = ask,
	.input = input,
	.hold = hold,
	.kill = kill_guest,
	.forget = forget,
};
