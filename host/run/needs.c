/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "migrate_order.h"
#include "needs.h"
#include "options.h"

static char *need_cpus(const struct run *run, const char *value)
{
	uint64_t cpus;

	if (!value || !parse_unsigned(value, 1024, &cpus) || run->smp >= cpus)
		return NULL;
	return xasprintf("needs %s CPUs, has %u", value, run->smp);
}

static char *need_control(const struct run *run, const char *value)
{
	(void)value;
	return run->host->monitor || run->host->control
		       ? NULL
		       : xasprintf("the host %s answers no requests", run->host->name);
}

static char *need_monitor(const struct run *run, const char *value)
{
	(void)value;
	return run->host->monitor ? NULL : xasprintf("the host %s has no monitor", run->host->name);
}

static char *need_migration(const struct run *run, const char *value)
{
	(void)value;
	if (!run->host->monitor && !run->host->migrates && !run->host->moves)
		return xasprintf("the host %s cannot migrate", run->host->name);
	return run->migrate ? NULL : xstrdup("the run has no migrate = yes");
}

/*
 * The destination of a postcopy migration catches the guest's accesses to memory that has not
 * arrived. Linux lets ordinary users do so only if it was told to.
 */
static char *need_postcopy(const struct run *run, const char *value)
{
	const struct migrate_order order = { .mode = MIGRATE_POSTCOPY };
	const char *lack;
	int fd;

	(void)value;
	if (run->moves)
		return xstrdup("postcopy needs QEMU: the VMM sends memory by precopy alone");
	lack = run->host->migrate_lacks ? run->host->migrate_lacks(&order) : NULL;
	if (lack)
		return xstrdup(lack);
	if (run->host->remote)
		return NULL; /* there QEMU is root */
	fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	if (!access("/dev/userfaultfd", R_OK | W_OK))
		return NULL;
	return xstrdup(
		"postcopy needs userfaultfd: run as root, or set vm.unprivileged_userfaultfd");
}

static char *need_device(const struct run *run, const char *value)
{
	for (size_t i = 0; value && i < run->params.count; i++) {
		if (strstr(run->params.item[i], value))
			return NULL;
	}
	return xasprintf("needs the device %s: add -device %s", value ? value : "",
			 value ? value : "");
}

static char *need_qemu(const struct run *run, const char *value)
{
	char *version = run->host->version(run->host, run->arch);
	const char *number = strpbrk(version, "0123456789");
	char *problem = NULL;

	if (value && number && strverscmp(number, value) < 0)
		problem = xasprintf("needs QEMU %s, this is %s", value, version);
	free(version);
	return problem;
}

static char *need_pci(const struct run *run, const char *value)
{
	(void)value;
	return run->host->bare ? xasprintf("the machines of %s have no PCI", run->host->name)
			       : NULL;
}

static const struct need {
	const char *word;
	bool of_case; /* known there, too */
	char *(*lacks)(const struct run *run, const char *value);
} needs[] = {
	{ "cpus", true, need_cpus },	   { "control", true, need_control },
	{ "monitor", true, need_monitor }, { "migration", true, need_migration },
	{ "device", true, need_device },   { "postcopy", true, need_postcopy },
	{ "qemu", false, need_qemu },	   { "pci", false, need_pci },
};

static const struct need *find_need(const char *text, const char **value)
{
	size_t length = strcspn(text, "=");

	*value = text[length] ? text + length + 1 : NULL;
	for (size_t i = 0; i < ARRAY_SIZE(needs); i++) {
		if (strlen(needs[i].word) == length && !strncmp(needs[i].word, text, length))
			return &needs[i];
	}
	return NULL;
}

static char *first_lack(const struct run *run, const struct words *words, bool of_case)
{
	char *problem = NULL;

	for (size_t i = 0; i < words->count && !problem; i++) {
		const char *value;
		const struct need *need = find_need(words->item[i], &value);

		if (need && (need->of_case || !of_case))
			problem = need->lacks(run, value);
	}
	return problem;
}

char *needs_run(const struct run *run)
{
	return first_lack(run, &run->needs, false);
}

char *needs_case(const struct run *run, const struct test_case *test)
{
	return first_lack(run, &test->needs, true);
}

static bool wants_control(const struct words *words)
{
	return words_have(words, "control") || words_have(words, "monitor") ||
	       words_have(words, "migration");
}

bool needs_control(const struct run *run)
{
	if (!run->host->monitor && !run->host->control)
		return false;
	for (size_t i = 0; i < run->case_count; i++) {
		if (wants_control(&run->image->notes.cases[i].needs))
			return true;
	}
	return wants_control(&run->needs);
}

bool needs_word(const struct run *run, const char *word)
{
	for (size_t i = 0; i < run->case_count; i++) {
		if (words_have(&run->image->notes.cases[i].needs, word))
			return true;
	}
	return words_have(&run->needs, word);
}

void needs_check_words(const struct run *run, const char *config)
{
	const char *value;

	for (size_t i = 0; i < run->needs.count; i++) {
		if (!find_need(run->needs.item[i], &value))
			die("%s:%u: unknown need '%s': cpus=N, control, monitor, migration, "
			    "device=NAME, qemu=VERSION, pci",
			    config, cfg_get(run->section, CFG_NEEDS, run->arch)->line,
			    run->needs.item[i]);
	}
}
