/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stand-in for QEMU that needs no guest: it speaks as a guest would, and
 * misbehaves as its command line (-append) says.
 *
 *	cases=N		what the image holds; default 3
 *	do=ACT@CASE	in this case; see acts[]
 *	do=ACT		once for the boot; see boot_acts[]
 *	once=FILE	misbehave only as long as FILE does not exist; then make it
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "standin.h"

static const char *append = "";
static int counts[3];
static bool behave;

enum { PASSED, FAILED, SKIPPED };

/* The text behind WORD= on the command line, up to a blank, or NULL. */
static const char *argument(const char *word)
{
	size_t length = strlen(word);

	for (const char *at = append; (at = strstr(at, word)); at += length) {
		if ((at == append || at[-1] == ' ') && at[length] == '=')
			return at + length + 1;
	}
	return NULL;
}

static bool told(const char *act, int number)
{
	char word[64];
	const char *at = append;
	size_t length;

	if (behave)
		return false;
	if (number)
		snprintf(word, sizeof(word), "do=%s@%d", act, number);
	else
		snprintf(word, sizeof(word), "do=%s", act);
	length = strlen(word);
	for (; (at = strstr(at, word)); at += length) {
		if (at[length] == ' ' || !at[length])
			return true;
	}
	return false;
}

static void sleep_forever(void)
{
	for (;;)
		pause();
}

static void fill(size_t megabytes, const char *line)
{
	for (size_t size = 0; size < megabytes << 20; size += strlen(line))
		fputs(line, stdout);
}

static void act_crash(int number)
{
	struct rlimit none = { 0, 0 };

	printf("# case %d goes down\n", number);
	fflush(stdout);
	fprintf(stderr, "standin: assertion failed\n");
	setrlimit(RLIMIT_CORE, &none);
	raise(SIGABRT);
}

static void act_exit(int number)
{
	fprintf(stderr, "standin: giving up in case %d\n", number);
	exit(3);
}

static void act_hang(int number)
{
	printf("# case %d hangs\n", number);
	fflush(stdout);
	sleep_forever();
}

static void act_killed(int number)
{
	printf("# case %d is shot\n", number);
	fflush(stdout);
	raise(SIGKILL);
}

static void act_endless(int number)
{
	for (;;)
		printf("# case %d talks and talks\n", number);
}

static void act_flood(int number)
{
	printf("# case %d says a lot\n", number);
	fill(100, "# 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789\n");
}

static void act_long_line(int number)
{
	(void)number;
	fill(20, "no newline ");
	putchar('\n');
}

static void act_noise(int number)
{
	unsigned int seed = number;

	for (int i = 0; i < 5000; i++) {
		seed = seed * 1103515245 + 12345;
		putchar(seed >> 16);
	}
	fputs("\n\033[31m\001\377<script>]]>&\xc3\xa4\n", stdout);
}

static void act_duplicate(int number)
{
	printf("ok %d case_%d\n", number, number);
}

static void act_ask(int number)
{
	char line[4096];

	(void)number;
	printf("#@ echo hello there\n");
	fflush(stdout);
	if (monitor_wait_line(line, sizeof(line)))
		printf("# heard: %s\n", line);
	printf("#@ qmp query-status\n");
	fflush(stdout);
	if (monitor_wait_line(line, sizeof(line)))
		printf("# heard: %s\n", line);
	printf("#@ qmp no-such {\"x\":1}\n");
	fflush(stdout);
	if (monitor_wait_line(line, sizeof(line)))
		printf("# heard: %s\n", line);
}

/* The source never gets an answer: the destination does, and goes on from there. */
static void act_migrate(int number)
{
	char line[4096];

	guest_state = number;
	printf("#@ migrate%s\n", told("by-file", 0) ? " file" : "");
	fflush(stdout);
	if (monitor_wait_line(line, sizeof(line)))
		printf("# heard: %s\n", line);
}

/* Its monitor is not served any more: it is not going to happen. */
static void act_abandon(int number)
{
	(void)number;
	printf("#@ migrate\n");
}

/* The state of a guest that is migrated again and again: how often, and whether it had enough. */
enum { HOP = 1000, ENOUGH = 100000, HOPS = 3 };

static void travel(int number, int hops, bool enough)
{
	char line[4096];

	for (;;) {
		if (hops >= HOPS && !enough) {
			printf("#@ migrate-stop\n");
			fflush(stdout);
			enough = true;
		}
		guest_state = number + (hops + 1) * HOP + (enough ? ENOUGH : 0);
		if (!monitor_wait_line(line, sizeof(line)))
			return;
		printf("# heard: %s\n", line);
		if (enough)
			return;
	}
}

static void act_migrate_on(int number)
{
	printf("#@ migrate-start\n");
	fflush(stdout);
	travel(number, 0, false);
}

static const struct act {
	const char *name;
	void (*act)(int number);
} acts[] = {
	{ "crash", act_crash },		{ "exit", act_exit },
	{ "hang", act_hang },		{ "killed", act_killed },
	{ "endless", act_endless },	{ "flood", act_flood },
	{ "long-line", act_long_line }, { "noise", act_noise },
	{ "duplicate", act_duplicate }, { "ask", act_ask },
	{ "migrate", act_migrate },	{ "migrate-on", act_migrate_on },
	{ "abandon", act_abandon },
};

static void finish(int place, int number)
{
	if (told("no-result", number))
		return;
	printf("#@ time %d\n", 1000 * number);
	if (told("fail", number)) {
		printf("# selftest/standin.c:%d: CHECK_EQ(cc, 0): cc is 1\n", 10 * number + 1);
		counts[FAILED]++;
		printf("not ok %d case_%d\n", place, number);
	} else if (told("trap", number)) {
		printf("# r0 0 r1 0\n#@ crash unexpected trap 5\nnot ok %d case_%d\n", place,
		       number);
		counts[FAILED]++;
	} else if (told("watchdog", number)) {
		printf("#@ timeout\nnot ok %d case_%d\n", place, number);
		counts[FAILED]++;
	} else if (told("skip", number)) {
		printf("ok %d case_%d # SKIP no pong device\n", place, number);
		counts[SKIPPED]++;
	} else {
		printf("#@ value speed %d.5 MB/s\nok %d case_%d\n", number, place, number);
		counts[PASSED]++;
	}
	if (told("duplicate", number))
		act_duplicate(place);
	fflush(stdout);
	if (told("stuck", number)) {
		printf("#@ stuck CPU 1 does not stop\n");
		exit(0);
	}
	if (told("die-after", number))
		raise(SIGKILL);
}

static void run_case(int place, int number, bool resumed)
{
	if (!resumed && !told("not-started", number))
		printf("#@ case %d case_%d\n", number, number);
	for (size_t i = 0; !resumed && i < sizeof(acts) / sizeof(*acts); i++) {
		if (told(acts[i].name, number) && acts[i].act != act_duplicate)
			acts[i].act(number);
	}
	fflush(stdout);
	finish(place, number);
}

/* hp.cases=2,5-9 into a list; without it all. */
static int list_cases(int *list, int room)
{
	const char *text = argument("hp.cases"), *all = argument("cases");
	int count = 0;
	char *end;

	if (!text) {
		for (int n = all ? atoi(all) : 3; count < n && count < room; count++)
			list[count] = count + 1;
		return count;
	}
	for (;; text = end + 1) {
		int first = strtol(text, &end, 10), last = first;

		if (*end == '-')
			last = strtol(end + 1, &end, 10);
		while (first <= last && count < room)
			list[count++] = first++;
		if (*end != ',')
			return count;
	}
}

static void begin(const char *arch, int count)
{
	if (told("silence", 0))
		sleep_forever();
	if (told("nothing", 0))
		exit(0);
	if (told("firmware-loop", 0)) {
		for (;; usleep(10000)) {
			printf("booting...\n");
			fflush(stdout);
		}
	}
	printf("KTAP version 1\n#@ hostproof %d %s\n", told("new-version", 0) ? 2 : 1, arch);
	printf("1..%d\n", told("wrong-plan", 0) ? count + 2 : count);
}

static void end(void)
{
	if (told("bad-counts", 0))
		counts[PASSED]++;
	if (!told("no-end", 0))
		printf("#@ end %d %d %d\n", counts[PASSED], counts[FAILED], counts[SKIPPED]);
	fflush(stdout);
	if (told("no-power-off", 0))
		sleep_forever();
	if (told("die-at-end", 0))
		raise(SIGKILL);
}

static void use_manners(void)
{
	manners.close_in_migration = told("close-monitor", 0);
	manners.refuse = told("refuse", 0);
	manners.die_incoming = told("die-incoming", 0);
	manners.source_dies = told("source-dies", 0);
}

/* One line for each start, to be counted. */
static void leave_trace(bool probe, bool incoming)
{
	const char *path = getenv("STANDIN_TRACE");
	FILE *file = path ? fopen(path, "a") : NULL;

	if (!file)
		return;
	if (incoming)
		fprintf(file, "came, and the source %s\n",
			source_is_stopped() ? "is held" : "runs");
	else
		fprintf(file, "%s %s\n", probe ? "asked" : "booted", append);
	fclose(file);
}

/* Flaky: bad in the one boot that makes the mark, even if several start at once. */
static void look_for_mark(void)
{
	const char *mark = argument("once");
	char path[4096];
	int made;

	if (!mark)
		return;
	snprintf(path, sizeof(path), "%.*s", (int)strcspn(mark, " "), mark);
	made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	behave = made < 0;
	if (made >= 0)
		close(made);
}

/* Runs a case, or what is left of one that has come from elsewhere in this state. */
static void go_on(int place, int number, int state)
{
	char line[4096];

	if (state >= HOP)
		travel(number, state % ENOUGH / HOP, state >= ENOUGH);
	else if (state && monitor_wait_line(line, sizeof(line)))
		printf("# heard: %s\n", line);
	run_case(place, number, state);
}

int main(int argc, char **argv)
{
	const char *arch = strstr(argv[0], "aarch64") ? "arm"
			   : strstr(argv[0], "s390x") ? "s390x"
						      : "x86";
	int list[10000], count, fd = -1, resumed = 0;
	bool incoming = false, probe = false;

	for (int i = 1; i + 1 < argc; i++) {
		if (!strcmp(argv[i], "-append"))
			append = argv[i + 1];
		if (!strcmp(argv[i], "-chardev") && strstr(argv[i + 1], "id=monitor"))
			fd = atoi(strstr(argv[i + 1], "fd=") + 3);
		incoming |= !strcmp(argv[i], "-incoming");
		probe |= !strcmp(argv[i + 1], "none") && !strcmp(argv[i], "-machine");
	}
	leave_trace(probe, incoming);
	look_for_mark();
	use_manners();
	if (fd >= 0)
		monitor_open(fd);
	if (probe)
		monitor_serve();
	count = list_cases(list, 10000);
	if (incoming)
		resumed = monitor_wait_state();
	else
		begin(arch, count);
	for (int i = 0; i < count; i++) {
		if (list[i] < resumed % HOP)
			counts[PASSED]++;
		else
			go_on(i + 1, list[i], list[i] == resumed % HOP ? resumed : 0);
	}
	end();
	return 0;
}
