/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small virtual machine monitor on raw /dev/kvm: enough to run the images of this
 * project, and scenarios of which the host's side is the point. docs/vmm.md tells more.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "console.h"
#include "machine.h"
#include "moves.h"
#include "precopy.h"
#include "room.h"
#include "say.h"
#include "scenario.h"

#define DEFAULT_MEMORY (256 * MIB)
#define MAX_CPUS       4096
#define PROBE_SECONDS  10

static const char usage[] =
	"Usage: vmm run [OPTION]... IMAGE [WORD]...\n"
	"Runs a guest on /dev/kvm; its console is standard input and output, the words are its\n"
	"command line. Status: 0 it powered off, 1 it ended otherwise, 2 it could not be started.\n"
	"  -c CPUS    how many CPUs (1)\n"
	"  -m MIB     memory in MiB (256)\n"
	"  -g 2|3     version of the GIC (arm64; the newest that KVM has)\n"
	"  -s         with the split interrupt controller, even if there is a whole one (x86)\n"
	"  -M         moves a guest that asks to be migrated into another machine of its own\n"
	"  -h         this text\n"
	"       vmm probe\n"
	"Tells what kind of KVM this is: in hardware or in software, nanoseconds per instruction,\n"
	"and whether XSAVE works if the CPU claims it.\n"
	"       vmm SCENARIO IMAGE [WORD]...\n"
	"Runs the cases of a scenario with its guest, and prints KTAP. Scenarios are:\n";

static unsigned long long number(const char *text, unsigned long long most, const char *what)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 10);

	if (!*text || *end || *text == '-' || !value || value > most)
		die("'%s' is not a number of %s: 1 to %llu", text, what, most);
	return value;
}

static char *join(char *const *words)
{
	size_t length = 1;
	char *line;

	for (char *const *word = words; *word; word++)
		length += strlen(*word) + 1;
	line = room(length);
	for (char *const *word = words; *word; word++) {
		if (word != words)
			strcat(line, " ");
		strcat(line, *word);
	}
	return line;
}

static struct options options;
static struct vm vm;

static void parse(int argc, char **argv)
{
	int letter;

	options = (struct options){ .cpus = 1, .memory = DEFAULT_MEMORY };
	while ((letter = getopt(argc, argv, "+c:m:g:sMh")) != -1) {
		switch (letter) {
		case 'c':
			options.cpus = number(optarg, MAX_CPUS, "CPUs");
			break;
		case 'm':
			options.memory = number(optarg, 1 << 20, "MiB") * MIB;
			break;
		case 'g':
			options.gic = number(optarg, 3, "a GIC version");
			break;
		case 's':
			options.split = true;
			break;
		case 'M':
			options.moves = true;
			break;
		case 'h':
			fputs(usage, stdout);
			scenario_list();
			exit(0);
		default:
			die("see vmm -h");
		}
	}
	if (optind == argc)
		die("which image? see vmm -h");
	options.image = argv[optind];
	options.command_line = join(argv + optind + 1);
}

static void make(void)
{
	vm_create(&vm);
	if (options.moves)
		precopy_prepare(&vm);
	machine_setup(&vm, &options);
	vm_create_cpus(&vm, options.cpus);
	machine_finish(&vm, &options);
}

static enum end run_in_place(void)
{
	vm_start(&vm);
	return vm_wait(&vm);
}

unsigned int options_seed(const struct options *of)
{
	static const char word[] = "hp.seed=";
	const char *at = strstr(of->command_line, word);

	return at ? strtoull(at + strlen(word), NULL, 0) : 1;
}

static int run(int argc, char **argv)
{
	enum end end;

	parse(argc, argv);
	make();
	machine_load(&vm, &options);
	end = options.moves ? moves_run(&vm, make, options_seed(&options)) : run_in_place();
	console_flush();
	if (end == END_RESET)
		fail("the guest reset the machine");
	return 0;
}

static int scenario(int argc, char **argv)
{
	if (!scenario_exists(argv[0]))
		die("no such command: '%s', see vmm -h", argv[0]);
	parse(argc, argv);
	scenario_run(argv[0], &options);
	return 0;
}

static int probe(void)
{
	struct machine_kind kind;

	alarm(PROBE_SECONDS);
	kind = machine_probe();
	printf("%s\n", kind.instruction_ns > MACHINE_SOFTWARE_NS ? "software" : "hardware");
	printf("instruction %llu\n", (unsigned long long)kind.instruction_ns);
	printf("xsave %s\n", kind.lacks_xsave ? "no" : "yes");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "run"))
		return run(argc - 1, argv + 1);
	if (argc == 2 && !strcmp(argv[1], "probe")) {
		return probe();
	}
	if (argc > 1 && !strcmp(argv[1], "-h")) {
		fputs(usage, stdout);
		scenario_list();
		return 0;
	}
	if (argc > 1 && argv[1][0] != '-')
		return scenario(argc - 1, argv + 1);
	die("what is to be done? see vmm -h");
}
