/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loading: options, and whether this QEMU is the one that the model was made for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../abi/check.h"
#include "../abi/memory.h"
#include "../abi/plugin.h"
#include "dirty.h"

MODEL_NOTE("dirty\0"
	   "the log of dirty pages that a migration reads, with defects on request\0"
	   "arch=s390x\0"
	   "arch=arm\0"
	   "arch=x86\0"
	   "option=fault=NAME[:every=N]: a defect, on each N-th occasion\0"
	   "fault=lost-bit: a page that was written is not in the log\0"
	   "fault=cleared-unread: the log is cleared before it is read\0");

static int take_option(const char *option)
{
	static const char word[] = "fault=";
	const char *wrong = "there is no such option";

	if (!strncmp(option, word, strlen(word)))
		wrong = log_choose(option + strlen(word));
	if (wrong)
		fprintf(stderr, "dirty: %s: %s\n", option, wrong);
	return wrong ? -1 : 0;
}

static void cpu_made(uint64_t id, unsigned int cpu)
{
	(void)id;
	(void)cpu;
	log_listen();
}

const int qemu_plugin_version = PLUGIN_INTERFACE;

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	const char *wrong = check_qemu();

	(void)info;
	if (!wrong)
		wrong = log_check();
	if (wrong)
		check_refuse("dirty", wrong);
	for (int i = 0; i < argc; i++) {
		if (take_option(argv[i]))
			exit(1);
	}
	qemu_plugin_register_vcpu_init_cb(id, cpu_made);
	return 0;
}
