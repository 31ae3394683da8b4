/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "job.h"
#include "migrate.h"
#include "options.h"
#include "report.h"
#include "request.h"
#include "results.h"

static void boot(struct job *job);

void job_add_result(struct job *job, unsigned int number, struct outcome *outcome, uint64_t wall_ns)
{
	struct result result = {
		.run = job->run,
		.number = number,
		.iteration = job->iteration,
		.boot = job->boot,
		.outcome = outcome,
		.wall_ns = wall_ns,
		.log = job->log_name,
	};

	results_add(&result);
	job->counts[outcome->verdict]++;
	report_result(job, &result);
}

/* A result that the runner finds itself. */
static void add_own_result(struct job *job, unsigned int number, enum verdict verdict,
			   const char *reason)
{
	struct outcome outcome = { .verdict = verdict, .reason = xstrdup(reason) };

	job_add_result(job, number, &outcome, 0);
	outcome_free(&outcome);
}

/* How the VMM came to its end, in words. */
static char *describe_end(const struct job *job, int status)
{
	char *how, *text;

	if (job->end_reason)
		return xstrdup(job->end_reason);
	if (job->active->fate)
		return xstrdup(job->active->fate);
	how = child_describe(status);
	text = xasprintf("the VMM %s%s%s%s", how, job->where, job->last_complaint ? ": " : "",
			 job->last_complaint ? job->last_complaint : "");
	free(how);
	return text;
}

/* The result of the boot as such, if something is wrong with it. */
static void judge_stream(struct job *job, int status, bool in_case, const char *how)
{
	struct track *track = &job->track;
	enum verdict verdict = job->end_reason ? job->end_verdict : VERDICT_CRASH;
	bool over = track->ended || track->stuck;
	char *reason = NULL;

	if (!job->end_reason && !in_case && track->done)
		track_check_end(track);
	if (track->error)
		reason = xasprintf("%s%s%s", track->error, over ? "" : "; ", over ? "" : how);
	else if (over && (job->end_reason || WIFSIGNALED(status)))
		reason = xasprintf("after the end of the stream: %s", how);
	else if (!over && !in_case && track->done)
		reason = xstrdup(how);
	if (reason && !job->interrupted)
		add_own_result(job, 0, track->error ? VERDICT_CRASH : verdict, reason);
	free(reason);
}

/* The host's kernel complained while no case ran. */
static void judge_host(struct job *job)
{
	char *reason;

	if (!job->stray_complaint)
		return;
	reason = xasprintf("the host's kernel, between cases: %s", job->stray_complaint);
	add_own_result(job, 0, VERDICT_FAIL, reason);
	free(reason);
	free(job->stray_complaint);
	job->stray_complaint = NULL;
}

static void fail_pending(struct job *job, enum verdict verdict, const char *reason)
{
	for (size_t i = 0; i < job->pending_count && !job->interrupted; i++)
		add_own_result(job, job->pending[i], verdict, reason);
	job->pending_count = 0;
}

static void drop_done(struct job *job)
{
	job->pending_count -= job->track.done;
	memmove(job->pending, job->pending + job->track.done,
		job->pending_count * sizeof(*job->pending));
}

static void job_over(struct job *job)
{
	bool good = true;

	for (enum verdict v = 0; v < VERDICT_COUNT; v++)
		good &= !job->counts[v] || verdict_good(v);
	timer_stop(&job->limit);
	timer_stop(&job->run_limit);
	if (job->log_name)
		log_close(&job->log,
			  !good || job->iteration == 1 || job->options->keep || job->interrupted);
	job->over(job);
}

/* After the last byte: who gets the blame, and is there something left to boot for? */
static void boot_over(struct job *job, int status)
{
	struct track *track = &job->track;
	char *how = describe_end(job, status);
	enum verdict verdict = job->end_reason ? job->end_verdict : VERDICT_CRASH;
	bool in_case = track->current, over = track->ended || track->stuck;
	/* What a guest says that does not keep to the rules is not asked for again. */
	bool broken = track->error, progress;

	log_printf(&job->log, "# %s", how);
	if (job->interrupted)
		track->current = 0;
	track_abandon(track, verdict, how);
	if (!job->left_over)
		judge_stream(job, status, in_case, how);
	judge_host(job);
	drop_done(job);
	progress = track->done && !broken && (job->run_limit.when || !job->run->run_timeout);
	if (job->pending_count && !progress)
		fail_pending(job, broken ? VERDICT_CRASH : verdict,
			     broken ? track->error
			     : over ? "the guest ended without running it"
				    : how);
	free(how);
	if (job->pending_count && !job->interrupted)
		boot(job);
	else
		job_over(job);
}

void job_vm_exited(struct vm *vm)
{
	struct job *job = vm->owner;

	migrate_vm_exited(job, vm);
	if (vm != job->active || vm->out_held)
		return;
	job->where = migrate_in_flight(job) ? " during a migration" : "";
	stream_finish(&job->stream);
	stream_finish(&job->complaints);
	timer_stop(&job->limit);
	migrate_end(job);
	boot_over(job, vm->child.status);
}

static void begin_boot(struct job *job)
{
	track_free(&job->track);
	job->track = (struct track){
		.notes = &job->run->image->notes,
		.arch = arch_info[job->run->arch].name,
		.expected = job->pending,
		.expected_count = job->pending_count,
	};
	job_hear_track(job);
	free(job->end_reason);
	free(job->last_complaint);
	job->end_reason = job->last_complaint = NULL;
	job->output_bytes = 0;
	job->where = "";
	job->left_over = false;
	job->boot++;
}

/* The words of the command as a person would type them, without what only we can pass. */
static void log_command(struct job *job, const struct launch *launch)
{
	struct launch plain = { .append = launch->append, .monitor_fd = -1 };
	struct words argv = { 0 };
	char *line;

	job->run->host->command(job->run, &plain, &argv);
	line = words_shell(&argv);
	log_printf(&job->log, "# %s, repetition %u, boot %u:", job->run->id, job->iteration,
		   job->boot);
	log_printf(&job->log, "# %s", line);
	free(line);
	words_free(&argv);
}

char *job_append(const struct job *job)
{
	return job_command_line(job->run, job->options, job->iteration, job->pending,
				job->pending_count, job->run->control);
}

static void boot(struct job *job)
{
	struct launch launch = { .monitor_fd = job->run->monitor ? 0 : -1 };
	char *append, *reason;
	int error;

	begin_boot(job);
	append = job_append(job);
	launch.append = append;
	log_command(job, &launch);
	job->active = &job->vms[0];
	vm_destroy(job->active);
	*job->active = (struct vm){ 0 };
	job_hear_vm(job, job->active);
	error = vm_start(job->active, job->run, &launch, false, -1);
	free(append);
	if (!error) {
		migrate_begin(job);
		job_watch_time(job, run_case_timeout(job->run, 0) + job->run->host->settles);
		return;
	}
	reason = xasprintf("the VMM cannot be started: %s", strerror(error));
	fail_pending(job, VERDICT_CRASH, reason);
	free(reason);
	job_over(job);
}

/* Gives their results to cases that are known to be skipped; the others are pending. */
static void sort_cases(struct job *job)
{
	struct run *run = job->run;

	job->pending = xcalloc(run->case_count, sizeof(*job->pending));
	for (size_t i = 0; i < run->case_count; i++) {
		const char *skip = run->skip ? run->skip : run->cases[i].skip;

		if (!run->cases[i].selected)
			continue;
		if (skip)
			add_own_result(job, i + 1, VERDICT_SKIP, skip);
		else
			job->pending[job->pending_count++] = i + 1;
	}
	if (!run->cases)
		add_own_result(job, 0, VERDICT_SKIP, run->skip);
}

static void open_log(struct job *job)
{
	const struct run *run = job->run;
	const char *arch = arch_info[run->arch].name;
	char *path;

	if (job->iteration == 1)
		job->log_name = xasprintf("logs/%s-%s-%s.log", run->host->name, arch, run->name);
	else
		job->log_name = xasprintf("logs/%s-%s-%s.%u.log", run->host->name, arch, run->name,
					  job->iteration);
	path = xasprintf("%s/%s", results_directory(), job->log_name);
	log_open(&job->log, path);
	free(path);
}

void job_start(struct job *job)
{
	job->started_ns = now_ns();
	job_hear_start(job);
	sort_cases(job);
	if (!job->pending_count) {
		job->over(job);
		return;
	}
	open_log(job);
	if (job->run->run_timeout)
		timer_start(&job->run_limit,
			    job->run->run_timeout * job->run->host->slower * NS_PER_S);
	boot(job);
}

void job_interrupt(struct job *job)
{
	job->interrupted = true;
	job_stop_boot(job, VERDICT_CRASH, "interrupted");
}

void job_free(struct job *job)
{
	migrate_end(job);
	for (size_t i = 0; i < ARRAY_SIZE(job->vms); i++)
		vm_destroy(&job->vms[i]);
	track_free(&job->track);
	stream_free(&job->stream);
	stream_free(&job->complaints);
	buf_free(&job->report);
	buf_free(&job->details);
	free(job->skip_reason);
	free(job->log_name);
	free(job->host_complaint);
	free(job->stray_complaint);
	free(job->last_complaint);
	free(job->end_reason);
	free(job->pending);
}
