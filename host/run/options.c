/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arch.h"
#include "host.h"
#include "options.h"

#define VERSION "0.1"

enum {
	OPT_ARCH = 256,
	OPT_BUILD,
	OPT_COMPLETE,
	OPT_CONFIG,
	OPT_DOCS,
	OPT_GDB,
	OPT_KEEP,
	OPT_KNOWN,
	OPT_MERGE,
	OPT_NO_COLOR,
	OPT_OUTPUT,
	OPT_PRINT_COMMAND,
	OPT_REPEAT,
	OPT_SEED,
	OPT_SHARD,
	OPT_TIMEOUT,
	OPT_TIMES,
	OPT_UNTIL_FAIL,
	OPT_VERSION,
};

static const struct option long_options[] = {
	{ "all", no_argument, NULL, 'a' },
	{ "arch", required_argument, NULL, OPT_ARCH },
	{ "build", required_argument, NULL, OPT_BUILD },
	{ "complete", no_argument, NULL, OPT_COMPLETE },
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "docs", no_argument, NULL, OPT_DOCS },
	{ "gdb", required_argument, NULL, OPT_GDB },
	{ "group", required_argument, NULL, 'g' },
	{ "help", no_argument, NULL, 'h' },
	{ "host", required_argument, NULL, 'H' },
	{ "jobs", required_argument, NULL, 'j' },
	{ "keep", no_argument, NULL, OPT_KEEP },
	{ "known", required_argument, NULL, OPT_KNOWN },
	{ "ktap", no_argument, NULL, 't' },
	{ "list", no_argument, NULL, 'l' },
	{ "merge", no_argument, NULL, OPT_MERGE },
	{ "no-color", no_argument, NULL, OPT_NO_COLOR },
	{ "output", required_argument, NULL, OPT_OUTPUT },
	{ "print-command", required_argument, NULL, OPT_PRINT_COMMAND },
	{ "repeat", required_argument, NULL, OPT_REPEAT },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "shard", required_argument, NULL, OPT_SHARD },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ "times", required_argument, NULL, OPT_TIMES },
	{ "until-fail", no_argument, NULL, OPT_UNTIL_FAIL },
	{ "verbose", no_argument, NULL, 'v' },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ 0 },
};

static const char usage[] =
	"usage: run_tests.sh [OPTION]... [TEST]...\n"
	"\n"
	"Boots the tests as virtual machines and reports what they found. TEST is a run\n"
	"of unittests.cfg, an image (common/traps), or RUN/CASE; * and ? match as in file\n"
	"names. Without TEST everything runs that is not in the group nodefault.\n"
	"\n"
	"What to run:\n"
	"      --arch A[,B]        only these architectures: s390x, arm, x86\n"
	"  -H, --host HOST[,HOST]  where to run them (below; default: $ACCEL, else tcg)\n"
	"  -g, --group GROUP       only runs of this group; may be repeated\n"
	"  -a, --all               also runs of the group nodefault\n"
	"      --shard I/N         only the I-th of N parts, balanced by recorded time\n"
	"How:\n"
	"  -j, --jobs N            at most N virtual CPUs at a time (default: all CPUs)\n"
	"      --repeat N          everything N times\n"
	"      --until-fail        again and again until something fails\n"
	"      --timeout TIME      limit of each case: 30, 90s, 2m (also $TIMEOUT)\n"
	"      --seed N            start of the guests' random generators\n"
	"Output:\n"
	"  -t, --ktap              KTAP on standard output instead of lines for people\n"
	"  -v, --verbose           every case, not only those that failed\n"
	"      --keep              keep also the logs of repetitions that passed, and\n"
	"                          saved states of guests\n"
	"      --no-color          plain text on a terminal, too\n"
	"      --output DIR        where results go (default: BUILD/results)\n"
	"Instead of running:\n"
	"  -l, --list              list runs and cases with their claims\n"
	"      --gdb RUN[/CASE]    start QEMU stopped, print the gdb command, wait\n"
	"      --print-command RUN print the command that boots a run\n"
	"      --merge FILE...     join the results.json of several shards\n"
	"      --docs              describe all cases in Markdown\n"
	"      --complete          print all names, for shell completion\n"
	"  -h, --help              this text\n"
	"      --version           the version\n"
	"Files:\n"
	"      --build DIR         where the images are (default: build)\n"
	"      --config FILE       the list of runs (default: unittests.cfg)\n"
	"      --known FILE        known failures (default: host/known/HOST.txt)\n"
	"      --times FILE        recorded times (default: BUILD/times.json)\n"
	"\n"
	"Environment: ACCEL (tcg, kvm), QEMU, QEMU_S390X, QEMU_ARM, QEMU_X86 (programs),\n"
	"TIMEOUT, MAX_SMP (most CPUs of a guest), NO_COLOR.\n"
	"\n"
	"Exit status: 0 nothing failed, 1 something failed, 2 usage or set-up, 130 and\n"
	"143 after SIGINT and SIGTERM.\n";

void warn(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	va_start(args, format);
	fputs("hostproof: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}

void die(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	va_start(args, format);
	fputs("hostproof: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	_exit(2); /* with all that it holds */
}

static void show_help(void)
{
	fputs(usage, stdout);
	fputs("\nHosts:\n", stdout);
	for (size_t i = 0; i < host_count; i++)
		printf("  %-8s %s\n", hosts[i]->name, hosts[i]->what);
	exit(0);
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

static void set_mode(struct options *options, enum mode mode)
{
	if (options->mode != MODE_RUN && options->mode != mode)
		die("--list, --gdb, --print-command, --merge, --docs and --complete exclude each "
		    "other");
	options->mode = mode;
}

static void parse_option(struct options *options, int option, char *value)
{
	switch (option) {
	case 'a':
		options->all = true;
		break;
	case 'g':
		words_split(&options->groups, value, ",");
		break;
	case 'h':
		show_help();
		break;
	case 'H':
		words_split(&options->hosts, value, ",");
		break;
	case 'j':
		options->jobs = need_number("--jobs", value, 4096);
		break;
	case 'l':
		set_mode(options, MODE_LIST);
		break;
	case 't':
		options->ktap = true;
		break;
	case 'v':
		options->verbose = true;
		break;
	case OPT_ARCH:
		words_split(&options->arches, value, ",");
		break;
	case OPT_BUILD:
		options->build = value;
		break;
	case OPT_COMPLETE:
		set_mode(options, MODE_COMPLETE);
		break;
	case OPT_CONFIG:
		options->config = value;
		break;
	case OPT_DOCS:
		set_mode(options, MODE_DOCS);
		break;
	case OPT_GDB:
		set_mode(options, MODE_GDB);
		words_add(&options->patterns, value);
		break;
	case OPT_KEEP:
		options->keep = true;
		break;
	case OPT_KNOWN:
		options->known = value;
		break;
	case OPT_MERGE:
		set_mode(options, MODE_MERGE);
		break;
	case OPT_NO_COLOR:
		options->color = false;
		break;
	case OPT_OUTPUT:
		options->output = value;
		break;
	case OPT_PRINT_COMMAND:
		set_mode(options, MODE_PRINT_COMMAND);
		words_add(&options->patterns, value);
		break;
	case OPT_REPEAT:
		options->repeat = need_number("--repeat", value, 1000000);
		break;
	case OPT_SEED:
		parse_seed(options, value);
		break;
	case OPT_SHARD:
		parse_shard(options, value);
		break;
	case OPT_TIMEOUT:
		options->timeout = need_time("--timeout", value);
		break;
	case OPT_TIMES:
		options->times = value;
		break;
	case OPT_UNTIL_FAIL:
		options->until_fail = true;
		break;
	case OPT_VERSION:
		puts("hostproof " VERSION);
		exit(0);
	default:
		fputs("hostproof: see --help\n", stderr);
		exit(2);
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

void options_parse(struct options *options, int argc, char **argv)
{
	int option;

	*options = (struct options){
		.build = "build",
		.config = "unittests.cfg",
		.jobs = sysconf(_SC_NPROCESSORS_ONLN),
		.repeat = 1,
		.shard = 1,
		.shards = 1,
		.color = isatty(STDOUT_FILENO),
	};
	read_environment(options);
	while ((option = getopt_long(argc, argv, "ag:hH:j:ltv", long_options, NULL)) != -1)
		parse_option(options, option, optarg);
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
	free((char *)options->output);
}
