/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "times.h"

/* A boot and a little for each case, on hardware. */
static const double guess_run = 0.1, guess_case = 0.02;

/* Planning needs no better: what differs by less from the old time is not written again. */
static const double tolerance = 0.25, moment = 0.05;

static char *times_path(const struct options *options)
{
	return options->times ? xstrdup(options->times)
			      : xasprintf("%s/times.json", options->cache);
}

/* What times_load() found. */
static json_t *loaded;

static json_t *read_times(const char *path)
{
	json_t *times = json_load_file(path, 0, NULL);

	if (json_is_object(times))
		return times;
	json_decref(times);
	return json_object();
}

static double guess(const struct run *run)
{
	return (guess_run + guess_case * run_selected(run)) * run->host->slower;
}

void times_load(struct plan *plan, const struct options *options)
{
	char *path = times_path(options);

	loaded = read_times(path);
	if (options->times && access(path, R_OK))
		die("%s: %s", path, strerror(errno));
	for (size_t i = 0; i < plan->count; i++) {
		struct run *run = &plan->runs[i];
		const json_t *time = json_object_get(loaded, run->id);

		run->seconds = json_is_number(time) ? json_number_value(time) : guess(run);
	}
	free(path);
}

/* A part of a run says nothing about the whole. */
static bool worth_recording(const struct run *run)
{
	return run->measured > 0 && run_selected(run) == run->case_count;
}

json_t *times_measured(const struct plan *plan)
{
	json_t *times = json_object();

	for (size_t i = 0; i < plan->count; i++) {
		const struct run *run = &plan->runs[i];

		if (worth_recording(run))
			json_object_set_new(times, run->id, json_real(run->measured));
	}
	return times;
}

/* Takes into times what was measured. True if that is worth a new file. */
static bool update(json_t *times, const json_t *measured)
{
	const char *id;
	json_t *time;
	bool news = false;

	json_object_foreach((json_t *)measured, id, time)
	{
		const json_t *old = json_object_get(times, id);
		double is = json_number_value(time), was = json_number_value(old);
		double slack = was * tolerance > moment ? was * tolerance : moment;

		if (old && is > was - slack && is < was + slack)
			continue;
		json_object_set(times, id, time);
		news = true;
	}
	return news;
}

void times_save(const json_t *measured, const struct options *options)
{
	const size_t format = JSON_INDENT(1) | JSON_SORT_KEYS | JSON_REAL_PRECISION(4);
	char *path, *temporary;
	json_t *times;
	bool news = update(loaded, measured);

	json_decref(loaded);
	if (!news)
		return;
	path = times_path(options);
	temporary = xasprintf("%s.%d", path, getpid());
	times = read_times(path); /* others may have written it since */
	if (update(times, measured) &&
	    (json_dump_file(times, temporary, format) || rename(temporary, path))) {
		warn("%s: cannot be written: %s", path, strerror(errno));
		unlink(temporary);
	}
	json_decref(times);
	free(temporary);
	free(path);
}
