/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <args.h>
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

bool control_available(void)
{
	return args_value("hp.control");
}

/* Whatever is typed or echoed in between is not for us. */
static bool read_answer(char *answer, size_t size)
{
	char line[ANSWER];

	while (console_read_line(line, sizeof(line), WAIT_ANSWER * clock_slowness())) {
		if (!strncmp(line, "@ ok", 4)) {
			snprintf(answer, size, "%s", line + 4 + (line[4] == ' '));
			return true;
		}
		if (!strncmp(line, "@ error", 7)) {
			snprintf(answer, size, "%s", line + 7 + (line[7] == ' '));
			return false;
		}
	}
	snprintf(answer, size, "no answer");
	return false;
}

bool control_request(char *answer, size_t size, const char *format, ...)
{
	char request[ANSWER];
	va_list args;

	va_start(args, format);
	vsnprintf(request, sizeof(request), format, args);
	va_end(args);
	printf("#@ %s\n", request);
	return read_answer(answer, size);
}

static uint64_t figure(const char *answer, const char *name)
{
	const char *at = strstr(answer, name);

	return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

void control_migrate(const char *mode, struct migration *result)
{
	char answer[ANSWER];
	bool done = control_request(answer, sizeof(answer), "migrate %s", mode);

	REQUIRE(done, "migration failed: %s", answer);
	if (result) {
		result->downtime_ns = figure(answer, "downtime=");
		result->total_ns = figure(answer, "total=");
	}
}

void control_migrate_start(void)
{
	char answer[ANSWER];

	REQUIRE(control_request(answer, sizeof(answer), "migrate-start"), "%s", answer);
}

unsigned int control_migrate_stop(void)
{
	char answer[ANSWER];

	REQUIRE(control_request(answer, sizeof(answer), "migrate-stop"), "%s", answer);
	return strtoul(answer, NULL, 10);
}
