/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "loop.h"
#include "session.h"

static json_t *time_json(void)
{
	time_t now = time(NULL);
	struct tm utc;
	char text[32];

	gmtime_r(&now, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	return json_string(text);
}

void session_begin(struct session *session, const struct options *options)
{
	struct utsname name;

	*session = (struct session){ .head = json_object(), .started_ns = now_ns() };
	json_object_set_new(session->head, "started", time_json());
	if (!uname(&name))
		json_object_set_new(session->head, "machine",
				    json_pack("{s:s, s:s, s:s}", "name", name.nodename, "system",
					      name.release, "architecture", name.machine));
	if (options->shards > 1)
		json_object_set_new(
			session->head, "shard",
			json_pack("{s:i, s:i}", "number", options->shard, "of", options->shards));
	if (options->repeat != 1)
		json_object_set_new(session->head, "repeat", json_integer(options->repeat));
	if (options->seeded)
		json_object_set_new(session->head, "seed", json_integer(options->seed));
}

void session_describe(struct session *session, const struct plan *plan)
{
	json_t *hosts = json_object();

	for (size_t i = 0; i < plan->count; i++) {
		const struct run *run = &plan->runs[i];
		char *key, *version;

		key = xasprintf("%s/%s", run->host->name, arch_info[run->arch].name);
		if (!run->skip && !json_object_get(hosts, key)) {
			version = run->host->version(run->host, run->arch);
			json_object_set_new(hosts, key, json_string(version));
			free(version);
		}
		free(key);
	}
	json_object_set_new(session->head, "hosts", hosts);
}

void session_end(struct session *session, int signal)
{
	session->interrupted = signal;
	json_object_set_new(session->head, "interrupted", json_boolean(signal));
	json_object_set_new(session->head, "seconds",
			    json_real((now_ns() - session->started_ns) / 1e9));
}
