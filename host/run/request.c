/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "loop.h"
#include "migrate.h"
#include "request.h"

static void request_echo(struct job *job, char *text)
{
	job_answer(job, "ok %s", text);
}

static void request_now(struct job *job, char *text)
{
	(void)text;
	job_answer(job, "ok %" PRIu64, now_ns());
}

static void qmp_answer(void *context, json_t *result, const char *error)
{
	struct job *job = context;
	char *text;

	if (error) {
		job_answer(job, "error %s", error);
		return;
	}
	text = json_dumps(result, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
	job_answer(job, "ok %s", text);
	free(text);
}

static void request_qmp(struct job *job, char *text)
{
	size_t length = strcspn(text, " ");
	json_t *arguments = NULL;
	json_error_t problem;

	if (!job->active->has_qmp) {
		job_answer(job, "error this run has no monitor: no case has the need control");
		return;
	}
	if (text[length]) {
		text[length] = '\0';
		arguments = json_loads(text + length + 1, 0, &problem);
		if (!arguments) {
			job_answer(job, "error not JSON: %s", problem.text);
			return;
		}
	}
	qmp_execute(&job->active->qmp, text, arguments, -1, qmp_answer, job);
}

static const struct request {
	const char *word;
	void (*handle)(struct job *job, char *text);
} requests[] = {
	{ "echo", request_echo },
	{ "now", request_now },
	{ "qmp", request_qmp },
	{ "migrate", migrate_once },
	{ "migrate-start", migrate_start },
	{ "migrate-stop", migrate_stop },
};

void request_handle(struct job *job, char *text)
{
	size_t length = strcspn(text, " ");

	if (job->run->moves && !strncmp(text, "migrate", strlen("migrate")))
		return; /* answered by what runs the guest */
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		if (strlen(requests[i].word) != length || strncmp(text, requests[i].word, length))
			continue;
		requests[i].handle(job, text + length + (text[length] == ' '));
		return;
	}
	job_answer(job, "error unknown request '%.*s'", (int)length, text);
}
