/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <stdio.h>

#include "merge.h"
#include "report.h"
#include "results.h"
#include "session.h"
#include "times.h"

/* Shards that were cut from one plan: which of them have been seen. */
struct parts {
	bool *seen;
	unsigned int of;
	const char *plan; /* its fingerprint */
};

static json_t *load(const char *path)
{
	json_error_t problem;
	json_t *file = json_load_file(path, 0, &problem);

	if (!file)
		die("%s:%d: %s", path, problem.line, problem.text);
	if (json_integer_value(json_object_get(file, "hostproof")) != 1 ||
	    !json_is_object(json_object_get(file, "session")) ||
	    !json_is_array(json_object_get(file, "results")))
		die("%s: no results.json of hostproof", path);
	return file;
}

static void check_shard(struct parts *parts, const json_t *session, const char *path)
{
	const json_t *shard = json_object_get(session, "shard");
	const char *plan = json_string_value(json_object_get(session, "plan"));
	unsigned int number, of;

	if (!shard || !plan)
		return;
	number = json_integer_value(json_object_get(shard, "number"));
	of = json_integer_value(json_object_get(shard, "of"));
	if (!parts->of) {
		*parts = (struct parts){ xcalloc(of + 1, sizeof(bool)), of, plan };
	} else if (of != parts->of || strcmp(plan, parts->plan)) {
		die("%s: shard of another plan: give all shards the same tests and --times", path);
	}
	if (!number || number > of || parts->seen[number])
		die("%s: shard %u/%u is there twice", path, number, of);
	parts->seen[number] = true;
}

static void check_complete(struct parts *parts)
{
	for (unsigned int i = 1; i <= parts->of; i++) {
		if (!parts->seen[i])
			die("shard %u/%u is missing", i, parts->of);
	}
	free(parts->seen);
}

static bool good_line(const json_t *line)
{
	static const char *const keys[] = { "run", "arch", "host", "case", "verdict" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!json_is_string(json_object_get(line, keys[i])))
			return false;
	}
	return verdict_by_name(json_string_value(json_object_get(line, "verdict"))) !=
	       VERDICT_COUNT;
}

/* A log that lies beside the results comes along. */
static void copy_log(const char *path, const char *log)
{
	const char *slash = strrchr(path, '/');
	char *from = xasprintf("%.*s%s", slash ? (int)(slash + 1 - path) : 0, path, log);
	char *to = xasprintf("%s/%s", results_directory(), log);
	FILE *in = fopen(from, "re"), *out = in ? fopen(to, "we") : NULL;
	char chunk[4096];
	size_t size;

	while (out && (size = fread(chunk, 1, sizeof(chunk), in)))
		fwrite(chunk, 1, size, out);
	if (in && (!out || ferror(out) || fclose(out)))
		results_trouble(to, errno);
	if (in)
		fclose(in);
	free(from);
	free(to);
}

static void add_results(const json_t *file, const char *path)
{
	const char *last = "";
	json_t *line;
	size_t i;

	json_array_foreach(json_object_get(file, "results"), i, line)
	{
		const char *log = json_string_value(json_object_get(line, "log"));

		if (!good_line(line))
			die("%s: result %zu is broken", path, i + 1);
		results_add_json(line);
		if (log && !strstr(log, "..") && *log != '/' && strcmp(log, last))
			copy_log(path, log);
		last = log ? log : last;
	}
}

static json_t **load_all(const struct options *options)
{
	const struct words *paths = &options->patterns;
	json_t **files = xcalloc(paths->count, sizeof(*files));
	struct parts parts = { 0 };

	if (!paths->count)
		die("--merge needs the results.json to join");
	for (size_t i = 0; i < paths->count; i++) {
		files[i] = load(paths->item[i]);
		check_shard(&parts, json_object_get(files[i], "session"), paths->item[i]);
	}
	check_complete(&parts);
	return files;
}

int merge_results(const struct options *options)
{
	json_t **files = load_all(options), *merged = json_array();
	json_t *times = json_object();
	struct session session;
	bool interrupted = false;

	session_begin(&session, options);
	results_open(options);
	for (size_t i = 0; i < options->patterns.count; i++) {
		json_t *part = json_object_get(files[i], "session");

		interrupted |= json_is_true(json_object_get(part, "interrupted"));
		json_array_append(merged, part);
		json_object_update(times, json_object_get(part, "times"));
		add_results(files[i], options->patterns.item[i]);
		json_decref(files[i]);
	}
	free(files);
	json_object_set_new(session.head, "merged", merged);
	times_save(times, options);
	json_decref(times);
	session_end(&session, interrupted);
	report_begin(NULL, options);
	report_end(&session);
	return results_status(&session, 0);
}
