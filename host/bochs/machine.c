/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "machine.h"
#include "tool.h"

/*
 * What Bochs counts as a second: so many instructions. The time-stamp counter of this
 * model runs at the same rate.
 */
#define CPU_MODEL		"corei7_haswell_4770"
#define INSTRUCTIONS_PER_SECOND 100000000

static void describe(const struct machine *machine, int to)
{
	dprintf(to, "config_interface: textconfig\n");
	dprintf(to, "display_library: %s\n", machine->headless ? "nogui" : "term");
	/* Linux expects MSRs of this CPU that Bochs does not have. */
	dprintf(to,
		"cpu: model=%s, count=%u, ips=%u, reset_on_triple_fault=0, ignore_bad_msrs=%d\n",
		CPU_MODEL, machine->cpus, INSTRUCTIONS_PER_SECOND, machine->is_linux);
	dprintf(to, "clock: sync=none, time0=local\n");
	dprintf(to, "memory: guest=%u, host=%u\n", machine->memory, machine->memory);
	/* without the wait for somebody who wants to choose what to boot */
	dprintf(to, "romimage: file=$BXSHARE/BIOS-bochs-latest, options=fastboot\n");
	dprintf(to, "vgaromimage: file=$BXSHARE/VGABIOS-lgpl-latest\n");
	if (!machine->headless) /* what is packaged wants a sound device otherwise */
		dprintf(to, "sound: driver=dummy, waveout=none, wavein=none, midiout=none\n");
	dprintf(to,
		"ata0-master: type=disk, mode=flat, path=\"/proc/self/fd/%d\", "
		"cylinders=%u, heads=%u, spt=%u\n",
		machine->disk.fd, machine->disk.cylinders, machine->disk.heads,
		machine->disk.sectors);
	dprintf(to, "boot: disk\n");
	dprintf(to, "com1: enabled=1, %s\n", machine->port);
	dprintf(to, "panic: action=fatal\nerror: action=ignore\ninfo: action=ignore\n");
}

void machine_command(const struct machine *machine, struct words *argv)
{
	int description = nameless_file("description of the machine"), debugger;

	describe(machine, description);
	words_add(argv, machine->program);
	words_add(argv, "-q");
	words_add(argv, "-f");
	words_addf(argv, "/proc/self/fd/%d", description);
	if (machine->headless)
		return;
	/* A debugger waits for commands: let the machine run. */
	debugger = nameless_file("commands of the debugger");
	dprintf(debugger, "c\n");
	words_add(argv, "-rc");
	words_addf(argv, "/proc/self/fd/%d", debugger);
}
