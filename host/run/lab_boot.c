/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpio.h"
#include "lab_boot.h"
#include "options.h"
#include "results.h"

/* No message of the kernel gets in between our frames, unless it is its last. */
static const char append[] = "rdinit=/init loglevel=1 oops=panic panic=-1";

static char *lab_file(const struct lab_kind *kind, const char *name)
{
	return xasprintf("%s/labs/%s/%s", host_build_directory, kind->name, name);
}

static void add_file(struct cpio *cpio, const char *path, const char *source)
{
	int error = cpio_add_file(cpio, path, source);

	if (error)
		die("%s: %s", source, strerror(error));
}

static void add_program(struct cpio *cpio, const struct lab_kind *kind, const char *path,
			const char *name)
{
	char *source =
		xasprintf("%s/host/%s/%s", host_image_directory, arch_info[kind->arch].name, name);

	add_file(cpio, path, source);
	free(source);
}

/* Kernels of our own have everything built in. */
static void add_modules(struct cpio *cpio, const struct lab_kind *kind)
{
	struct buf list = { 0 };

	for (size_t i = 0; !kind->image && i < kind->modules.count; i++) {
		char *name = xasprintf("modules/%s.ko", kind->modules.item[i]);
		char *source = lab_file(kind, name), *path = xasprintf("/lab/%s", name);

		add_file(cpio, path, source);
		buf_printf(&list, "%s\n", path);
		free(name);
		free(source);
		free(path);
	}
	cpio_add_text(cpio, "/lab/modules.list", list.data ? list.data : "");
	buf_free(&list);
}

/* One program for all commands that a person may want. */
static void add_shell(struct cpio *cpio, const struct lab_kind *kind)
{
	char *source = lab_file(kind, "busybox");

	add_file(cpio, "/bin/busybox", source);
	cpio_add_link(cpio, "/bin/sh", "busybox");
	free(source);
}

void lab_include(struct lab_kind *kind, const char *file)
{
	if (!words_have(&kind->files, file))
		words_add(&kind->files, file);
}

/* Everything below what was prepared: QEMU finds it where a distribution puts it. */
static void add_qemu(struct cpio *cpio, const struct lab_kind *kind)
{
	char *start = xasprintf("%s/.", kind->qemu);
	char *const paths[] = { start, NULL };
	FTS *tree = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	while (tree && (entry = fts_read(tree))) {
		if (entry->fts_info == FTS_F)
			add_file(cpio, entry->fts_path + strlen(start), entry->fts_path);
	}
	if (tree)
		fts_close(tree);
	free(start);
}

/*
 * The same for all labs of the kind, until other files are wanted. Images keep the paths that
 * they have here.
 */
static void pack(struct lab_kind *kind)
{
	struct cpio cpio = { 0 };
	char *name = xasprintf("%s/%s.initrd", results_directory(), kind->name);
	int error;

	cpio_add_device(&cpio, "/dev/console", 5, 1);
	add_program(&cpio, kind, "/init", "agent");
	add_modules(&cpio, kind);
	add_shell(&cpio, kind);
	if (kind->with_qemu) {
		add_qemu(&cpio, kind);
		add_program(&cpio, kind, "/lab/linked.so", "linked.so");
	}
	for (size_t i = 0; i < kind->files.count; i++)
		add_file(&cpio, kind->files.item[i], kind->files.item[i]);
	error = cpio_write(&cpio, name);
	if (error)
		die("%s: %s", name, strerror(error));
	cpio_free(&cpio);
	kind->initrd = name;
}

char *lab_place(const char *word)
{
	static const char build[] = "{build}/";
	size_t length = strlen(build);

	return strncmp(word, build, length)
		       ? xstrdup(word)
		       : xasprintf("%s/%s", host_image_directory, word + length);
}

static void add_word(struct words *argv, const struct lab_kind *kind, const char *word)
{
	char *file, *more;

	if (!strcmp(word, "{kernel}")) {
		file = kind->image ? xstrdup(kind->image) : lab_file(kind, "kernel");
		words_add(argv, file);
		free(file);
	} else if (!strcmp(word, "{initrd}")) {
		words_add(argv, kind->initrd);
	} else if (!strcmp(word, "{append}")) {
		more = words_join(&kind->append, " ");
		words_addf(argv, "%s %s", append, more);
		free(more);
	} else {
		file = lab_place(word);
		words_add(argv, file);
		free(file);
	}
}

void lab_words(const struct lab_kind *kind, struct words *argv)
{
	for (size_t i = 0; i < kind->emulator.count; i++)
		add_word(argv, kind, kind->emulator.item[i]);
}

static void open_log(struct lab *lab, const struct words *argv)
{
	static unsigned int number;
	char *path = xasprintf("%s/logs/%s-%u.log", results_directory(), lab->kind->name, ++number);
	char *line = words_shell(argv);

	log_open(&lab->log, path);
	log_printf(&lab->log, "# %s", line);
	free(line);
	free(path);
}

void lab_pack_again(struct lab_kind *kind)
{
	free(kind->initrd);
	kind->initrd = NULL;
}

int lab_boot(struct lab *lab)
{
	struct words argv = { 0 };
	int error;

	if (!lab->kind->initrd)
		pack(lab->kind);
	lab_words(lab->kind, &argv);
	open_log(lab, &argv);
	error = vm_spawn(&lab->machine, &argv);
	if (error)
		log_close(&lab->log, true);
	words_free(&argv);
	return error;
}
