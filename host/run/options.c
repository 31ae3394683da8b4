/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arch.h"
#include "current.h"
#include "host.h"
#include "options.h"
#include "places.h"
#include "usage.h"

#define VERSION "0.1"

static void say(const char *format, va_list args)
{
	fflush(stdout);
	fputs("hostproof: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
}

void die(const char *format, ...)
{
	va_list args;

	current_or_back();
	va_start(args, format);
	say(format, args);
	va_end(args);
	_exit(2); /* with all that it holds */
}

static unsigned int need_number(const char *what, const char *text, uint64_t most)
{
	uint64_t n;

	if (!parse_unsigned(text, most, &n) || !n)
		die("%s must be a number from 1 to %llu, not '%s'", what, (unsigned long long)most,
		    text);
	return n;
}

static unsigned int need_time(const char *what, const char *text)
{
	unsigned int seconds;

	if (!parse_seconds(text, &seconds) || !seconds)
		die("%s must be a time such as 30, 90s or 2m, not '%s'", what, text);
	return seconds;
}

static void parse_shard(struct options *options, const char *text)
{
	char *copy = xstrdup(text), *slash = strchr(copy, '/');

	if (!slash)
		die("--shard must be I/N, such as 1/4, not '%s'", text);
	*slash = '\0';
	options->shards = need_number("the number of shards", slash + 1, 10000);
	options->shard = need_number("the number of the shard", copy, options->shards);
	free(copy);
}

static void parse_seed(struct options *options, const char *text)
{
	if (!parse_unsigned(text, UINT64_MAX, &options->seed))
		die("--seed must be a number, not '%s'", text);
	options->seeded = true;
}

static void add_model(struct options *options, const char *text)
{
	if (!strchr(text, ','))
		die("--model must be NAME,OPTION, such as pong,fault=same-number, not '%s'", text);
	words_add(&options->models, text);
}

static void put_file(struct options *options, const char *name)
{
	words_add(&options->put, name);
}

static void set_mode(struct options *options, enum mode mode)
{
	if (options->mode != MODE_RUN && options->mode != mode)
		die("--list, --models, --gdb, --shell, --print-command, --merge, --docs and "
		    "--complete exclude each other");
	options->mode = mode;
}

static void plain_text(struct options *options, const char *value)
{
	(void)value;
	options->color = false;
}

static void show_help(struct options *options, const char *value)
{
	(void)options;
	(void)value;
	current_or_back();
	usage_show();
}

static void show_version(struct options *options, const char *value)
{
	(void)options;
	(void)value;
	current_or_back();
	puts("hostproof " VERSION);
	exit(0);
}

/* What an option does with its value, if it takes one. */
enum kind {
	FLAG,	   /* sets a bool */
	TEXT,	   /* keeps a text */
	WORDS,	   /* adds to a list, cut at commas */
	NUMBER,	   /* from 1 to most */
	TIME,	   /* in seconds */
	MODE,	   /* chooses what to do */
	MODE_WITH, /* the same, with a name to do it with */
	CALL,	   /* leaves it to a function */
	CALL_WITH,
};

static const struct rule {
	const char *name;
	char letter;
	enum kind kind;
	size_t place; /* in struct options */
	unsigned int most;
	enum mode mode;
	void (*call)(struct options *options, const char *value);
} rules[] = {
#define AT(member) .place = offsetof(struct options, member)
	{ "all", 'a', FLAG, AT(all) },
	{ "arch", 0, WORDS, AT(arches) },
	{ "build", 0, TEXT, AT(build) },
	{ "complete", 0, MODE, .mode = MODE_COMPLETE },
	{ "config", 0, TEXT, AT(config) },
	{ "docs", 0, MODE, .mode = MODE_DOCS },
	{ "fault", 0, TEXT, AT(fault) },
	{ "gdb", 0, MODE_WITH, .mode = MODE_GDB },
	{ "group", 'g', WORDS, AT(groups) },
	{ "help", 'h', CALL, .call = show_help },
	{ "host", 'H', WORDS, AT(hosts) },
	{ "jobs", 'j', NUMBER, AT(jobs), .most = 4096 },
	{ "keep", 0, FLAG, AT(keep) },
	{ "known", 0, TEXT, AT(known) },
	{ "ktap", 't', FLAG, AT(ktap) },
	{ "list", 'l', MODE, .mode = MODE_LIST },
	{ "merge", 0, MODE, .mode = MODE_MERGE },
	{ "model", 0, CALL_WITH, .call = add_model },
	{ "models", 0, MODE, .mode = MODE_MODELS },
	{ "no-color", 0, CALL, .call = plain_text },
	{ "output", 0, TEXT, AT(output) },
	{ "print-command", 0, MODE_WITH, .mode = MODE_PRINT_COMMAND },
	{ "put", 0, CALL_WITH, .call = put_file },
	{ "repeat", 0, NUMBER, AT(repeat), .most = 1000000 },
	{ "seed", 0, CALL_WITH, .call = parse_seed },
	{ "shard", 0, CALL_WITH, .call = parse_shard },
	{ "shell", 0, MODE, .mode = MODE_SHELL },
	{ "timeout", 0, TIME, AT(timeout) },
	{ "times", 0, TEXT, AT(times) },
	{ "until-fail", 0, FLAG, AT(until_fail) },
	{ "verbose", 'v', FLAG, AT(verbose) },
	{ "version", 0, CALL, .call = show_version },
#undef AT
};

static bool takes_value(const struct rule *rule)
{
	return rule->kind != FLAG && rule->kind != MODE && rule->kind != CALL;
}

static void apply(struct options *options, const struct rule *rule, const char *value)
{
	void *place = (char *)options + rule->place;
	char name[32];

	snprintf(name, sizeof(name), "--%s", rule->name);
	switch (rule->kind) {
	case FLAG:
		*(bool *)place = true;
		break;
	case TEXT:
		*(const char **)place = value;
		break;
	case WORDS:
		words_split(place, value, ",");
		break;
	case NUMBER:
		*(unsigned int *)place = need_number(name, value, rule->most);
		break;
	case TIME:
		*(unsigned int *)place = need_time(name, value);
		break;
	case MODE_WITH:
		words_add(&options->patterns, value);
		/* fall through */
	case MODE:
		set_mode(options, rule->mode);
		break;
	case CALL:
	case CALL_WITH:
		rule->call(options, value);
		break;
	}
}

/* getopt_long() gives back LONG and the rule's number, or the rule's letter. */
enum { LONG = 256 };

static void parse_arguments(struct options *options, int argc, char **argv)
{
	struct option table[ARRAY_SIZE(rules) + 1] = { 0 };
	char letters[2 * ARRAY_SIZE(rules) + 1] = "", *end = letters;
	int found;

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		table[i] = (struct option){ rules[i].name, takes_value(&rules[i]), NULL, LONG + i };
		if (rules[i].letter)
			end += sprintf(end, "%c%s", rules[i].letter,
				       takes_value(&rules[i]) ? ":" : "");
	}
	opterr = 0;
	while ((found = getopt_long(argc, argv, letters, table, NULL)) != -1) {
		size_t rule = 0;

		while (rule < ARRAY_SIZE(rules) && found != rules[rule].letter &&
		       found != LONG + (int)rule)
			rule++;
		if (rule == ARRAY_SIZE(rules))
			die("%s: no such option, or its value is missing; --help lists them",
			    argv[optind - 1]);
		apply(options, &rules[rule], optarg);
	}
}

static void read_environment(struct options *options)
{
	const char *value;

	if ((value = getenv("TIMEOUT")) && *value)
		options->timeout = need_time("TIMEOUT", value);
	if ((value = getenv("MAX_SMP")) && *value)
		options->max_smp = need_number("MAX_SMP", value, 1024);
	if ((value = getenv("NO_COLOR")) && *value)
		options->color = false;
}

static void check_fault(const struct options *options)
{
	for (size_t i = 0; options->fault && i < options->hosts.count; i++) {
		if (!host_by_name(options->hosts.item[i])->remote)
			die("--fault is for labs: name them with -H, as in -H lab-arm64");
	}
}

static void fill_in(struct options *options)
{
	const char *accel = getenv("ACCEL");

	if (!options->hosts.count)
		words_add(&options->hosts, accel && *accel ? accel : "tcg");
	for (size_t i = 0; i < options->hosts.count; i++) {
		if (!host_by_name(options->hosts.item[i]))
			die("no host '%s': see --help for those that there are",
			    options->hosts.item[i]);
	}
	for (size_t i = 0; i < options->arches.count; i++) {
		if (arch_by_name(options->arches.item[i]) == ARCH_COUNT)
			die("no architecture '%s': there are s390x, arm and x86",
			    options->arches.item[i]);
	}
	check_fault(options);
	if (options->put.count && options->mode != MODE_SHELL)
		die("--put is for --shell: it puts a file into the lab of the prompt");
	places_fill_in(options);
	if (!options->output)
		options->output = xasprintf("%s/results", options->build);
	else
		options->output = xstrdup(options->output);
	if (options->mode == MODE_LIST || options->mode == MODE_DOCS ||
	    options->mode == MODE_COMPLETE)
		options->all = true;
	if (options->until_fail && options->repeat == 1)
		options->repeat = 0;
}

/* That is one call, where sysconf() opens and reads a file. */
static unsigned int usable_cpus(void)
{
	cpu_set_t cpus;

	return sched_getaffinity(0, sizeof(cpus), &cpus) ? sysconf(_SC_NPROCESSORS_ONLN)
							 : CPU_COUNT(&cpus);
}

void options_parse(struct options *options, int argc, char **argv)
{
	*options = (struct options){
		.jobs = usable_cpus() + 1, /* something always waits */
		.repeat = 1,
		.shard = 1,
		.shards = 1,
		.color = isatty(STDOUT_FILENO),
	};
	read_environment(options);
	parse_arguments(options, argc, argv);
	while (optind < argc)
		words_add(&options->patterns, argv[optind++]);
	fill_in(options);
}

void options_free(struct options *options)
{
	words_free(&options->patterns);
	words_free(&options->arches);
	words_free(&options->hosts);
	words_free(&options->groups);
	words_free(&options->models);
	words_free(&options->put);
	free((char *)options->output);
}
