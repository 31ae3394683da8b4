/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "migrate.h"
#include "state.h"
#include "tool.h"

#define PAGE_SIZE 4096

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static void tell_status(struct migration *m, const char *status)
{
	monitor_event(&m->monitor, "MIGRATION", json_pack("{s:s}", "status", status));
}

static void go_on(struct migration *m)
{
	guest_thaw(m->guest);
	monitor_event(&m->monitor, "RESUME", NULL);
}

/* It has memory of its own, which is needed no longer. */
static void forget_state(struct migration *m)
{
	ftruncate(m->guest->saved, 0);
	lseek(m->guest->saved, 0, SEEK_SET);
}

static void leave(struct migration *m)
{
	struct stat status;

	monitor_event(&m->monitor, "STOP", NULL);
	relay_drain(m->relay);
	relay_take_back(m->relay);
	if (!fstat(m->guest->saved, &status))
		m->pages = status.st_size / PAGE_SIZE;
	m->failure = state_send(m->out, m->guest->saved, &m->relay->input);
	close(m->out);
	m->out = -1;
	m->end = now_ns();
	tell_status(m, m->failure ? "failed" : "completed");
	if (m->failure)
		go_on(m);
}

void migrate_frozen(struct migration *m)
{
	if (m->out >= 0) {
		leave(m);
	} else {
		go_on(m);
		tell_status(m, "completed");
	}
	forget_state(m);
}

static void send_to(struct migration *m, const json_t *arguments)
{
	const char *uri = json_string_value(json_object_get(arguments, "uri"));

	if (!uri || strcmp(uri, "fd:state") != 0 || m->monitor.passed < 0) {
		monitor_error(&m->monitor, "only to fd:state, after getfd");
	} else if (m->guest->phase != GUEST_RUNS) {
		monitor_error(&m->monitor, "the guest does not run");
	} else {
		m->out = monitor_take_passed(&m->monitor);
		m->begin = now_ns();
		monitor_return(&m->monitor, NULL);
		tell_status(m, "active");
		guest_save(m->guest);
	}
}

static void receive_from(struct migration *m, const json_t *arguments)
{
	const char *uri = json_string_value(json_object_get(arguments, "uri")), *problem;
	int in;

	if (!uri || sscanf(uri, "fd:%d", &in) != 1) {
		monitor_error(&m->monitor, "only from fd:NUMBER");
		return;
	}
	if (m->guest->phase != GUEST_AWAITED) {
		monitor_error(&m->monitor, "there is a guest already");
		return;
	}
	fcntl(in, F_SETFD, FD_CLOEXEC);
	monitor_return(&m->monitor, NULL);
	tell_status(m, "active");
	problem = state_receive(in, m->guest->saved, &m->relay->input);
	if (problem)
		fail("%s", problem);
	close(in);
	guest_start(m->guest);
}

static json_t *figures(const struct migration *m)
{
	json_int_t ms = (m->end - m->begin) / 1000000;

	if (m->failure)
		return json_pack("{s:s, s:s}", "status", "failed", "error-desc", m->failure);
	return json_pack("{s:s, s:I, s:I, s:{s:i, s:I, s:I, s:I, s:I}}", "status", "completed",
			 "downtime", ms, "total-time", ms, "ram", "page-size", PAGE_SIZE, "total",
			 (json_int_t)m->pages * PAGE_SIZE, "normal", (json_int_t)m->pages,
			 "duplicate", (json_int_t)0, "dirty-sync-count", (json_int_t)1);
}

static void tell_figures(struct migration *m, const json_t *arguments)
{
	(void)arguments;
	monitor_return(&m->monitor, figures(m));
}

static void go_on_here(struct migration *m, const json_t *arguments)
{
	(void)arguments;
	if (m->guest->phase != GUEST_FROZEN) {
		monitor_error(&m->monitor, "the guest is not frozen");
		return;
	}
	monitor_return(&m->monitor, NULL);
	go_on(m);
}

static void quit(struct migration *m, const json_t *arguments)
{
	(void)arguments;
	monitor_return(&m->monitor, NULL);
	m->quit = true;
}

/*
 * A guest goes as a whole, as fast as it can be copied: there is nothing to set. And the
 * descriptor has come with the command.
 */
static void agree(struct migration *m, const json_t *arguments)
{
	(void)arguments;
	monitor_return(&m->monitor, NULL);
}

static const struct {
	const char *name;
	void (*handle)(struct migration *m, const json_t *arguments);
} commands[] = {
	{ "cont", go_on_here },
	{ "getfd", agree },
	{ "migrate", send_to },
	{ "migrate-incoming", receive_from },
	{ "migrate-set-capabilities", agree },
	{ "migrate-set-parameters", agree },
	{ "query-migrate", tell_figures },
	{ "quit", quit },
};

static void take(void *context, const char *name, const json_t *arguments)
{
	struct migration *m = context;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(commands[i].name, name)) {
			commands[i].handle(m, arguments);
			return;
		}
	}
	monitor_error(&m->monitor, "bochs-run has no command %s", name);
}

void migrate_hear(struct migration *m)
{
	monitor_hear(&m->monitor, take, m);
}
