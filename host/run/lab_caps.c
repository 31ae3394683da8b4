/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A lab is booted for one question: what its QEMU can do. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "caps_ask.h"
#include "lab.h"
#include "lab_boot.h"
#include "lab_caps.h"
#include "options.h"

/* The descriptor of the monitor, on the side of the lab. */
enum { MONITOR = 3 };

struct asked {
	struct lab_kind *kind;
	struct vm vm;
	struct timer patience;
	struct buf complaint;
	bool over, timed_out;
};

static void take_complaint(struct vm *vm, const char *data, size_t size)
{
	buf_add_printable(&((struct asked *)vm->owner)->complaint, data, size);
}

static void take_end(struct vm *vm)
{
	((struct asked *)vm->owner)->over = true;
}

static void patience_over(struct timer *timer)
{
	struct asked *asked = container_of(timer, struct asked, patience);

	asked->timed_out = true;
	vm_kill(&asked->vm);
}

/* 0, or why it cannot be started. */
static int start(struct asked *asked, const char *program)
{
	struct lab_order order = { .flags = WIRE_WITH_MONITOR, .cpus = 1 };
	struct words argv = { 0 };
	int error;

	caps_words(program, &argv);
	/* Of the modules of QEMU, those for its own emulation are not in the lab. */
	words_split(&argv, "-accel kvm -mon chardev=monitor,mode=control -chardev", "");
	words_addf(&argv, "socket,id=monitor,fd=%d", MONITOR);
	order.argv = &argv;
	asked->vm.output = asked->vm.complaint = take_complaint;
	asked->vm.exited = take_end;
	asked->vm.owner = asked;
	error = lab_start(&asked->vm, asked->kind, &order);
	words_free(&argv);
	if (!error)
		vm_remote_started(&asked->vm, true);
	return error;
}

/* The lab is booted and silent for as long as it may; so may QEMU be. */
static void hear(struct asked *asked, struct caps *caps)
{
	caps_question(&asked->vm.qmp, caps);
	qmp_execute(&asked->vm.qmp, "quit", NULL, -1, NULL, NULL);
	asked->patience.expired = patience_over;
	timer_start(&asked->patience, (asked->kind->boot + asked->kind->silence) * NS_PER_S);
	while (!asked->over)
		loop_step();
	timer_stop(&asked->patience);
}

static char *no_answer(const struct asked *asked, const char *program, int error)
{
	const char *why = error		     ? strerror(error)
			  : asked->vm.fate   ? asked->vm.fate
			  : asked->timed_out ? "no answer in time"
					     : asked->complaint.data;

	return xasprintf("%s in %s does not say what it can do%s%s", program, asked->kind->name,
			 why ? ": " : "", why ? why : "");
}

/* As context the lab's kind, whose QEMU is prepared. */
static bool ask(struct caps *caps, void *context, char **error)
{
	struct asked asked = { .kind = context };
	const char *program = arch_info[asked.kind->arch].qemu;
	bool with_qemu = asked.kind->with_qemu;
	int problem;

	warn("asking QEMU in %s what it can do: this is done once", asked.kind->name);
	asked.kind->with_qemu = true;
	lab_set_up_apart(asked.kind);
	problem = start(&asked, program);
	if (!problem)
		hear(&asked, caps);
	if (!caps_answered(caps))
		*error = no_answer(&asked, program, problem);
	if (!problem)
		vm_destroy(&asked.vm);
	labs_stop();
	lab_clean_up_apart(asked.kind);
	asked.kind->with_qemu = with_qemu;
	buf_free(&asked.complaint);
	return caps_answered(caps);
}

const struct caps *lab_caps(struct lab_kind *kind, char **error)
{
	char *name = xasprintf("%s/usr/bin/%s", kind->qemu, arch_info[kind->arch].qemu);
	char *file = realpath(name, NULL);
	const struct caps *caps = NULL;

	if (file)
		caps = caps_of_file(file, host_build_directory, ask, kind, error);
	else
		*error = xasprintf("%s: %s", name, strerror(errno));
	free(file);
	free(name);
	return caps;
}
