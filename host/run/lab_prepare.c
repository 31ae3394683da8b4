/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Has a lab's kernel and programs fetched or built, the first time that they are asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab_boot.h"
#include "options.h"
#include "places.h"
#include "stream.h"

static const char prepare_lab[] = "prepare-lab", lab_kernel[] = "lab-kernel",
		  prepare_qemu[] = "prepare-lab-qemu";

struct preparation {
	struct vm vm;
	struct stream results, words;
	char *result; /* the last line of output */
	char *last;   /* the last line of its standard error */
	bool over;
};

static void take_results(struct vm *vm, const char *data, size_t size)
{
	stream_feed(&((struct preparation *)vm->owner)->results, data, size);
}

static void take_words(struct vm *vm, const char *data, size_t size)
{
	stream_feed(&((struct preparation *)vm->owner)->words, data, size);
}

static void keep_line(char **place, const struct line *line)
{
	free(*place);
	*place = xstrdup(line->whole);
}

static void take_result(struct stream *stream, const struct line *line)
{
	keep_line(&container_of(stream, struct preparation, results)->result, line);
}

static void take_word(struct stream *stream, const struct line *line)
{
	keep_line(&container_of(stream, struct preparation, words)->last, line);
}

static void exited(struct vm *vm)
{
	((struct preparation *)vm->owner)->over = true;
}

/* What the script prints, to be freed; or NULL, and in *problem why it failed. */
static char *run_script(const struct lab_kind *kind, struct words *argv, char **problem)
{
	struct preparation p = { .results.line = take_result, .words.line = take_word };
	int error;

	p.vm.owner = &p;
	p.vm.output = take_results;
	p.vm.complaint = take_words;
	p.vm.exited = exited;
	error = vm_spawn(&p.vm, argv);
	if (error) {
		*problem = xasprintf("%s is not prepared, and %s cannot run: %s", kind->name,
				     argv->item[0], strerror(error));
		return NULL;
	}
	while (!p.over)
		loop_step();
	stream_finish(&p.results);
	stream_finish(&p.words);
	if (p.vm.child.status)
		*problem = xasprintf("%s cannot be prepared: %s", kind->name,
				     p.last ? p.last : "the script does not say why");
	stream_free(&p.results);
	stream_free(&p.words);
	vm_destroy(&p.vm);
	free(p.last);
	return p.result;
}

/* What the script has left behind about the kernel; NULL if that is nothing. */
static char *read_name(const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	if (file && getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
	} else {
		/* getline() may have made room for a line that did not come */
		free(line);
		line = NULL;
	}
	if (file)
		fclose(file);
	return line;
}

/* What was prepared from an older description may lack a module of this one. */
static bool is_prepared(const struct lab_kind *kind, const char *ready)
{
	bool complete = !access(ready, R_OK);

	for (size_t i = 0; complete && i < kind->modules.count; i++) {
		char *module = xasprintf("%s/labs/%s/modules/%s.ko", host_build_directory,
					 kind->name, kind->modules.item[i]);

		complete = !access(module, R_OK);
		free(module);
	}
	return complete;
}

static char *prepare_stock(struct lab_kind *kind)
{
	char *ready = xasprintf("%s/labs/%s/ready", host_build_directory, kind->name);
	struct words argv = { 0 };
	char *problem = NULL;

	if (!is_prepared(kind, ready)) {
		warn("preparing %s: this is done once", kind->name);
		words_addf(&argv, "%sscripts/%s", places_tree(), prepare_lab);
		words_add(&argv, host_build_directory);
		words_add(&argv, kind->name);
		words_add_all(&argv, &kind->kernel_package);
		words_add_all(&argv, &kind->modules);
		free(run_script(kind, &argv, &problem));
		words_free(&argv);
	}
	free(kind->kernel);
	kind->kernel = read_name(ready);
	free(ready);
	return problem;
}

/* The script has nothing to do if the kernel is there. */
static char *prepare_own(struct lab_kind *kind)
{
	bool faulty = lab_fault && strcmp(lab_fault, "none") != 0;
	struct words argv = { 0 };
	char *problem = NULL;

	words_addf(&argv, "%sscripts/%s", places_tree(), lab_kernel);
	words_add(&argv, host_build_directory);
	words_addf(&argv, "%s%s%s", kind->arch == ARCH_ARM ? "arm64" : "x86",
		   kind->flavour ? "-" : "", kind->flavour ? kind->flavour : "");
	if (faulty) {
		words_add(&argv, lab_fault);
		words_add(&argv, kind->name);
	}
	free(kind->image);
	kind->image = run_script(kind, &argv, &problem);
	words_free(&argv);
	free(kind->kernel);
	kind->kernel = xasprintf("Linux of our own%s%s%s%s", kind->flavour ? ", flavour " : "",
				 kind->flavour ? kind->flavour : "",
				 faulty ? " with the fault " : "", faulty ? lab_fault : "");
	return problem;
}

char *lab_prepare(struct lab_kind *kind)
{
	char *problem = prepare_stock(kind);

	return problem || (!lab_fault && !kind->flavour) ? problem : prepare_own(kind);
}

char *lab_prepare_qemu(struct lab_kind *kind)
{
	struct words argv = { 0 };

	if (kind->qemu)
		return kind->qemu_problem ? xstrdup(kind->qemu_problem) : NULL;
	kind->qemu = xasprintf("%s/labs/qemu-%s", host_build_directory, arch_info[kind->arch].name);
	if (!access(kind->qemu, R_OK))
		return NULL;
	warn("preparing QEMU for %s: this is done once", kind->name);
	words_addf(&argv, "%sscripts/%s", places_tree(), prepare_qemu);
	words_add(&argv, host_build_directory);
	words_add(&argv, arch_info[kind->arch].name);
	words_add_all(&argv, &kind->qemu_package);
	words_add(&argv, arch_info[kind->arch].qemu);
	free(run_script(kind, &argv, &kind->qemu_problem));
	words_free(&argv);
	return lab_prepare_qemu(kind);
}
