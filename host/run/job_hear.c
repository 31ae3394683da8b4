/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a job hears: the guest's lines, its VMM's complaints, and time passing. */
#include <stdlib.h>

#include "job.h"
#include "migrate.h"
#include "request.h"

enum {
	OUTPUT_MAX_MB = 256, /* of one boot */
	GRACE_S = 2,	     /* the guest's own watchdog comes first */
	POWER_OFF_S = 10,    /* from the end of the stream to the end of the VMM */
};

void job_stop_boot(struct job *job, enum verdict verdict, const char *reason)
{
	if (!job->end_reason) {
		job->end_verdict = verdict;
		job->end_reason = xstrdup(reason);
		log_printf(&job->log, "# ended by the runner: %s", reason);
	}
	vm_kill(job->active);
}

/* The limit that holds until something else is heard. */
void job_watch_time(struct job *job, unsigned int seconds)
{
	timer_start(&job->limit, (seconds + seconds / 4 + GRACE_S) * NS_PER_S);
}

static void limit_reached(struct timer *timer)
{
	struct job *job = container_of(timer, struct job, limit);
	const struct track *track = &job->track;
	unsigned int limit = run_case_timeout(job->run, track->current);
	char *reason;

	if (track->ended || track->stuck)
		reason = xasprintf("the guest did not power off within %d s after its end",
				   POWER_OFF_S);
	else if (track->current)
		reason = xasprintf("no result within the limit of %u s", limit);
	else if (!job->output_bytes)
		reason = xasprintf("no output within %u s", limit);
	else
		reason = xasprintf("no case began within %u s", limit);
	job_stop_boot(job, VERDICT_TIMEOUT, reason);
	free(reason);
}

static void run_limit_reached(struct timer *timer)
{
	struct job *job = container_of(timer, struct job, run_limit);
	char *reason = xasprintf("the run took longer than its run_timeout of %u s",
				 job->run->run_timeout);

	job_stop_boot(job, VERDICT_TIMEOUT, reason);
	free(reason);
}

static void case_started(struct track *track, unsigned int number)
{
	struct job *job = container_of(track, struct job, track);

	job->case_ns = now_ns();
	job_watch_time(job, run_case_timeout(job->run, number));
}

/* What the host's own kernel says of itself while a case runs, fails the case. */
static void blame_host(struct job *job, struct outcome *outcome)
{
	if (job->host_complaint && verdict_good(outcome->verdict)) {
		outcome->verdict = VERDICT_FAIL;
		free(outcome->reason);
		outcome->reason = xasprintf("the host's kernel: %s", job->host_complaint);
	}
	free(job->host_complaint);
	job->host_complaint = NULL;
}

static void case_finished(struct track *track, unsigned int number, struct outcome *outcome)
{
	struct job *job = container_of(track, struct job, track);

	blame_host(job, outcome);
	job_add_result(job, number, outcome, now_ns() - job->case_ns);
	job_watch_time(job, run_case_timeout(job->run, 0));
	/* The answer that its guest did not wait for would be taken for another's. */
	if (outcome->verdict == VERDICT_TIMEOUT && migrate_in_flight(job)) {
		log_printf(&job->log, "# ended by the runner: a migration is left over");
		job->left_over = true;
		vm_kill(job->active);
	}
}

static void case_request(struct track *track, char *text)
{
	request_handle(container_of(track, struct job, track), text);
}

void job_answer(struct job *job, const char *format, ...)
{
	struct buf line = { 0 };
	va_list args;
	char *text;

	va_start(args, format);
	text = xvasprintf(format, args);
	va_end(args);
	buf_puts(&line, "@ ");
	buf_puts(&line, text);
	log_line(&job->log, line.data);
	buf_putc(&line, '\n');
	if (!migrate_holds_answer(job, line.data))
		vm_input(job->active, line.data, line.length);
	buf_free(&line);
	free(text);
}

static void guest_line(struct stream *stream, const struct line *line)
{
	struct job *job = container_of(stream, struct job, stream);
	bool was_over = job->track.ended || job->track.stuck;

	log_line(&job->log, line->whole);
	if (job->end_reason || job->left_over)
		return;
	track_line(&job->track, line);
	if (!was_over && (job->track.ended || job->track.stuck))
		timer_start(&job->limit, POWER_OFF_S * job->run->host->slower * NS_PER_S);
}

static void complaint_line(struct stream *stream, const struct line *line)
{
	struct job *job = container_of(stream, struct job, complaints);

	log_printf(&job->log, "! %s", line->whole);
	free(job->last_complaint);
	job->last_complaint = xstrdup(line->whole);
}

static void vm_output(struct vm *vm, const char *data, size_t size)
{
	struct job *job = vm->owner;
	char *reason;

	job->output_bytes += size;
	stream_feed(&job->stream, data, size);
	log_flush(&job->log);
	if (job->output_bytes > OUTPUT_MAX_MB * 1024ull * 1024 && !job->end_reason) {
		reason = xasprintf("more than %d MB of output", OUTPUT_MAX_MB);
		job_stop_boot(job, VERDICT_CRASH, reason);
		free(reason);
	}
}

static void vm_complaint(struct vm *vm, const char *data, size_t size)
{
	struct job *job = vm->owner;

	stream_feed(&job->complaints, data, size);
	log_flush(&job->log);
}

/* Outside of cases it counts against the stream. */
static void vm_host_log(struct vm *vm, const char *line, bool complaint)
{
	struct job *job = vm->owner;

	log_printf(&job->log, "! %s", line);
	if (!complaint)
		return;
	if (job->track.current && !job->host_complaint)
		job->host_complaint = xstrdup(line);
	else if (!job->track.current && !job->stray_complaint)
		job->stray_complaint = xstrdup(line);
}

void job_hear_start(struct job *job)
{
	job->stream.line = guest_line;
	job->complaints.line = complaint_line;
	job->limit.expired = limit_reached;
	job->run_limit.expired = run_limit_reached;
}

void job_hear_track(struct job *job)
{
	job->track.started = case_started;
	job->track.finished = case_finished;
	job->track.request = case_request;
}

void job_hear_vm(struct job *job, struct vm *vm)
{
	vm->owner = job;
	vm->output = vm_output;
	vm->complaint = vm_complaint;
	vm->host_log = vm_host_log;
	vm->exited = job_vm_exited;
}
