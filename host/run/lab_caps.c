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
#include "stream.h"

/* The descriptor of the monitor, on the side of the lab. */
enum { MONITOR = 3 };

struct asked {
	struct lab_kind *kind;
	struct vm vm;
	struct timer patience;
	struct stream words;
	char *complaint; /* its last line */
	bool over, timed_out, nonsense;
};

static void take_words(struct vm *vm, const char *data, size_t size)
{
	stream_feed(&((struct asked *)vm->owner)->words, data, size);
}

static void take_line(struct stream *stream, const struct line *line)
{
	struct asked *asked = container_of(stream, struct asked, words);

	free(asked->complaint);
	asked->complaint = xstrdup(line->whole);
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

/* Nothing more will be heard of it. */
static void take_nonsense(struct qmp *qmp)
{
	struct asked *asked = container_of(qmp, struct vm, qmp)->owner;

	asked->nonsense = true;
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
	asked->vm.output = asked->vm.complaint = take_words;
	asked->vm.exited = take_end;
	asked->vm.owner = asked;
	error = lab_start(&asked->vm, asked->kind, &order);
	words_free(&argv);
	if (!error) {
		vm_remote_started(&asked->vm, true);
		asked->vm.qmp.closed = take_nonsense;
	}
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
	stream_finish(&asked->words);
}

/* NULL if it went as it should but for the answers. */
static char *reason(const struct asked *asked)
{
	const char *why = asked->vm.fate     ? asked->vm.fate
			  : asked->nonsense  ? "it speaks no QMP"
			  : asked->timed_out ? "no answer in time"
					     : asked->complaint;
	char *how, *text;

	if (why)
		return xstrdup(why);
	if (!asked->vm.child.status)
		return NULL;
	how = child_describe(asked->vm.child.status);
	text = xasprintf("it %s", how);
	free(how);
	return text;
}

static char *no_answer(const struct asked *asked, const char *program, int error)
{
	char *why = error ? xstrdup(strerror(error)) : reason(asked), *text;

	text = xasprintf("%s in %s does not say what it can do%s%s", program, asked->kind->name,
			 why ? ": " : "", why ? why : "");
	free(why);
	return text;
}

/* As context the lab's kind, whose QEMU is prepared. */
static bool ask(struct caps *caps, void *context, char **error)
{
	struct asked asked = { .kind = context, .words.line = take_line };
	const char *program = arch_info[asked.kind->arch].qemu;
	bool with_qemu = asked.kind->with_qemu;
	int problem;

	warn("asking QEMU in %s what it can do: this is done once", asked.kind->name);
	asked.kind->with_qemu = true;
	problem = start(&asked, program);
	if (!problem)
		hear(&asked, caps);
	if (!caps_answered(caps))
		*error = no_answer(&asked, program, problem);
	if (!problem)
		vm_destroy(&asked.vm);
	labs_stop();
	asked.kind->with_qemu = with_qemu;
	lab_pack_again(asked.kind);
	stream_free(&asked.words);
	free(asked.complaint);
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
