/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "options.h"
#include "report.h"
#include "table.h"

static struct {
	const struct options *options;
	bool terminal;	/* shows a status line */
	bool one_host;	/* that everybody knows: it need not be named */
	size_t number;	/* of the KTAP result */
	uint64_t shown; /* when the status line was last drawn */
	size_t failed;	/* runs */
} report;

static const char *color(const char *code)
{
	return report.options->color ? code : "";
}

static const char *verdict_color(enum verdict verdict)
{
	if (verdict == VERDICT_SKIP || verdict == VERDICT_XFAIL || verdict == VERDICT_XPASS)
		return color("\033[33m");
	return color(verdict_good(verdict) ? "\033[32m" : "\033[31m");
}

static void clear_status(void)
{
	if (report.terminal && report.shown)
		fputs("\r\033[K", stdout);
}

void report_begin(const struct plan *plan, const struct options *options)
{
	report.options = options;
	report.terminal = isatty(STDOUT_FILENO) && !options->ktap;
	report.one_host = options->hosts.count == 1 && !strcmp(options->hosts.item[0], "tcg");
	if (options->ktap && plan) {
		puts("KTAP version 1");
		if (options->repeat)
			printf("1..%zu\n", plan->count * options->repeat);
	}
}

/* How a case is called on paper: by its run, its architecture, and its host if need be. */
static void add_name(struct buf *text, const struct run *run)
{
	if (!report.one_host)
		buf_printf(text, "%s:", run->host->name);
	buf_printf(text, "%s/%s", arch_info[run->arch].name, run->name);
}

static void add_ktap(struct job *job, const struct result *result, const char *name)
{
	size_t number = 1;

	for (enum verdict v = 0; v < VERDICT_COUNT; v++)
		number += job->counts[v];
	ktap_result(&job->details, number - 1, name, result->outcome->verdict,
		    result->outcome->reason, result->outcome->place);
}

static void add_line(struct buf *text, const struct result *result, const char *name,
		     const char *claim)
{
	const struct outcome *outcome = result->outcome;

	buf_printf(text, "  %s%-7s%s %s: %s\n", verdict_color(outcome->verdict),
		   verdict_name[outcome->verdict], color("\033[0m"), name, claim);
	if (outcome->reason)
		buf_printf(text, "          %s%s%s\n", outcome->place ? outcome->place : "",
			   outcome->place ? ": " : "", outcome->reason);
}

void report_result(struct job *job, const struct result *result)
{
	const struct outcome *outcome = result->outcome;
	const char *name = job->run->cases ? STREAM_NAME : NO_CASE_NAME, *claim = STREAM_CLAIM;

	if (result->number) {
		name = job->run->image->notes.cases[result->number - 1].name;
		claim = job->run->image->notes.cases[result->number - 1].claim;
	}
	if (outcome->verdict == VERDICT_SKIP && !job->skip_reason)
		job->skip_reason = xstrdup(outcome->reason);
	if (report.options->ktap)
		add_ktap(job, result, name);
	else if (!verdict_good(outcome->verdict) || outcome->verdict == VERDICT_XPASS ||
		 report.options->verbose)
		add_line(&job->report, result, name, claim);
}

static enum verdict job_verdict(const struct job *job)
{
	enum verdict verdict = VERDICT_SKIP;

	for (enum verdict v = 0; v < VERDICT_COUNT; v++) {
		if (job->counts[v] && !verdict_good(v))
			return VERDICT_FAIL;
		if (job->counts[v] && v != VERDICT_SKIP)
			verdict = VERDICT_PASS;
	}
	return verdict;
}

static void report_ktap(const struct job *job, enum verdict verdict)
{
	size_t count = 0;
	struct buf name = { 0 };

	for (enum verdict v = 0; v < VERDICT_COUNT; v++)
		count += job->counts[v];
	buf_printf(&name, "%s/%s/%s", job->run->host->name, arch_info[job->run->arch].name,
		   job->run->name);
	printf("  KTAP version 1\n  # Subtest: %s\n  1..%zu\n%s", name.data, count,
	       job->details.data ? job->details.data : "");
	printf("%sok %zu %s", verdict_good(verdict) ? "" : "not ", ++report.number, name.data);
	if (verdict == VERDICT_SKIP)
		printf(" # SKIP %s", job->skip_reason ? job->skip_reason : "");
	putchar('\n');
	fflush(stdout);
	buf_free(&name);
}

static void add_counts(struct buf *text, const struct job *job)
{
	size_t cases = 0;
	const char *between = " (";

	for (enum verdict v = 0; v < VERDICT_COUNT; v++)
		cases += job->counts[v];
	buf_printf(text, " %zu case%s", cases, cases == 1 ? "" : "s");
	for (enum verdict v = VERDICT_FAIL; v < VERDICT_COUNT; v++) {
		if (!job->counts[v] || (v == VERDICT_SKIP && job->counts[v] == cases))
			continue;
		buf_printf(text, "%s%u %s", between, job->counts[v], verdict_name[v]);
		between = ", ";
	}
	if (*between == ',')
		buf_putc(text, ')');
}

void report_job(struct job *job)
{
	static const char *const words[] = { "PASS", "FAIL", "", "", "SKIP" };
	enum verdict verdict = job_verdict(job);
	struct buf text = { 0 };

	report.failed += verdict == VERDICT_FAIL;
	if (report.options->ktap) {
		report_ktap(job, verdict);
		return;
	}
	buf_printf(&text, "%s%s%s ", verdict_color(verdict), words[verdict], color("\033[0m"));
	add_name(&text, job->run);
	if (report.options->repeat != 1)
		buf_printf(&text, " #%u", job->iteration);
	add_counts(&text, job);
	if (verdict == VERDICT_SKIP)
		buf_printf(&text, ": %s", job->skip_reason ? job->skip_reason : "");
	else
		buf_printf(&text, " %.2fs", (now_ns() - job->started_ns) / 1e9);
	clear_status();
	printf("%s\n%s", text.data, job->report.data ? job->report.data : "");
	if (verdict == VERDICT_FAIL && job->log_name)
		printf("          log: %s/%s\n", results_directory(), job->log_name);
	fflush(stdout);
	buf_free(&text);
}

static unsigned int terminal_width(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col ? 80 : size.ws_col;
}

bool report_live(void)
{
	return report.terminal;
}

void report_progress(const struct progress *progress)
{
	uint64_t now = now_ns();
	struct buf text = { 0 };

	if (!report.terminal || now - report.shown < 100 * NS_PER_MS)
		return;
	report.shown = now;
	buf_printf(&text, "[%zu", progress->done);
	if (progress->total)
		buf_printf(&text, "/%zu", progress->total);
	buf_printf(&text, "] %zu running, %zu failed", progress->running, report.failed);
	if (progress->total && progress->seconds_left >= 1)
		buf_printf(&text, ", about %u:%02u left", (unsigned int)progress->seconds_left / 60,
			   (unsigned int)progress->seconds_left % 60);
	printf("\r\033[K%.*s", (int)terminal_width() - 1, text.data);
	fflush(stdout);
	buf_free(&text);
}

void report_end(const struct session *session)
{
	struct buf text = { 0 };

	clear_status();
	/* nobody knew at the beginning how many there would be */
	if (report.options->ktap && !report.options->repeat)
		printf("1..%zu\n", report.number);
	if (!report.options->ktap) {
		summary_text(session, &text);
		fputs(text.data, stdout);
	}
	fflush(stdout);
	buf_free(&text);
}
