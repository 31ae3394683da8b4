/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bochs-run: runs one guest on Bochs, with its console on standard input and
 * output, and leaves nothing behind.
 *
 *	bochs-run [OPTION]... --kernel FILE [--initrd FILE] [--append WORDS]
 *
 * The disk, the description of the machine and the log of Bochs are files
 * without names, so any number can run at a time.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "log.h"
#include "machine.h"
#include "relay.h"
#include "tool.h"

static const char usage[] =
	"Usage: bochs-run [OPTION]... --kernel FILE [--initrd FILE] [--append WORDS]\n"
	"Runs a guest with a multiboot2 header or, with an initramfs, a Linux on Bochs, its first\n"
	"serial port being standard input and output, until it is switched off.\n"
	"  --bochs PROGRAM  another Bochs than BOCHS in the environment or PATH lead to\n"
	"  --headless       that has no display and no debugger, see docs/bochs.md\n"
	"  --cpus N         CPUs (1)\n"
	"  --memory MIB     memory (256)\n"
	"  --cache DIR      where to keep what is made for all guests\n";

struct request {
	struct payload payload;
	const char *cache;
	struct machine machine;
};

static unsigned int number(const char *option, const char *text)
{
	uint64_t value;

	if (!parse_unsigned(text, 65536, &value) || !value)
		fail("--%s wants a number, not '%s'", option, text);
	return value;
}

static void parse(struct request *request, int argc, char **argv)
{
	static const struct option options[] = {
		{ "append", required_argument, NULL, 'a' },
		{ "bochs", required_argument, NULL, 'b' },
		{ "cache", required_argument, NULL, 'd' },
		{ "cpus", required_argument, NULL, 'c' },
		{ "headless", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ "initrd", required_argument, NULL, 'i' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "memory", required_argument, NULL, 'm' },
		{ NULL, 0, NULL, 0 },
	};
	int found;

	while ((found = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (found) {
		case 'a':
			request->payload.append = optarg;
			break;
		case 'b':
			request->machine.program = optarg;
			break;
		case 'c':
			request->machine.cpus = number("cpus", optarg);
			break;
		case 'd':
			request->cache = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		case 'i':
			request->payload.initrd = optarg;
			break;
		case 'k':
			request->payload.kernel = optarg;
			break;
		case 'm':
			request->machine.memory = number("memory", optarg);
			break;
		case 'n':
			request->machine.headless = true;
			break;
		default:
			exit(2); /* getopt_long() has said why */
		}
	}
	if (!request->payload.kernel || optind < argc)
		fail("what to run is named by --kernel FILE, see --help");
}

static void become_bochs(const struct words *argv, const struct terminal *screen, int log)
{
	char **words = xcalloc(argv->count + 1, sizeof(*words));

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(screen->theirs, STDIN_FILENO);
	dup2(screen->theirs, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	setenv("TERM", "vt100", true);
	setenv("BXSHARE", "/usr/share/bochs", false);
	memcpy(words, argv->item, argv->count * sizeof(*words));
	execvp(words[0], words);
	dprintf(STDERR_FILENO, LOG_FATAL "%s: %s\n", words[0], strerror(errno));
	_exit(127);
}

static int run(const struct words *argv, struct terminal *console, int log)
{
	pid_t self = getpid(), pid;
	struct terminal screen;

	terminal_open(&screen);
	pid = fork();
	if (pid < 0)
		fail("cannot start Bochs: %s", strerror(errno));
	if (!pid && getppid() == self)
		become_bochs(argv, &screen, log);
	return relay(console, &screen, pid);
}

int main(int argc, char **argv)
{
	const char *program = getenv("BOCHS");
	struct request request = {
		.payload = { .append = "" },
		.machine = { .program = program && *program ? program : "bochs",
			     .cpus = 1,
			     .memory = 256 },
	};
	struct machine *machine = &request.machine;
	struct terminal console;
	struct words words = { 0 };
	int log = nameless_file("log of Bochs");

	parse(&request, argc, argv);
	disk_make(&machine->disk, &request.payload, request.cache);
	machine->is_linux = request.payload.initrd;
	terminal_open(&console);
	machine->console = ptsname(console.ours);
	machine_command(machine, &words);
	run(&words, &console, log);
	return log_judge(log) ? 0 : 1;
}
