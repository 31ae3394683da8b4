/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "track.h"

enum { CONTROL_VERSION = 1, CASE_LOG_MAX = 16 * 1024, CASE_VALUES_MAX = 4 * 1024 };
enum { PASSED, FAILED, SKIPPED };

const char *const verdict_name[VERDICT_COUNT] = {
	[VERDICT_PASS] = "pass",       [VERDICT_FAIL] = "fail", [VERDICT_CRASH] = "crash",
	[VERDICT_TIMEOUT] = "timeout", [VERDICT_SKIP] = "skip", [VERDICT_XFAIL] = "xfail",
	[VERDICT_XPASS] = "xpass",
};

enum verdict verdict_by_name(const char *name)
{
	enum verdict verdict = 0;

	while (verdict < VERDICT_COUNT && strcmp(verdict_name[verdict], name))
		verdict++;
	return verdict;
}

bool verdict_good(enum verdict verdict)
{
	return verdict == VERDICT_PASS || verdict == VERDICT_SKIP || verdict == VERDICT_XFAIL ||
	       verdict == VERDICT_XPASS;
}

void outcome_free(struct outcome *outcome)
{
	free(outcome->reason);
	free(outcome->place);
	buf_free(&outcome->log);
	buf_free(&outcome->values);
	*outcome = (struct outcome){ 0 };
}

static void complain(struct track *track, const char *format, ...) PRINTF(2, 3);

/* The first thing that went wrong is the one to tell. */
static void complain(struct track *track, const char *format, ...)
{
	struct buf text = { 0 };
	va_list args;
	char *message;

	if (track->error)
		return;
	va_start(args, format);
	message = xvasprintf(format, args);
	va_end(args);
	buf_add_printable(&text, message, strlen(message));
	free(message);
	track->error = buf_take(&text);
}

static const char *case_name(const struct track *track, unsigned int number)
{
	return track->notes->cases[number - 1].name;
}

static void finish_case(struct track *track)
{
	unsigned int number = track->current;

	track->current = 0;
	track->done++;
	track->finished(track, number, &track->outcome);
	outcome_free(&track->outcome);
	free(track->crash);
	track->crash = NULL;
	track->timed_out = false;
}

void track_abandon(struct track *track, enum verdict verdict, const char *reason)
{
	if (!track->current)
		return;
	free(track->outcome.reason);
	track->outcome.verdict = verdict;
	track->outcome.reason =
		track->crash ? xasprintf("%s; %s", track->crash, reason) : xstrdup(reason);
	finish_case(track);
}

/* FILE:LINE: at the start of a comment, as a failed check prints it. */
static size_t place_length(const char *text)
{
	size_t file = strcspn(text, ": ");
	size_t line = text[file] == ':' ? strspn(text + file + 1, "0123456789") : 0;

	if (!file || !line || text[file + 1 + line] != ':')
		return 0;
	return file + 1 + line;
}

static void add_comment(struct track *track, const char *text)
{
	struct outcome *outcome = &track->outcome;
	size_t place = place_length(text);

	if (!track->current)
		return;
	if (place && !outcome->place) {
		outcome->place = xstrndup(text, place);
		free(outcome->reason);
		outcome->reason = xstrdup(text + place + 1 + (text[place + 1] == ' '));
	}
	if (outcome->log.length > CASE_LOG_MAX)
		return;
	buf_printf(&outcome->log, "%s\n", text);
	if (outcome->log.length > CASE_LOG_MAX)
		buf_puts(&outcome->log, "[more in the log of the run]\n");
}

static void add_value(struct track *track, const struct line *line)
{
	if (track->current && track->outcome.values.length < CASE_VALUES_MAX)
		buf_printf(&track->outcome.values, "%s %s %s\n", line->text, line->value,
			   line->unit);
}

static void start_case(struct track *track, const struct line *line)
{
	unsigned int due;

	if (track->current)
		track_abandon(track, VERDICT_CRASH, "the next case began without its result");
	due = track->done < track->expected_count ? track->expected[track->done] : 0;
	if (!due || line->number != due || strcmp(line->text, case_name(track, due))) {
		complain(track, "case %llu %s began where %s%s was due",
			 (unsigned long long)line->number, line->text, due ? "case " : "the end",
			 due ? case_name(track, due) : "");
		return;
	}
	track->current = due;
	track->started(track, due);
}

static enum verdict result_verdict(const struct track *track, const struct line *line)
{
	if (line->skip)
		return VERDICT_SKIP;
	if (line->ok)
		return VERDICT_PASS;
	if (track->timed_out)
		return VERDICT_TIMEOUT;
	return track->crash ? VERDICT_CRASH : VERDICT_FAIL;
}

static void set_reason(struct track *track, const struct line *line)
{
	struct outcome *outcome = &track->outcome;
	const char *reason = NULL;

	if (line->skip)
		reason = *line->skip ? line->skip : "the guest gave no reason";
	else if (outcome->verdict == VERDICT_CRASH)
		reason = track->crash;
	else if (outcome->verdict == VERDICT_TIMEOUT)
		reason = "ended by the watchdog of the guest";
	else if (outcome->verdict == VERDICT_FAIL && !outcome->reason)
		reason = "failed without saying why";
	if (reason || line->ok) {
		free(outcome->reason);
		outcome->reason = reason ? xstrdup(reason) : NULL;
	}
}

static void end_case(struct track *track, const struct line *line)
{
	if (!track->current) {
		complain(track, "a result for %s, which was not running", line->text);
		return;
	}
	if (line->number != track->done + 1 || strcmp(line->text, case_name(track, track->current)))
		complain(track, "result %llu %s instead of result %zu %s",
			 (unsigned long long)line->number, line->text, track->done + 1,
			 case_name(track, track->current));
	track->counts[line->skip ? SKIPPED : line->ok ? PASSED : FAILED]++;
	track->outcome.verdict = result_verdict(track, line);
	set_reason(track, line);
	finish_case(track);
}

static void check_hello(struct track *track, const struct line *line)
{
	if (line->number != CONTROL_VERSION)
		complain(track, "the guest speaks version %llu of the control lines, not %d",
			 (unsigned long long)line->number, CONTROL_VERSION);
	if (strcmp(line->text, track->arch))
		complain(track, "the guest says it is for %s, not %s", line->text, track->arch);
	if (track->hello)
		complain(track, "the guest began twice: it restarted itself");
	track->hello = true;
}

static void check_plan(struct track *track, const struct line *line)
{
	if (track->planned)
		complain(track, "a second plan 1..%llu", (unsigned long long)line->number);
	else if (line->number != track->expected_count)
		complain(track, "wrong plan: 1..%llu for %zu cases",
			 (unsigned long long)line->number, track->expected_count);
	track->planned = true;
}

static void check_counts(struct track *track, const struct line *line)
{
	if (track->current)
		track_abandon(track, VERDICT_CRASH, "the stream ended without its result");
	if (track->ended)
		complain(track, "a second end");
	track->ended = true;
	for (size_t i = 0; i < ARRAY_SIZE(track->counts); i++) {
		if (line->counts[i] != track->counts[i])
			complain(track,
				 "the end counts %llu passed, %llu failed, %llu skipped; "
				 "seen were %llu, %llu, %llu",
				 (unsigned long long)line->counts[PASSED],
				 (unsigned long long)line->counts[FAILED],
				 (unsigned long long)line->counts[SKIPPED],
				 (unsigned long long)track->counts[PASSED],
				 (unsigned long long)track->counts[FAILED],
				 (unsigned long long)track->counts[SKIPPED]);
	}
}

void track_line(struct track *track, const struct line *line)
{
	switch (line->kind) {
	case LINE_OTHER:
	case LINE_VERSION:
		break;
	case LINE_COMMENT:
		add_comment(track, line->text);
		break;
	case LINE_HELLO:
		check_hello(track, line);
		break;
	case LINE_PLAN:
		check_plan(track, line);
		break;
	case LINE_CASE:
		start_case(track, line);
		break;
	case LINE_TIME:
		track->outcome.guest_ns = line->number;
		break;
	case LINE_VALUE:
		add_value(track, line);
		break;
	case LINE_CRASH:
		free(track->crash);
		track->crash = xstrdup(line->text);
		break;
	case LINE_TIMEOUT:
		track->timed_out = true;
		break;
	case LINE_STUCK:
		track->stuck = true;
		break;
	case LINE_END:
		check_counts(track, line);
		break;
	case LINE_RESULT:
		end_case(track, line);
		break;
	case LINE_REQUEST:
		track->request(track, line->text);
		break;
	case LINE_BROKEN:
		complain(track, "badly formed line '%s'", line->whole);
		break;
	}
}

void track_check_end(struct track *track)
{
	if (track->stuck)
		return;
	if (!track->ended)
		complain(track, "the stream stops without its end line");
	else if (!track->hello)
		complain(track, "no line '#@ hostproof %d %s' at the beginning", CONTROL_VERSION,
			 track->arch);
	else if (!track->planned)
		complain(track, "no plan");
	else if (track->done < track->expected_count)
		complain(track, "the stream ends after %zu of %zu cases", track->done,
			 track->expected_count);
}

void track_free(struct track *track)
{
	outcome_free(&track->outcome);
	free(track->crash);
	free(track->error);
}
