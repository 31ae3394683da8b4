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
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "guest.h"
#include "log.h"
#include "machine.h"
#include "migrate.h"
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
	"  --cache DIR      where to keep what is made for all guests\n"
	"  --monitor FD     a socket on which the guest can be asked to go elsewhere; --headless\n"
	"  --incoming       it comes from elsewhere, as the monitor will say\n";

struct request {
	struct payload payload;
	const char *cache;
	struct machine machine;
	int monitor; /* -1: none */
	bool incoming;
};

static unsigned int number(const char *option, const char *text)
{
	uint64_t value;

	if (!parse_unsigned(text, 65536, &value) || !value)
		fail("--%s wants a number, not '%s'", option, text);
	return value;
}

/* For us, and not for Bochs. */
static int monitor_socket(const char *text)
{
	int fd = number("monitor", text);

	if (fcntl(fd, F_SETFD, FD_CLOEXEC))
		fail("--monitor wants an open descriptor, not '%s'", text);
	return fd;
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
		{ "incoming", no_argument, NULL, 'g' },
		{ "initrd", required_argument, NULL, 'i' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "memory", required_argument, NULL, 'm' },
		{ "monitor", required_argument, NULL, 'o' },
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
		case 'g':
			request->incoming = true;
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
		case 'o':
			request->monitor = monitor_socket(optarg);
			break;
		default:
			exit(2); /* getopt_long() has said why */
		}
	}
	if (!request->payload.kernel || optind < argc)
		fail("what to run is named by --kernel FILE, see --help");
	if (request->monitor >= 0 && !request->machine.headless)
		fail("only a Bochs that is --headless can be asked by a monitor");
	if (request->monitor >= 0 && request->payload.initrd)
		fail("a Linux cannot go elsewhere: --monitor and --initrd do not go together");
	if (request->incoming && request->monitor < 0)
		fail("--incoming wants a --monitor that says from where");
}

/* Until the guest is gone, or is needed here no longer. */
static void run(struct relay *relay, struct guest *guest, struct migration *migration)
{
	enum { SIGNALS, MONITOR, RELAY, COUNT = RELAY + RELAY_FDS };
	struct pollfd fds[COUNT] = {
		[SIGNALS] = { .fd = guest->signals, .events = POLLIN },
		[MONITOR] = { .events = POLLIN },
	};

	while (guest->phase != GUEST_GONE && !migration->quit) {
		fds[MONITOR].fd = migration->monitor.fd;
		if (guest->phase == GUEST_AWAITED && fds[MONITOR].fd < 0)
			fail("nobody is there any more to say where the guest comes from");
		relay_want(relay, fds + RELAY, guest->phase == GUEST_RUNS);
		if (poll(fds, COUNT, -1) < 0)
			continue;
		if (fds[SIGNALS].revents && guest_look(guest))
			migrate_frozen(migration);
		if (fds[MONITOR].revents)
			migrate_hear(migration);
		relay_pass(relay, fds + RELAY);
	}
	guest_kill(guest);
	relay_drain(relay);
}

int main(int argc, char **argv)
{
	const char *program = getenv("BOCHS");
	struct request request = {
		.payload = { .append = "" },
		.machine = { .program = program && *program ? program : "bochs",
			     .cpus = 1,
			     .memory = 256 },
		.monitor = -1,
	};
	struct machine *machine = &request.machine;
	struct words words = { 0 };
	char *port;
	struct relay relay = { .input_over = false };
	struct guest guest = { .argv = &words, .saved = -1 };
	struct migration migration = { .guest = &guest, .relay = &relay, .out = -1 };

	guest.log = nameless_file("log of Bochs");
	parse(&request, argc, argv);
	disk_make(&machine->disk, &request.payload, request.cache);
	machine->is_linux = request.payload.initrd;
	relay_open(&relay, !machine->is_linux);
	guest.screen = &relay.screen;
	machine->port = port = relay_port(&relay);
	machine_command(machine, &words);
	free(port);
	guest_init(&guest);
	if (request.monitor >= 0)
		guest.saved = nameless_file("state of the machine");
	monitor_open(&migration.monitor, request.monitor);
	if (!request.incoming)
		guest_start(&guest);
	run(&relay, &guest, &migration);
	return migration.quit || log_judge(guest.log) ? 0 : 1;
}
