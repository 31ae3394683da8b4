/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <args.h>
#include <case.h>
#include <clock.h>
#include <console.h>
#include <control.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>

#define ANSWER	    512
#define WAIT_ANSWER (60 * NS_PER_S)
#define UNSUPPORTED "unsupported: " /* begins an error that is none of the guest's promises */

static bool owed;   /* an answer that was not taken yet */
static bool moving; /* since migrate-start */

bool control_available(void)
{
	return args_value("hp.control");
}

/*
 * True if an answer came in time; what it says goes into answer, and whether it is good.
 * Whatever is typed or echoed in between is not for us.
 */
static bool await_answer(char *answer, size_t size, uint64_t timeout_ns, bool *good)
{
	char line[ANSWER];

	while (console_read_line(line, sizeof(line), timeout_ns)) {
		unsigned int word = 0;

		if (!strncmp(line, "@ ok", 4))
			word = 4;
		else if (!strncmp(line, "@ error", 7))
			word = 7;
		if (!word)
			continue;
		snprintf(answer, size, "%s", line + word + (line[word] == ' '));
		*good = word == 4;
		owed = false;
		return true;
	}
	return false;
}

static bool read_answer(char *answer, size_t size)
{
	bool good = false;

	if (!await_answer(answer, size, WAIT_ANSWER * clock_slowness(), &good))
		snprintf(answer, size, "no answer");
	return good;
}

/* What was begun by migrate-start, which has seen to it that an answer still owed is dropped. */
static bool stop_moving(char *answer, size_t size)
{
	moving = false;
	owed = true;
	printf("#@ migrate-stop\n");
	return read_answer(answer, size);
}

/* What a case has asked, and did not live to hear, is nothing for the next one. */
static void drop_answer(struct case_undo *self)
{
	char answer[ANSWER];

	(void)self;
	if (owed && !read_answer(answer, sizeof(answer)))
		NOTE("dropped at the end of the case: %s", answer);
	if (moving)
		stop_moving(answer, sizeof(answer));
	owed = false;
}

static void ask(const char *request)
{
	static struct case_undo undo = { .undo = drop_answer };

	case_at_end(&undo);
	owed = true;
	printf("#@ %s\n", request);
}

bool control_request(char *answer, size_t size, const char *format, ...)
{
	char request[ANSWER];
	va_list args;

	va_start(args, format);
	vsnprintf(request, sizeof(request), format, args);
	va_end(args);
	ask(request);
	return read_answer(answer, size);
}

uint64_t control_now(void)
{
	char answer[ANSWER];

	REQUIRE(control_request(answer, sizeof(answer), "now"), "%s", answer);
	return strtoull(answer, NULL, 10);
}

#define FEWEST_HOPS 2

unsigned int control_hops(unsigned int wanted)
{
	return clock_repeats(wanted, wanted < FEWEST_HOPS ? wanted : FEWEST_HOPS);
}

static uint64_t figure(const char *answer, const char *name)
{
	const char *at = strstr(answer, name);

	return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

static void skip_unsupported(const char *answer, bool done)
{
	if (!done && !strncmp(answer, UNSUPPORTED, strlen(UNSUPPORTED)))
		SKIP("needs a host that can migrate so: %s", answer + strlen(UNSUPPORTED));
}

static void take_result(const char *answer, bool done, struct migration *result)
{
	skip_unsupported(answer, done);
	REQUIRE(done, "migration failed: %s", answer);
	if (result) {
		result->downtime_ns = figure(answer, "downtime=");
		result->total_ns = figure(answer, "total=");
		result->rounds = figure(answer, "rounds=");
		result->sent = figure(answer, " sent=");
		result->resent = figure(answer, "resent=");
		result->in_vain =
			strstr(answer, "in_vain=") ? figure(answer, "in_vain=") : UINT64_MAX;
	}
}

void control_migrate(const char *mode, struct migration *result)
{
	char answer[ANSWER];
	bool done = control_request(answer, sizeof(answer), "migrate %s", mode);

	take_result(answer, done, result);
}

void control_migrate_begin(const char *mode)
{
	char request[ANSWER];

	snprintf(request, sizeof(request), "migrate %s", mode);
	ask(request);
}

bool control_migrate_done(struct migration *result)
{
	char answer[ANSWER];
	bool done;

	if (!await_answer(answer, sizeof(answer), 0, &done))
		return false;
	take_result(answer, done, result);
	return true;
}

bool control_migrate_failed(char *reason, size_t size)
{
	bool done;

	if (!await_answer(reason, size, 0, &done))
		return false;
	skip_unsupported(reason, done);
	REQUIRE(!done, "the migration that was to fail did not");
	return true;
}

void control_migrate_start(void)
{
	char answer[ANSWER];

	REQUIRE(control_request(answer, sizeof(answer), "migrate-start"), "%s", answer);
	moving = true;
}

unsigned int control_migrate_stop(void)
{
	char answer[ANSWER];

	REQUIRE(stop_moving(answer, sizeof(answer)), "%s", answer);
	return strtoul(answer, NULL, 10);
}
