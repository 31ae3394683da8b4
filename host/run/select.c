/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "select.h"

static const char *base_name(const char *image)
{
	const char *slash = strrchr(image, '/');

	return slash ? slash + 1 : image;
}

static bool matches(const char *pattern, const char *name)
{
	return !fnmatch(pattern, name, 0);
}

/* The names that a run answers to. */
static size_t run_names(const struct run *run, const char *names[3])
{
	const char *file = run->section->plain[CFG_FILE].text;

	names[0] = run->name;
	names[1] = file;
	names[2] = base_name(file);
	return 3;
}

static bool run_matches(const struct run *run, const char *pattern)
{
	const char *names[3];
	size_t count = run_names(run, names);

	for (size_t i = 0; i < count; i++) {
		if (matches(pattern, names[i]))
			return true;
	}
	return false;
}

static bool case_matches(const struct run *run, const char *test, const char *pattern)
{
	const char *names[3];
	size_t count = run_names(run, names);
	bool found = false;

	for (size_t i = 0; i < count && !found; i++) {
		char *full = xasprintf("%s/%s", names[i], test);

		found = matches(pattern, full);
		free(full);
	}
	return found;
}

static bool exact(const char *pattern)
{
	return !strpbrk(pattern, "*?[");
}

/* Runs of the group nodefault want to be asked for: by name, by group, or with all. */
static bool may_run(const struct run *run, const struct options *options, const char *pattern)
{
	return options->all || !words_have(&run->groups, "nodefault") ||
	       words_have(&options->groups, "nodefault") || (pattern && exact(pattern));
}

static bool in_groups(const struct run *run, const struct options *options)
{
	if (!options->groups.count)
		return true;
	for (size_t i = 0; i < options->groups.count; i++) {
		if (words_have(&run->groups, options->groups.item[i]))
			return true;
	}
	return false;
}

static void select_all(struct run *run)
{
	for (size_t i = 0; i < run->case_count; i++)
		run->cases[i].selected = true;
}

/* Whether the pattern names the run or something in it. */
static bool apply_pattern(struct run *run, const struct options *options, const char *pattern,
			  bool *chosen)
{
	bool found = run_matches(run, pattern);
	bool may = in_groups(run, options) && may_run(run, options, pattern);

	if (found && may)
		select_all(run);
	*chosen |= found && may;
	for (size_t i = 0; !found && i < run->case_count; i++) {
		if (!case_matches(run, run->image->notes.cases[i].name, pattern))
			continue;
		run->cases[i].selected |= may;
		*chosen |= may;
	}
	for (size_t i = 0; !found && i < run->case_count; i++)
		found = case_matches(run, run->image->notes.cases[i].name, pattern);
	/* without its image, any case may be one of it */
	if (!found && !run->cases && strchr(pattern, '/')) {
		char *name = xstrndup(pattern, strrchr(pattern, '/') - pattern);

		found = run_matches(run, name);
		*chosen |= found && may;
		free(name);
	}
	return found;
}

static void unknown_pattern(const struct plan *plan, const char *pattern)
{
	struct words names = { 0 };
	const char *near;

	for (size_t i = 0; i < plan->count; i++) {
		const struct run *run = &plan->runs[i];
		const char *own[3];
		size_t count = run_names(run, own);

		for (size_t j = 0; j < count; j++)
			words_add(&names, own[j]);
		for (size_t j = 0; strchr(pattern, '/') && j < run->case_count; j++)
			words_addf(&names, "%s/%s", run->name, run->image->notes.cases[j].name);
	}
	near = nearest_name(pattern, &names);
	if (near)
		die("no test '%s': did you mean '%s'? -l lists all", pattern, near);
	die("no test '%s': -l lists all", pattern);
}

static void check_groups(const struct plan *plan, const struct options *options)
{
	struct words all = { 0 };

	for (size_t i = 0; i < plan->count; i++)
		words_add_all(&all, &plan->runs[i].groups);
	for (size_t i = 0; i < options->groups.count; i++) {
		const char *group = options->groups.item[i];
		const char *near = nearest_name(group, &all);

		if (words_have(&all, group))
			continue;
		if (near)
			die("no group '%s': did you mean '%s'?", group, near);
		die("no group '%s'", group);
	}
	words_free(&all);
}

void select_runs(struct plan *plan, const struct options *options)
{
	bool *chosen = xcalloc(plan->count, sizeof(*chosen));
	size_t kept = 0;

	check_groups(plan, options);
	for (size_t p = 0; p < options->patterns.count; p++) {
		const char *pattern = options->patterns.item[p];
		bool found = false;

		for (size_t i = 0; i < plan->count; i++)
			found |= apply_pattern(&plan->runs[i], options, pattern, &chosen[i]);
		if (!found)
			unknown_pattern(plan, pattern);
	}
	for (size_t i = 0; i < plan->count; i++) {
		struct run *run = &plan->runs[i];

		if (!options->patterns.count && in_groups(run, options) &&
		    may_run(run, options, NULL)) {
			select_all(run);
			chosen[i] = true;
		}
		if (chosen[i])
			plan->runs[kept++] = *run;
		else
			run_clear(run);
	}
	plan->count = kept;
	if (!kept)
		die("no run is left of what was asked for: see the groups and architectures in -l");
	free(chosen);
}
