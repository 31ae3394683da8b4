/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "caps_ask.h"
#include "probe.h"

static void take_version(void *context, json_t *result, const char *error)
{
	struct caps *caps = context;
	const char *package = json_string_value(json_object_get(result, "package"));
	int major, minor, micro;

	(void)error;
	if (json_unpack(result, "{s:{s:i, s:i, s:i}}", "qemu", "major", &major, "minor", &minor,
			"micro", &micro))
		return;
	caps->version =
		xasprintf("%d.%d.%d%s%s%s", major, minor, micro, package && *package ? " (" : "",
			  package ? package : "", package && *package ? ")" : "");
}

/* NULL if it is no answer. */
static char *names_of(const json_t *result)
{
	struct buf names = { 0 };
	json_t *entry;
	size_t i;

	if (!json_is_array(result))
		return NULL;
	json_array_foreach(result, i, entry)
	{
		const char *name = json_string_value(json_object_get(entry, "name"));
		const char *alias = json_string_value(json_object_get(entry, "alias"));

		if (name)
			buf_printf(&names, " %s", name);
		if (alias)
			buf_printf(&names, " %s", alias);
	}
	return names.data ? buf_take(&names) : xstrdup("");
}

static void take_machines(void *context, json_t *result, const char *error)
{
	(void)error;
	((struct caps *)context)->machines = names_of(result);
}

static void take_types(void *context, json_t *result, const char *error)
{
	(void)error;
	((struct caps *)context)->types = names_of(result);
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

void caps_question(struct qmp *qmp, struct caps *caps)
{
	json_t *devices = json_pack("{s:s, s:b}", "implements", "device", "abstract", 0);

	qmp_execute(qmp, "query-version", NULL, -1, take_version, caps);
	qmp_execute(qmp, "query-machines", NULL, -1, take_machines, caps);
	qmp_execute(qmp, "qom-list-types", devices, -1, take_types, caps);
}

bool caps_answered(const struct caps *caps)
{
	return caps->version && caps->machines && caps->types;
}

void caps_words(const char *program, struct words *argv)
{
	words_add(argv, program);
	words_split(argv, "-nodefaults -no-user-config -display none -machine none", "");
}

bool caps_ask(struct caps *caps, const struct words *plugins, char **error)
{
	struct words argv = { 0 };
	struct probe probe;
	int problem;

	caps_words(caps->program, &argv);
	for (size_t i = 0; i < plugins->count; i++) {
		words_add(&argv, "-plugin");
		words_add(&argv, plugins->item[i]);
	}
	problem = probe_start(&probe, &argv);
	words_free(&argv);
	if (problem) {
		*error = xasprintf("%s cannot be started: %s", caps->program, strerror(problem));
		return false;
	}
	caps_question(&probe.qmp, caps);
	probe_finish(&probe);
	if (!caps_answered(caps)) {
		*error = no_answer(caps->program, plugins->count, &probe);
		return false;
	}
	free(probe_complaint(&probe));
	return true;
}
