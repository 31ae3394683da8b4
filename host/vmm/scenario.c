/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the cases in the program to KTAP, in the form that docs/design.md describes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guest.h"
#include "now.h"
#include "say.h"
#include "scenario.h"

extern const struct test_case __start_hostproof_cases[], __stop_hostproof_cases[];

static const char directory[] = "host/vmm/scenario/";

static struct {
	jmp_buf end;
	bool failed;
	char skip[256];
} current;

/* Strings of a note: "case", name, claim, file. */
static const char *note_string(const struct test_case *test, unsigned int n)
{
	const char *at = test->note;

	while (n--)
		at += strlen(at) + 1;
	return at;
}

static bool is_of(const struct test_case *test, const char *name)
{
	const char *file = note_string(test, 3) + sizeof(directory) - 1;

	return !strncmp(file, name, strlen(name)) && !strcmp(file + strlen(name), ".c");
}

void scenario_list(void)
{
	const char *last = "";

	for (const struct test_case *test = __start_hostproof_cases; test < __stop_hostproof_cases;
	     test++) {
		const char *file = note_string(test, 3) + sizeof(directory) - 1;

		if (strcmp(file, last) != 0)
			printf("  %.*s\n", (int)strcspn(file, "."), file);
		last = file;
	}
}

void check_failed(const struct check *check, const char *format, ...)
{
	va_list args;

	printf("# %s:%u: %s%s", check->file, check->line, check->text, *format ? ": " : "");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	current.failed = true;
	if (check->ends_case)
		longjmp(current.end, 1);
}

void check_failed_values(const struct check *check, uint64_t a, uint64_t b)
{
	check_failed(check, "%llu (%#llx) and %llu (%#llx)", (unsigned long long)a,
		     (unsigned long long)a, (unsigned long long)b, (unsigned long long)b);
}

void test_skip(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(current.skip, sizeof(current.skip), format, args);
	va_end(args);
	longjmp(current.end, 1);
}

/* Is the number in a list such as 2,5-9? */
static bool list_has(const char *list, unsigned int number)
{
	while (list && *list && *list != ' ') {
		char *end;
		unsigned long first = strtoul(list, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		if (number >= first && number <= last)
			return true;
		list = *end == ',' ? end + 1 : NULL;
	}
	return false;
}

static bool is_wanted(const struct options *options, unsigned int number)
{
	const char *list = strstr(options->command_line, "hp.cases=");

	return !list || list_has(list + strlen("hp.cases="), number);
}

static void run_case(const struct test_case *test)
{
	current.failed = false;
	current.skip[0] = '\0';
	if (!setjmp(current.end))
		test->run();
	if (current.failed)
		current.skip[0] = '\0';
	guest_destroy();
}

bool scenario_exists(const char *name)
{
	for (const struct test_case *test = __start_hostproof_cases; test < __stop_hostproof_cases;
	     test++) {
		if (is_of(test, name))
			return true;
	}
	return false;
}

void scenario_run(const char *name, const struct options *options)
{
	unsigned int number = 0, wanted = 0, done = 0, failed = 0, skipped = 0;

	for (const struct test_case *test = __start_hostproof_cases; test < __stop_hostproof_cases;
	     test++)
		wanted += is_of(test, name) && is_wanted(options, ++number);
	setvbuf(stdout, NULL, _IOLBF, 0);
	guest_setup(options);
	printf("KTAP version 1\n#@ hostproof 1 %s\n1..%u\n", machine_arch, wanted);
	number = 0;
	for (const struct test_case *test = __start_hostproof_cases; test < __stop_hostproof_cases;
	     test++) {
		uint64_t begin = now_ns();

		if (!is_of(test, name) || !is_wanted(options, ++number))
			continue;
		printf("#@ case %u %s\n", number, note_string(test, 1));
		run_case(test);
		printf("#@ time %llu\n", (unsigned long long)(now_ns() - begin));
		printf("%s %u %s%s%s\n", current.failed ? "not ok" : "ok", ++done,
		       note_string(test, 1), *current.skip ? " # SKIP " : "", current.skip);
		failed += current.failed;
		skipped += *current.skip != '\0';
	}
	printf("#@ end %u %u %u\n", done - failed - skipped, failed, skipped);
}
