/* SPDX-License-Identifier: GPL-2.0-or-later */
/* docs/tests.md: every case with its claim, from the images. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"

static const char head[] =
	"<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n"
	"# What is tested\n"
	"\n"
	"Made from the images by `make docs`; the sentences stand beside the code.\n";

static const char *file_of(const struct run *run)
{
	return run->section->plain[CFG_FILE].text;
}

/* For a cell of a table. */
static void put_cell(const char *text)
{
	for (; *text; text++) {
		if (strchr("|<>*_`\\", *text))
			putchar('\\');
		putchar(*text);
	}
}

static void put_words(const struct words *words)
{
	char *text = words_join(words, "; ");

	put_cell(text);
	free(text);
}

/* One line for each section that uses the image. */
static void put_runs(const struct plan *plan, const char *file)
{
	const struct cfg_section *last = NULL;

	for (size_t i = 0; i < plan->count; i++) {
		const struct run *run = &plan->runs[i];
		char *groups, *needs;

		if (strcmp(file_of(run), file) || run->section == last)
			continue;
		last = run->section;
		groups = words_join(&run->groups, ", ");
		needs = words_join(&run->needs, ", ");
		printf("- run `%s`: %u CPU%s%s%s%s%s%s\n", run->name, run->smp,
		       run->smp == 1 ? "" : "s", *groups ? ", groups: " : "", groups,
		       *needs ? ", needs: " : "", needs, run->migrate ? ", migrates" : "");
		free(groups);
		free(needs);
	}
}

static void put_case(const struct test_case *test, const struct words *arches)
{
	printf("| `%s` | ", test->name);
	put_cell(test->claim);
	fputs(" | ", stdout);
	put_words(&test->needs);
	fputs(" | ", stdout);
	put_words(&test->cites);
	fputs(" | ", stdout);
	put_words(arches);
	printf(" | [%s:%u](../%s#L%u) |\n", test->file, test->line, test->file, test->line);
}

static const struct test_case *find_case(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->case_count; i++) {
		if (!strcmp(run->image->notes.cases[i].name, name))
			return &run->image->notes.cases[i];
	}
	return NULL;
}

static struct words arches_of(const struct plan *plan, const char *file, const char *test)
{
	struct words arches = { 0 };

	for (size_t i = 0; i < plan->count; i++) {
		const struct run *run = &plan->runs[i];
		const char *arch = arch_info[run->arch].name;

		if (!strcmp(file_of(run), file) && find_case(run, test) &&
		    !words_have(&arches, arch))
			words_add(&arches, arch);
	}
	return arches;
}

static void put_cases(const struct plan *plan, const char *file)
{
	struct words seen = { 0 };

	puts("\n| case | promise | needs | where it is promised | on | source |");
	puts("| --- | --- | --- | --- | --- | --- |");
	for (size_t i = 0; i < plan->count; i++) {
		const struct run *run = &plan->runs[i];

		for (size_t c = 0; !strcmp(file_of(run), file) && c < run->case_count; c++) {
			const struct test_case *test = &run->image->notes.cases[c];
			struct words arches;

			if (words_have(&seen, test->name))
				continue;
			words_add(&seen, test->name);
			arches = arches_of(plan, file, test->name);
			put_case(test, &arches);
			words_free(&arches);
		}
	}
	words_free(&seen);
}

void list_docs(const struct plan *plan)
{
	struct words files = { 0 };

	fputs(head, stdout);
	for (size_t i = 0; i < plan->count; i++) {
		const char *file = file_of(&plan->runs[i]);

		if (words_have(&files, file))
			continue;
		words_add(&files, file);
		printf("\n## %s\n\n", file);
		put_runs(plan, file);
		put_cases(plan, file);
	}
	words_free(&files);
}
