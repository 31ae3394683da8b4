/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "caps_ask.h"
#include "probe.h"

static void take_version(void *context, json_t *result, const char *error)
{
	json_t *answer = context;
	const char *package = json_string_value(json_object_get(result, "package"));
	int major, minor, micro;
	char *text;

	(void)error;
	if (json_unpack(result, "{s:{s:i, s:i, s:i}}", "qemu", "major", &major, "minor", &minor,
			"micro", &micro))
		return;
	text = xasprintf("%d.%d.%d%s%s%s", major, minor, micro, package && *package ? " (" : "",
			 package ? package : "", package && *package ? ")" : "");
	json_object_set_new(answer, "version", json_string(text));
	free(text);
}

static void take_names(json_t *answer, const char *what, json_t *result)
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
	json_object_set_new(answer, what, names);
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

static char *no_answer(const char *program, bool with_plugins, struct probe *probe)
{
	char *complaint = probe_complaint(probe), *text;

	/* a model says itself why not */
	if (with_plugins && complaint)
		return complaint;
	text = xasprintf("%s does not say what it can do%s: is it a QEMU of version 7.2 or later?"
			 "%s%s%s",
			 program, probe->timed_out ? " in time" : "", complaint ? " (" : "",
			 complaint ? complaint : "", complaint ? ")" : "");
	free(complaint);
	return text;
}

void caps_question(struct qmp *qmp, json_t *answer)
{
	json_t *devices = json_pack("{s:s, s:b}", "implements", "device", "abstract", 0);

	qmp_execute(qmp, "query-version", NULL, -1, take_version, answer);
	qmp_execute(qmp, "query-machines", NULL, -1, take_machines, answer);
	qmp_execute(qmp, "qom-list-types", devices, -1, take_types, answer);
}

bool caps_answered(const json_t *answer)
{
	return json_object_size(answer) == 3;
}

void caps_words(const char *program, struct words *argv)
{
	words_add(argv, program);
	words_split(argv, "-nodefaults -no-user-config -display none -machine none", "");
}

json_t *caps_ask(const char *program, const struct words *plugins, char **error)
{
	json_t *answer = json_object();
	struct words argv = { 0 };
	struct probe probe;
	int problem;

	caps_words(program, &argv);
	for (size_t i = 0; i < plugins->count; i++) {
		words_add(&argv, "-plugin");
		words_add(&argv, plugins->item[i]);
	}
	problem = probe_start(&probe, &argv);
	words_free(&argv);
	if (problem) {
		*error = xasprintf("%s cannot be started: %s", program, strerror(problem));
		json_decref(answer);
		return NULL;
	}
	caps_question(&probe.qmp, answer);
	probe_finish(&probe);
	if (!caps_answered(answer)) {
		*error = no_answer(program, plugins->count, &probe);
		json_decref(answer);
		return NULL;
	}
	free(probe_complaint(&probe));
	return answer;
}
