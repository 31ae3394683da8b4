/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "caps_ask.h"
#include "child.h"
#include "qmp.h"

enum { PATIENCE_S = 20 };

struct question {
	struct child child;
	struct qmp qmp;
	struct timer patience;
	json_t *answer;
	bool exited;
	bool timed_out;
};

#define question_of(pointer, member) \
	((struct question *)((char *)(pointer)-offsetof(struct question, member)))

static void take_version(void *context, json_t *result, const char *error)
{
	struct question *question = context;
	const char *package = json_string_value(json_object_get(result, "package"));
	int major, minor, micro;
	char *text;

	(void)error;
	if (json_unpack(result, "{s:{s:i, s:i, s:i}}", "qemu", "major", &major, "minor", &minor,
			"micro", &micro))
		return;
	text = xasprintf("%d.%d.%d%s%s%s", major, minor, micro, package && *package ? " (" : "",
			 package ? package : "", package && *package ? ")" : "");
	json_object_set_new(question->answer, "version", json_string(text));
	free(text);
}

static void take_names(struct question *question, const char *what, json_t *result)
{
	json_t *names = json_object(), *entry;
	size_t i;

	if (!json_is_array(result)) {
		json_decref(names);
		return;
	}
	json_array_foreach(result, i, entry)
	{
		const char *name = json_string_value(json_object_get(entry, "name"));
		const char *alias = json_string_value(json_object_get(entry, "alias"));

		if (name)
			json_object_set_new(names, name, json_true());
		if (alias)
			json_object_set_new(names, alias, json_true());
	}
	json_object_set_new(question->answer, what, names);
}

static void take_machines(void *context, json_t *result, const char *error)
{
	(void)error;
	take_names(context, "machines", result);
}

static void take_types(void *context, json_t *result, const char *error)
{
	(void)error;
	take_names(context, "types", result);
}

static void child_over(struct child *child)
{
	question_of(child, child)->exited = true;
}

static void patience_over(struct timer *timer)
{
	struct question *question = question_of(timer, patience);

	question->timed_out = true;
	child_signal(&question->child, SIGKILL);
}

static int start(struct question *question, const char *program)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), ends[2], error;
	struct child_setup setup = { null, null, null, &ends[1], 1 };
	struct words argv = { 0 };

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return errno;
	words_add(&argv, program);
	words_split(&argv,
		    "-nodefaults -no-user-config -display none -machine none "
		    "-mon chardev=monitor,mode=control -chardev",
		    "");
	words_addf(&argv, "socket,id=monitor,fd=%d", ends[1]);
	question->child.exited = child_over;
	error = child_start(&question->child, &argv, &setup);
	close(null);
	close(ends[1]);
	words_free(&argv);
	if (error)
		close(ends[0]);
	else
		qmp_open(&question->qmp, ends[0]);
	return error;
}

static void ask(struct question *question)
{
	json_t *devices = json_pack("{s:s, s:b}", "implements", "device", "abstract", 0);

	question->answer = json_object();
	question->patience.expired = patience_over;
	timer_start(&question->patience, PATIENCE_S * NS_PER_S);
	qmp_execute(&question->qmp, "query-version", NULL, -1, take_version, question);
	qmp_execute(&question->qmp, "query-machines", NULL, -1, take_machines, question);
	qmp_execute(&question->qmp, "qom-list-types", devices, -1, take_types, question);
	qmp_execute(&question->qmp, "quit", NULL, -1, NULL, NULL);
	while (!question->exited)
		loop_step();
	timer_stop(&question->patience);
	qmp_close(&question->qmp);
}

json_t *caps_ask(const char *program, char **error)
{
	struct question question = { 0 };
	int problem = start(&question, program);

	if (problem) {
		*error = xasprintf("%s cannot be started: %s", program, strerror(problem));
		return NULL;
	}
	ask(&question);
	if (json_object_size(question.answer) == 3)
		return question.answer;
	json_decref(question.answer);
	*error =
		xasprintf("%s does not say what it can do%s: is it a QEMU of version 7.2 or later?",
			  program, question.timed_out ? " in time" : "");
	return NULL;
}
