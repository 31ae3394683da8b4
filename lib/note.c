/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <args.h>
#include <control.h>
#include <machine.h>
#include <note.h>
#include <smp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_TIMEOUT 30

enum { NOTE_KIND, NOTE_NAME, NOTE_CLAIM, NOTE_FILE, NOTE_LINE, NOTE_ATTRIBUTES };

static const char *note_string(const char *note, unsigned int n)
{
	while (n--)
		note += strlen(note) + 1;
	return note;
}

const char *note_name(const char *note)
{
	return note_string(note, NOTE_NAME);
}

const char *note_attribute(const char *note, const char *key, const char *after)
{
	const char *string = after ? after + strlen(after) + 1 : note_string(note, NOTE_ATTRIBUTES);
	size_t length = strlen(key);

	for (; *string; string += strlen(string) + 1) {
		if (!strncmp(string, key, length) && string[length] == '=')
			return string + length + 1;
	}
	return NULL;
}

/* A machine that hides CPUs from its guest is no reason to skip, so it is not asked first. */
static unsigned int cpus_given(void)
{
	unsigned int given = args_number("hp.cpus", 0);

	return given ? given : smp_count();
}

static const char *lacks(const char *need)
{
	static char reason[64];

	if (!strncmp(need, "cpus=", 5)) {
		unsigned int given = cpus_given();

		snprintf(reason, sizeof(reason), "needs %s CPUs, has %u", need + 5, given);
		return given < strtoul(need + 5, NULL, 10) ? reason : NULL;
	}
	if (!strcmp(need, "control"))
		return control_available() ? NULL : "needs a runner that answers control lines";
	if (!strcmp(need, "migration"))
		return args_value("hp.migrate") ? NULL : "needs a runner that can migrate it";
	if (!strncmp(need, "device=", 7))
		return NULL; /* the case itself finds out, by looking for it */
	if (!strcmp(need, "postcopy"))
		return NULL; /* only the runner knows */
	return machine_lacks(need);
}

const char *note_unmet_need(const char *note)
{
	const char *need = NULL, *reason = NULL;

	while (!reason && (need = note_attribute(note, "needs", need)))
		reason = lacks(need);
	return reason;
}

uint64_t note_timeout(const char *note)
{
	const char *own = note_attribute(note, "timeout", NULL);

	if (args_value("hp.timeout"))
		return args_number("hp.timeout", 0);
	return own ? strtoul(own, NULL, 10) : DEFAULT_TIMEOUT;
}
