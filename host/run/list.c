/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"

/* The end of the runs of one section: its architectures and hosts follow each other. */
static size_t section_end(const struct plan *plan, size_t from)
{
	size_t end = from;

	while (end < plan->count && plan->runs[end].section == plan->runs[from].section)
		end++;
	return end;
}

static struct words arches_of(const struct run *runs, size_t count)
{
	struct words arches = { 0 };

	for (size_t i = 0; i < count; i++) {
		const char *name = arch_info[runs[i].arch].name;

		if (!words_have(&arches, name))
			words_add(&arches, name);
	}
	return arches;
}

static void list_header(const struct run *runs, size_t count)
{
	struct words arches = arches_of(runs, count);
	char *names = words_join(&arches, " "), *groups = words_join(&runs->groups, " ");

	printf("%s  %s, %s", runs->name, runs->section->plain[CFG_FILE].text, names);
	if (runs->smp > 1)
		printf(", %u CPUs", runs->smp);
	if (*groups)
		printf(", groups: %s", groups);
	putchar('\n');
	for (size_t i = 0; i < count; i++) {
		if (!runs[i].cases)
			printf("  on %s: %s\n", arch_info[runs[i].arch].name, runs[i].skip);
	}
	free(names);
	free(groups);
	words_free(&arches);
}

static void list_section(const struct run *runs, size_t count)
{
	struct words seen = { 0 };

	list_header(runs, count);
	for (size_t i = 0; i < count; i++) {
		for (size_t c = 0; c < runs[i].case_count; c++) {
			const struct test_case *test = &runs[i].image->notes.cases[c];

			if (!runs[i].cases[c].selected || words_have(&seen, test->name))
				continue;
			words_add(&seen, test->name);
			printf("  %-32s %s\n", test->name, test->claim);
		}
	}
	words_free(&seen);
}

void list_plan(const struct plan *plan)
{
	for (size_t i = 0, end; i < plan->count; i = end) {
		end = section_end(plan, i);
		list_section(&plan->runs[i], end - i);
	}
}

static void add_name(struct words *names, const char *name)
{
	if (!words_have(names, name))
		words_add(names, name);
}

void list_names(const struct plan *plan)
{
	struct words names = { 0 };

	for (size_t i = 0; i < plan->count; i++) {
		const struct run *run = &plan->runs[i];

		add_name(&names, run->name);
		add_name(&names, run->section->plain[CFG_FILE].text);
		for (size_t c = 0; c < run->case_count; c++) {
			char *name = xasprintf("%s/%s", run->name, run->image->notes.cases[c].name);

			add_name(&names, name);
			free(name);
		}
	}
	for (size_t i = 0; i < names.count; i++)
		puts(names.item[i]);
	words_free(&names);
}
