/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "known.h"
#include "model.h"
#include "needs.h"
#include "options.h"
#include "plan.h"
#include "select.h"

enum { DEFAULT_CASE_TIMEOUT = 30 };

static void split_value(const struct run *run, enum cfg_key key, const char *also,
			struct words *words)
{
	const char *text = cfg_text(run->section, key, run->arch);

	if (text)
		words_split(words, text, also);
}

static unsigned int seconds_value(const struct run *run, enum cfg_key key)
{
	const char *text = cfg_text(run->section, key, run->arch);
	unsigned int seconds = 0;

	if (text)
		parse_seconds(text, &seconds);
	return seconds;
}

static unsigned int smp_value(const struct run *run, const struct options *options)
{
	const char *text = cfg_text(run->section, CFG_SMP, run->arch);
	uint64_t smp = 1;

	if (text)
		parse_unsigned(text, 1024, &smp);
	return options->max_smp && smp > options->max_smp ? options->max_smp : smp;
}

static void load_image(struct run *run, const struct options *options)
{
	const char *file = run->section->plain[CFG_FILE].text;
	char *error = NULL;

	run->image = image_load(options->build, file, run->arch, &error);
	if (!run->image)
		die("%s", error);
	if (run->image->missing) {
		run->skip = xstrdup(run->image->missing);
		run->set_up = true;
		return;
	}
	run->case_count = run->image->notes.count;
	run->cases = xcalloc(run->case_count, sizeof(*run->cases));
}

/* The file of a model with its options: those of the run, and those that the user adds. */
static void add_plugin(struct run *run, const char *file, const char *word,
		       const struct options *options)
{
	size_t length = model_options(word) - word;
	struct buf plugin = { 0 };
	char *text;

	buf_printf(&plugin, "%s%s", file, word + length);
	for (size_t i = 0; i < options->models.count; i++) {
		const char *more = options->models.item[i];

		if (model_options(more) - more == (ptrdiff_t)length && !strncmp(more, word, length))
			buf_puts(&plugin, more + length);
	}
	text = buf_take(&plugin);
	words_add(&run->plugins, text);
	free(text);
}

/* A model that is not built counts as an image that is not. */
static void find_models(struct run *run, const struct options *options)
{
	struct words models = { 0 };

	split_value(run, CFG_MODEL, "", &models);
	for (size_t i = 0; i < models.count; i++) {
		char *file = model_file(options->build, models.item[i]);

		add_plugin(run, file, models.item[i], options);
		if (access(file, R_OK) && !run->skip) {
			run->skip = xasprintf("%s is not built: run make", file);
			run->set_up = true;
		}
		free(file);
	}
	words_free(&models);
}

static bool wants_monitor(const struct run *run)
{
	if (run->host->migrates)
		return run->migrate;
	if (run->host->thrifty)
		return run->host->monitor &&
		       ((run->migrate && !run->moves) || needs_word(run, "monitor"));
	return run->host->monitor && run->control;
}

static void fill_run(struct run *run, const struct options *options)
{
	const char *migrate = cfg_text(run->section, CFG_MIGRATE, run->arch);

	run->name = run->section->name;
	run->id = xasprintf("%s/%s/%s", run->host->name, arch_info[run->arch].name, run->name);
	run->smp = smp_value(run, options);
	run->timeout = options->timeout ? options->timeout : seconds_value(run, CFG_TIMEOUT);
	run->run_timeout = seconds_value(run, CFG_RUN_TIMEOUT);
	run->migrate = migrate && !strcmp(migrate, "yes");
	run->machine = cfg_text(run->section, CFG_MACHINE, run->arch);
	run->args = cfg_text(run->section, CFG_TEST_ARGS, run->arch);
	split_value(run, CFG_GROUPS, ",", &run->groups);
	split_value(run, CFG_NEEDS, ",", &run->needs);
	split_value(run, CFG_QEMU_PARAMS, "", &run->params);
	load_image(run, options);
	find_models(run, options);
	run->control = run->migrate || needs_control(run);
	run->moves = run->migrate && run->host->moves && run->host->moves(run);
	run->monitor = wants_monitor(run);
}

static bool for_host(const struct cfg_section *section, enum arch arch, const struct host *host,
		     const struct options *options)
{
	const struct cfg_value *value = cfg_get(section, CFG_HOST, arch);
	struct words words = { 0 };
	bool found;

	if (!value)
		return true;
	words_split(&words, value->text, ",");
	for (size_t i = 0; i < words.count; i++) {
		if (!host_by_name(words.item[i]))
			die("%s:%u: no host '%s'", options->config, value->line, words.item[i]);
	}
	found = words_have(&words, host->name);
	words_free(&words);
	return found;
}

static void add_run(struct plan *plan, const struct cfg_section *section, enum arch arch,
		    const struct host *host, const struct options *options)
{
	struct run *run;

	GROW(plan->runs, plan->count);
	run = &plan->runs[plan->count++];
	*run = (struct run){ .section = section, .arch = arch, .host = host };
	fill_run(run, options);
	if (!for_host(section, arch, host, options) && !run->skip)
		run->skip =
			xasprintf("the run is for the host %s", cfg_text(section, CFG_HOST, arch));
	if (run->image->scenario && !host->scenarios && !run->skip)
		run->skip = xstrdup("a scenario of the VMM: -H vmm");
	needs_check_words(run, options->config);
}

/* A scenario is for the VMM, and elsewhere only of interest to who asks for it. */
static bool is_for_others(const struct cfg_section *section, const struct host *host,
			  const struct options *options)
{
	return !strncmp(section->plain[CFG_FILE].text, "vmm/", 4) && !host->scenarios &&
	       options->mode == MODE_RUN && !options->patterns.count;
}

static void add_runs(struct plan *plan, const struct cfg_section *section, enum arch arch,
		     const struct options *options)
{
	for (size_t i = 0; i < options->hosts.count; i++) {
		const struct host *host = host_by_name(options->hosts.item[i]);

		if ((!host->only || *host->only == arch) && !is_for_others(section, host, options))
			add_run(plan, section, arch, host, options);
	}
}

void plan_make(struct plan *plan, const struct cfg *cfg, const struct options *options)
{
	*plan = (struct plan){ 0 };
	for (size_t i = 0; i < options->models.count; i++)
		model_check(options->build, options->models.item[i]);
	for (size_t i = 0; i < cfg->count; i++) {
		for (enum arch arch = 0; arch < ARCH_COUNT; arch++) {
			if (options->arches.count &&
			    !words_have(&options->arches, arch_info[arch].name))
				continue;
			if (!cfg_has_arch(&cfg->sections[i], arch))
				continue;
			add_runs(plan, &cfg->sections[i], arch, options);
		}
	}
	known_apply(plan, options);
	select_runs(plan, options);
}

/* Asked once per host and architecture, of those that the plan has. */
static const char *host_problem(const struct host *host, enum arch arch)
{
	static struct answer {
		const struct host *host;
		enum arch arch;
		char *problem;
		struct answer *next;
	} * answers;
	struct answer *answer;

	for (answer = answers; answer; answer = answer->next) {
		if (answer->host == host && answer->arch == arch)
			return answer->problem;
	}
	answer = xcalloc(1, sizeof(*answer));
	*answer = (struct answer){ host, arch, host->unavailable(host, arch), answers };
	answers = answer;
	return answer->problem;
}

static void check_run(struct run *run)
{
	const char *problem;

	if (run->skip)
		return;
	problem = host_problem(run->host, run->arch);
	if (problem) {
		run->skip = xstrdup(problem);
		run->set_up = true;
		return;
	}
	run->skip = needs_run(run);
	if (!run->skip)
		run->skip = run->host->lacks(run);
	for (size_t i = 0; i < run->case_count; i++) {
		if (!run->skip && run->cases[i].selected)
			run->cases[i].skip = needs_case(run, &run->image->notes.cases[i]);
	}
	if (!run->skip && run->host->include)
		run->host->include(run);
}

/* Nothing at all can run, and it is the set-up that is to blame: say so. */
static void check_set_up(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (!plan->runs[i].skip || !plan->runs[i].set_up)
			return;
	}
	if (plan->count)
		die("nothing can run: %s", plan->runs[0].skip);
}

void plan_check(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		check_run(&plan->runs[i]);
	check_set_up(plan);
}

void run_clear(struct run *run)
{
	for (size_t i = 0; i < run->case_count; i++)
		free(run->cases[i].skip);
	free(run->cases);
	free(run->id);
	free(run->skip);
	words_free(&run->groups);
	words_free(&run->needs);
	words_free(&run->params);
	words_free(&run->plugins);
}

void plan_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		run_clear(&plan->runs[i]);
	free(plan->runs);
	*plan = (struct plan){ 0 };
}

size_t run_selected(const struct run *run)
{
	size_t count = 0;

	for (size_t i = 0; i < run->case_count; i++)
		count += run->cases[i].selected;
	return count;
}

unsigned int run_case_timeout(const struct run *run, unsigned int number)
{
	unsigned int own = number ? run->image->notes.cases[number - 1].timeout : 0;
	unsigned int limit = run->timeout ? run->timeout : own ? own : DEFAULT_CASE_TIMEOUT;

	return limit * run->host->slower;
}
