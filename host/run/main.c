/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hostproof's runner: see --help, docs/design.md and docs/results.md. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "caps.h"
#include "current.h"
#include "gdb.h"
#include "known.h"
#include "lab_kind.h"
#include "list.h"
#include "loop.h"
#include "merge.h"
#include "model.h"
#include "report.h"
#include "sched.h"
#include "session.h"
#include "shard.h"
#include "shell.h"
#include "times.h"

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

struct work {
	struct plan *plan;
	const struct options *options;
	struct session session;
	bool times_known;
};

/* How long runs take decides their order. */
static void know_times(struct work *work)
{
	char *fingerprint;

	times_load(work->plan, work->options);
	fingerprint = shard_fingerprint(work->plan);
	json_object_set_new(work->session.head, "plan", json_string(fingerprint));
	free(fingerprint);
	work->times_known = true;
}

/* What nobody has to wait for: done while the first guests boot. */
static void meanwhile(void *context)
{
	struct work *work = context;

	results_begin();
	if (!work->times_known)
		know_times(work);
}

static int run_all(struct plan *plan, const struct options *options)
{
	struct work work = { .plan = plan, .options = options };
	struct session *session = &work.session;
	json_t *times;
	int signal;

	session_begin(session, options);
	if (plan->count > 1 || options->times)
		know_times(&work);
	if (options->shards > 1)
		shard_plan(plan, options->shard, options->shards);
	results_open(options);
	plan_check(plan);
	session_describe(session, plan);
	report_begin(plan, options);
	signal = sched_run(plan, options, meanwhile, &work);
	current_or_back();
	session_end(session, signal);
	times = times_measured(plan);
	json_object_set_new(session->head, "times", times);
	if (options->shards == 1)
		times_save(times, options);
	report_end(session);
	return results_status(session, signal);
}

static int act(struct plan *plan, struct options *options)
{
	switch (options->mode) {
	case MODE_LIST:
		list_plan(plan);
		return 0;
	case MODE_DOCS:
		list_docs(plan);
		return 0;
	case MODE_COMPLETE:
		list_names(plan);
		return 0;
	case MODE_GDB:
		return gdb_wait(plan, options);
	case MODE_SHELL:
		return shell_run(plan, options);
	case MODE_PRINT_COMMAND:
		return gdb_print_command(plan, options);
	default:
		return run_all(plan, options);
	}
}

int main(int argc, char **argv)
{
	struct options options;
	struct plan plan = { 0 };
	struct cfg cfg = { 0 };
	int status;

	current_begin(argv);
	signal(SIGPIPE, SIG_IGN);
	options_parse(&options, argc, argv);
	if (options.mode != MODE_RUN)
		current_or_back();
	host_build_directory = options.cache;
	lab_fault = options.fault;
	host_image_directory = options.build;
	loop_init();
	if (options.mode == MODE_MERGE) {
		status = merge_results(&options);
	} else if (options.mode == MODE_MODELS) {
		model_list(&options);
		status = 0;
	} else {
		load_cfg(&cfg, &options);
		plan_make(&plan, &cfg, &options);
		status = act(&plan, &options);
	}
	loop_exit();
	plan_free(&plan);
	images_free();
	known_free();
	hosts_free();
	caps_free();
	cfg_free(&cfg);
	options_free(&options);
	return status;
}
