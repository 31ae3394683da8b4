/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --help says. */
#include <stdio.h>
#include <stdlib.h>

#include "host.h"
#include "usage.h"

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
	"  -j, --jobs N            at most N virtual CPUs at a time (default: CPUs + 1)\n"
	"      --repeat N          everything N times\n"
	"      --until-fail        again and again until something fails\n"
	"      --timeout TIME      limit of each case: 30, 90s, 2m (also $TIMEOUT)\n"
	"      --seed N            start of the guests' random generators\n"
	"      --model NAME,OPTION another option for a model: pong,fault=same-number\n"
	"      --fault NAME        labs with a kernel of our own and this fault, or none\n"
	"Output:\n"
	"  -t, --ktap              KTAP on standard output instead of lines for people\n"
	"  -v, --verbose           every case, not only those that failed\n"
	"      --keep              keep also the logs of repetitions that passed, and\n"
	"                          saved states of guests\n"
	"      --no-color          plain text on a terminal, too\n"
	"      --output DIR        where results go (default: BUILD/results)\n"
	"Instead of running:\n"
	"  -l, --list              list runs and cases with their claims\n"
	"      --models            list models of hardware, their options and faults\n"
	"      --gdb RUN[/CASE]    start QEMU stopped, print the gdb command, wait\n"
	"      --print-command RUN print the command that boots a run\n"
	"      --shell             a prompt in the lab that -H names\n"
	"      --put FILE          with FILE in it, under the path that it has here\n"
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
	"Environment: ACCEL (tcg, kvm), QEMU, QEMU_S390X, QEMU_ARM, QEMU_X86, BOCHS\n"
	"(programs), TIMEOUT, MAX_SMP (most CPUs of a guest), NO_COLOR.\n"
	"\n"
	"Exit status: 0 nothing failed, 1 something failed, 2 usage or set-up, 130 and\n"
	"143 after SIGINT and SIGTERM.\n";

void usage_show(void)
{
	fputs(usage, stdout);
	fputs("\nHosts:\n", stdout);
	for (size_t i = 0; host_at(i); i++)
		printf("  %-15s %s\n", host_at(i)->name, host_at(i)->what);
	exit(0);
}
