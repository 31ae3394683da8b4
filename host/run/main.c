/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hostproof's runner: see --help, docs/design.md and docs/results.md. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <signal.h>

#include "caps.h"
#include "known.h"
#include "loop.h"
#include "migrate.h"
#include "options.h"
#include "report.h"
#include "results.h"
#include "sched.h"

static void load_cfg(struct cfg *cfg, const struct options *options)
{
	FILE *file = fopen(options->config, "re");
	struct buf text = { 0 };
	char chunk[4096];
	size_t size;

	if (!file)
		die("%s: %s", options->config, strerror(errno));
	while ((size = fread(chunk, 1, sizeof(chunk), file)))
		buf_add(&text, chunk, size);
	if (ferror(file))
		die("%s: cannot be read", options->config);
	fclose(file);
	if (!cfg_parse(cfg, text.data ? text.data : "", text.length))
		die("%s:%u: %s", options->config, cfg->error_line, cfg->error);
	buf_free(&text);
}

static int run_all(struct plan *plan, const struct options *options)
{
	struct session session = { .head = json_object(), .started_ns = now_ns() };
	const unsigned int *counts;
	int signal, status = 0;
	bool written;

	plan_check(plan);
	results_open(options);
	report_begin(plan, options);
	signal = sched_run(plan, options);
	session.interrupted = signal;
	report_end(&session);
	written = results_finish(&session);
	json_decref(session.head);
	counts = results_counts();
	for (enum verdict v = 0; v < VERDICT_COUNT; v++) {
		if (counts[v] && !verdict_good(v))
			status = 1;
	}
	if (signal)
		return 128 + signal;
	return written ? status : 2;
}

int main(int argc, char **argv)
{
	struct options options;
	struct plan plan;
	struct cfg cfg;
	int status = 0;

	signal(SIGPIPE, SIG_IGN);
	options_parse(&options, argc, argv);
	host_build_directory = options.build;
	load_cfg(&cfg, &options);
	plan_make(&plan, &cfg, &options);
	loop_init();
	status = run_all(&plan, &options);
	loop_exit();
	plan_free(&plan);
	images_free();
	caps_free();
	cfg_free(&cfg);
	options_free(&options);
	return status;
}
