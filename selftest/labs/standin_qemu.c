/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The QEMU in the stand-in's lab: as much of its monitor as it takes to ask what it can do. */
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "standin.h"

static char how[32];
static char pending[4096];
static size_t pending_size;

static bool told(const char *word)
{
	return !strcmp(how, word);
}

static void say(const char *text)
{
	send_frame(WIRE_DATA, WIRE_MONITOR, text, strlen(text));
}

static void complain(const char *text)
{
	send_frame(WIRE_DATA, WIRE_STDERR, text, strlen(text));
}

static void answer(const char *key, json_t *value, json_t *id)
{
	json_t *message = json_pack("{s:o, s:O}", key, value, "id", id);
	char *text = json_dumps(message, JSON_COMPACT);

	say(text);
	say("\r\n");
	free(text);
	json_decref(message);
}

static json_t *result_of(const char *command)
{
	if (!strcmp(command, "query-version"))
		return json_pack("{s:{s:i, s:i, s:i}}", "qemu", "major", 7, "minor", 2, "micro", 9);
	if (!strcmp(command, "query-machines"))
		return json_pack("[{s:s, s:s}, {s:s}]", "name", "pc-q35-7.2", "alias", "q35",
				 "name", "microvm");
	if (!strcmp(command, "qom-list-types"))
		return json_pack("[{s:s}, {s:s}]", "name", "virtio-rng-pci", "name",
				 "isa-debug-exit");
	return json_object();
}

static bool is_question(const char *command)
{
	return !strncmp(command, "query-", 6) || !strncmp(command, "qom-", 4);
}

static void execute(const char *command, json_t *id)
{
	if (is_question(command) && told("halfway") && !strcmp(command, "query-machines"))
		finish(SIGSEGV);
	else if (is_question(command) && told("refusing"))
		answer("error",
		       json_pack("{s:s, s:s}", "class", "CommandNotFound", "desc",
				 "no such command"),
		       id);
	else if (is_question(command) && told("other"))
		answer("return", json_object(), id);
	else
		answer("return", result_of(command), id);
	if (!strcmp(command, "quit"))
		finish(0);
}

static void take_line(const char *text, size_t size)
{
	json_t *object = json_loadb(text, size, 0, NULL);
	const char *command = json_string_value(json_object_get(object, "execute"));

	if (command)
		execute(command, json_object_get(object, "id"));
	json_decref(object);
}

void qemu_hear(const void *data, size_t size)
{
	char *newline;

	if (told("mute") || told("deaf"))
		return;
	if (size > sizeof(pending) - pending_size)
		exit(5);
	memcpy(pending + pending_size, data, size);
	pending_size += size;
	while ((newline = memchr(pending, '\n', pending_size))) {
		size_t length = newline + 1 - pending;

		take_line(pending, length);
		pending_size -= length;
		memmove(pending, pending + length, pending_size);
	}
}

void qemu_start(const char *word)
{
	static const char missing[] = "No such file or directory";

	strncpy(how, word, sizeof(how) - 1);
	pending_size = 0;
	if (told("missing")) {
		send_frame(WIRE_REFUSED, 0, missing, strlen(missing));
	} else if (told("complaining")) {
		complain("qemu-system-x86_64: a warning that is none of the reason\n");
		complain("qemu-system-x86_64: no accelerator found\n");
		finish(1 << 8);
	} else if (told("shot")) {
		finish(SIGKILL);
	} else if (told("nonsense")) {
		say("(qemu) what do you mean?\r\n");
	} else if (!told("mute") && !told("deaf")) {
		say("{\"QMP\":{\"version\":{},\"capabilities\":[]}}\r\n");
	}
}
