/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs the trials of all tests and tells in TAP how they went.
 *
 *	libc [--seed=NUMBER] [--calls=NUMBER]
 */
#include <err.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "compare.h"
#include "util.h"

/* Of trials that hang; many times what all of them need. */
enum { PATIENCE_SECONDS = 600 };

static uint64_t seed;
static unsigned long calls = 100000;
static unsigned int passed, failed;

bool differs(const char *format, ...)
{
	va_list args;

	fputs("# ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	return false;
}

/* Each test begins with the same seed: what one does cannot change what the next one sees. */
static void run(const struct test *test)
{
	unsigned long trials = test->slower ? max(calls / test->slower, 1ul) : calls;
	struct random random;
	bool agree = true;
	unsigned long n;

	random_seed(&random, seed);
	for (n = 0; n < trials && agree; n++)
		agree = test->trial(&random);
	*(agree ? &passed : &failed) += 1;
	printf("%s %u - %s: %lu calls\n", agree ? "ok" : "not ok", passed + failed, test->name, n);
	fflush(stdout);
}

static void run_all(void)
{
	static const struct test *const groups[] = { memory_tests, string_tests, number_tests,
						     sort_tests,   printf_tests, helper_tests };

	for (size_t group = 0; group < ARRAY_SIZE(groups); group++) {
		for (const struct test *test = groups[group]; test->name; test++)
			run(test);
	}
}

static uint64_t number_of(const char *word)
{
	const char *text = strchr(word, '=') + 1;
	char *end;
	uint64_t number = strtoull(text, &end, 0);

	if (end == text || *end)
		errx(2, "'%s' needs a number behind the '='", word);
	return number;
}

static void parse_options(char **words)
{
	for (; *words; words++) {
		if (!strncmp(*words, "--seed=", strlen("--seed=")))
			seed = number_of(*words);
		else if (!strncmp(*words, "--calls=", strlen("--calls=")))
			calls = number_of(*words);
		else
			errx(2, "unknown option '%s': use --seed=NUMBER or --calls=NUMBER", *words);
	}
}

int main(int argc, char **argv)
{
	(void)argc;
	seed = time(NULL);
	parse_options(argv + 1);
	alarm(PATIENCE_SECONDS);
	printf("TAP version 13\n# repeat with --seed=%llu\n", (unsigned long long)seed);
	run_all();
	printf("1..%u\n%u passed, %u failed\n", passed + failed, passed, failed);
	return failed ? 1 : 0;
}
