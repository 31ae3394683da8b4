/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "migrate_flight.h"
#include "options.h"

enum {
	MONITOR_LOST_MS = 5000, /* between its end and that of the VMM, if that is the cause */
	QUIT_MS = 5000,
};

static void advance(struct migration *m);
static void migrate_listen(struct job *job, struct vm *vm);

bool migrate_in_flight(const struct job *job)
{
	return job->migration && job->migration->flying;
}

bool migrate_holds_answer(struct job *job, const char *line)
{
	if (!migrate_in_flight(job))
		return false;
	buf_puts(&job->migration->answers, line);
	return true;
}

static void release_answers(struct migration *m)
{
	if (m->answers.length)
		vm_input(m->job->active, m->answers.data, m->answers.length);
	buf_clear(&m->answers);
}

static void note_failure(struct migration *m, const char *why)
{
	if (!m->failure)
		m->failure = xstrdup(why ? why : "for no reason given");
	log_printf(&m->job->log, "# migration: %s", m->failure);
}

/* Back to the source, which goes on; the guest is told. */
static void give_up(struct migration *m)
{
	struct vm *to = m->to;

	m->flying = false;
	m->to = NULL;
	migrate_path_close(&m->path);
	if (to)
		vm_destroy(to);
	if (m->from_completed)
		qmp_execute(&m->from->qmp, "cont", NULL, -1, NULL, NULL);
	vm_hold_still(m->from, false);
	release_answers(m);
	if (!m->endless || m->stop) {
		job_answer(m->job, "error %s", m->failure);
		free(m->failure);
		m->failure = NULL;
	}
	m->endless = m->stop = false;
}

static void crash(struct migration *m, const char *who, const char *what)
{
	char *reason = xasprintf("the %s of the migration %s%s%s", who, what,
				 m->job->last_complaint ? ": " : "",
				 m->job->last_complaint ? m->job->last_complaint : "");

	job_stop_boot(m->job, VERDICT_CRASH, reason);
	free(reason);
}

static void refused(struct migration *m, const char *error)
{
	if (!m->from->qmp.open)
		return; /* monitor_closed() sees to it */
	note_failure(m, error);
	m->from_failed = true;
	advance(m);
}

/* QEMU's words for an argument of the monitor that it does not know. */
#define UNKNOWN " is unexpected"

static void unsupported(struct migration *m, const char *error)
{
	char *reason = xasprintf("unsupported: %s", error);

	refused(m, reason);
	free(reason);
}

static void checked(void *context, json_t *result, const char *error)
{
	struct migration *m = context;

	(void)result;
	if (!error || !m->flying)
		return;
	if (strstr(error, UNKNOWN))
		unsupported(m, error);
	else
		refused(m, error);
}

/* A way to migrate that this QEMU does not know, or that its machine does not allow. */
static void prepared(void *context, json_t *result, const char *error)
{
	struct migration *m = context;

	(void)result;
	if (error && m->flying)
		unsupported(m, error);
}

static void take_figures(void *context, json_t *result, const char *error)
{
	struct migration *m = context;
	const char *reason = json_string_value(json_object_get(result, "error-desc"));

	(void)error;
	if (!m->flying)
		return;
	m->has_figures = true;
	migrate_figures_take(&m->took, result);
	if (m->from_failed)
		note_failure(m, reason ? reason : "the source says that it failed");
	advance(m);
}

/* The destination listens: now the source can be told. */
static void incoming(void *context, json_t *result, const char *error)
{
	struct migration *m = context;

	(void)result;
	if (!m->flying)
		return;
	vm_hold_still(m->from, false);
	if (error)
		refused(m, error);
	else if (!migrate_order_to_file(&m->order))
		migrate_path_send(&m->path, &m->from->qmp, checked, m);
}

static void prepare(struct migration *m, struct vm *vm)
{
	qmp_execute(&vm->qmp, "migrate-set-capabilities", migrate_order_capabilities(&m->order), -1,
		    prepared, m);
	qmp_execute(&vm->qmp, "migrate-set-parameters", migrate_order_parameters(&m->order), -1,
		    prepared, m);
}

/*
 * The other one of the two machines becomes the destination. The guest, which looks all the time
 * whether it has moved, must not take CPUs from it: without that it starts twice as fast.
 */
static bool start_destination(struct migration *m)
{
	struct job *job = m->job;
	struct vm *to = &job->vms[m->from == &job->vms[0]];
	char *append = job_append(job);
	struct launch launch = {
		.append = append, .monitor_fd = 0, .incoming = true, .beside = m->from
	};
	int error;

	vm_hold_still(m->from, true);
	*to = (struct vm){ 0 };
	job_hear_vm(job, to);
	error = vm_start(to, job->run, &launch, true, migrate_path_inherited(&m->path));
	free(append);
	if (error) {
		note_failure(m, strerror(error));
		return false;
	}
	m->to = to;
	migrate_listen(job, to);
	prepare(m, to);
	migrate_path_receive(&m->path, &to->qmp, incoming, m);
	return true;
}

void migrate_fly(struct migration *m)
{
	struct job *job = m->job;

	m->flying = true;
	m->from = job->active;
	m->to = NULL;
	m->from_completed = m->from_failed = m->to_completed = m->to_gone = m->has_figures = false;
	strcpy(m->from_status, "none");
	strcpy(m->to_status, "none");
	m->begin_ns = now_ns();
	m->stop_ns = m->resume_ns = 0;
	if (!migrate_path_open(&m->path, &m->order, job)) {
		if (errno == ENOTSUP)
			unsupported(m, "the connection is inside the lab, where it cannot be cut");
		else
			refused(m, strerror(errno));
		return;
	}
	prepare(m, m->from);
	if (migrate_order_to_file(&m->order))
		migrate_path_send(&m->path, &m->from->qmp, checked, m);
	else if (!start_destination(m))
		refused(m, m->failure);
}

static void answer_once(struct migration *m)
{
	struct migrate_figures *took = &m->took;

	if (migrate_order_to_file(&m->order)) {
		took->downtime_ns = m->resume_ns - m->stop_ns;
		took->total_ns = now_ns() - m->begin_ns;
	}
	job_answer(m->job,
		   "ok downtime=%" PRIu64 " total=%" PRIu64 " rounds=%" PRIu64 " sent=%" PRIu64
		   " resent=%" PRIu64,
		   took->downtime_ns, took->total_ns, took->rounds, took->sent, took->resent);
}

/* The guest runs in the destination: from now on that is where it is. */
static void land(struct migration *m)
{
	migrate_path_close(&m->path);
	m->flying = false;
	m->leaving = true;
	m->job->active = m->to;
	vm_hand_over(m->from, m->to);
	qmp_execute(&m->from->qmp, "quit", NULL, -1, NULL, NULL);
	timer_start(&m->patience, QUIT_MS * NS_PER_MS);
	release_answers(m);
	m->done++;
	if (!m->endless)
		answer_once(m);
}

/* Looks at what has happened so far and does what is due. */
static void advance(struct migration *m)
{
	if (!m->flying)
		return;
	if (m->to_gone &&
	    (m->from_completed || m->from_failed || migrate_order_to_file(&m->order))) {
		give_up(m);
	} else if (m->from_failed && m->failure) {
		give_up(m);
	} else if (m->from_completed && migrate_order_to_file(&m->order) && !m->to && !m->failure) {
		if (!start_destination(m))
			give_up(m);
	} else if (m->from_completed && m->to_completed && m->has_figures) {
		land(m);
	}
}

/* The source has said its last word. */
static void left(struct migration *m)
{
	bool over = !vm_runs(m->job->active);

	m->leaving = false;
	timer_stop(&m->patience);
	vm_release(m->job->active);
	if (over)
		return; /* and the migration is no more */
	if (m->endless && m->stop) {
		m->endless = m->stop = false;
		job_answer(m->job, "ok %u", m->done);
	} else if (m->endless) {
		migrate_fly(m);
	}
}

static void ask_figures(struct migration *m)
{
	qmp_execute(&m->from->qmp, "query-migrate", NULL, -1, take_figures, m);
}

static void source_status(struct migration *m, const char *status)
{
	snprintf(m->from_status, STATUS_SIZE, "%s", status);
	if (!strcmp(status, "active") && m->order.mode == MIGRATE_POSTCOPY) {
		qmp_execute(&m->from->qmp, "migrate-start-postcopy", NULL, -1, NULL, NULL);
	} else if (!strcmp(status, "completed")) {
		m->from_completed = true;
		ask_figures(m);
		advance(m);
	} else if (!strcmp(status, "failed") || !strcmp(status, "cancelled")) {
		m->from_failed = true;
		ask_figures(m);
	} else if (!strcmp(status, "postcopy-paused")) {
		crash(m, "source", "lost its destination after the switch to postcopy");
	}
}

static void destination_status(struct migration *m, const char *status)
{
	snprintf(m->to_status, STATUS_SIZE, "%s", status);
	if (!strcmp(status, "completed"))
		m->to_completed = true;
	if (!strcmp(status, "failed")) {
		note_failure(m, "the destination could not load the state");
		m->to_gone = true;
	}
	advance(m);
}

static void take_event(struct qmp *qmp, const char *name, json_t *data)
{
	struct vm *vm = container_of(qmp, struct vm, qmp);
	struct migration *m = ((struct job *)vm->owner)->migration;
	const char *status = json_string_value(json_object_get(data, "status"));

	if (!m || !m->flying)
		return;
	if (!strcmp(name, "MIGRATION") && status)
		(vm == m->from ? source_status : destination_status)(m, status);
	else if (!strcmp(name, "MIGRATION_PASS") && vm == m->from)
		migrate_pass_over(m, data);
	else if (!strcmp(name, "STOP") && vm == m->from)
		m->stop_ns = now_ns();
	else if (!strcmp(name, "RESUME") && vm == m->to)
		m->resume_ns = now_ns();
}

/* Usually the VMM itself has ended, and that is the better reason: wait a moment for it. */
static void monitor_closed(struct qmp *qmp)
{
	struct vm *vm = container_of(qmp, struct vm, qmp);
	struct migration *m = ((struct job *)vm->owner)->migration;

	if (m && m->flying && (vm == m->from || vm == m->to))
		timer_start(&m->patience, MONITOR_LOST_MS * NS_PER_MS);
}

static void patience_over(struct timer *timer)
{
	struct migration *m = container_of(timer, struct migration, patience);

	if (m->leaving)
		vm_kill(m->from);
	else if (m->flying && !m->from->qmp.open)
		crash(m, "source", "closed its monitor");
	else if (m->flying && m->to && !m->to->qmp.open)
		crash(m, "destination", "closed its monitor");
}

static void migrate_listen(struct job *job, struct vm *vm)
{
	vm->owner = job;
	vm->qmp.event = take_event;
	vm->qmp.closed = monitor_closed;
}

static void destination_exited(struct migration *m)
{
	int status = m->to->child.status;
	char *how = m->to->fate ? xstrdup(m->to->fate) : child_describe(status);

	m->to_gone = true;
	if (WIFSIGNALED(status) && !m->to->killed) {
		crash(m, "destination", how);
	} else {
		note_failure(m, m->job->last_complaint ? m->job->last_complaint : how);
		advance(m);
	}
	free(how);
}

void migrate_vm_exited(struct job *job, struct vm *vm)
{
	struct migration *m = job->migration;

	if (!m)
		return;
	if (m->leaving && vm == m->from)
		left(m);
	else if (m->flying && vm == m->to)
		destination_exited(m);
}

void migrate_begin(struct job *job)
{
	if (!job->active->has_qmp)
		return;
	job->migration = xcalloc(1, sizeof(*job->migration));
	job->migration->job = job;
	job->migration->patience.expired = patience_over;
	migrate_path_clear(&job->migration->path);
	migrate_listen(job, job->active);
}

void migrate_end(struct job *job)
{
	struct migration *m = job->migration;

	if (!m)
		return;
	job->migration = NULL;
	if (m->flying)
		log_printf(&job->log, "# migration: cut after %.1f s, source: %s, destination: %s",
			   (now_ns() - m->begin_ns) / 1e9, m->from_status, m->to_status);
	timer_stop(&m->patience);
	migrate_path_close(&m->path);
	for (size_t i = 0; i < ARRAY_SIZE(job->vms); i++) {
		if (&job->vms[i] != job->active)
			vm_destroy(&job->vms[i]);
	}
	buf_free(&m->answers);
	free(m->failure);
	free(m);
}
