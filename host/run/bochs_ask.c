/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bochs_ask.h"
#include "caps.h"
#include "child.h"

static const char packages[] = "apt-get install bochs bochs-term bochsbios vgabios grub-common "
			       "grub-pc-bin";

/* Of each package one file or, without a slash, one program; first of Bochs itself. */
static const char *const proofs[] = {
	"/usr/lib/*/bochs/plugins/libbx_term_gui.so",
	"/usr/share/bochs/BIOS-bochs-latest",
	"/usr/share/bochs/VGABIOS-lgpl-latest",
	"/usr/lib/grub/i386-pc/multiboot2.mod",
	"grub-mkimage",
};

const char *bochs_program(void)
{
	const char *program = getenv("BOCHS");

	return program && *program ? program : "bochs";
}

static bool is_there(const char *proof)
{
	char *program;
	glob_t found;
	bool there;

	if (*proof == '/') {
		there = !glob(proof, 0, NULL, &found);
		globfree(&found);
		return there;
	}
	program = program_path(proof);
	free(program);
	return program;
}

char *bochs_missing(bool packaged)
{
	if (packaged && !is_there(bochs_program()))
		return xasprintf("%s is not there: %s", bochs_program(), packages);
	for (size_t i = packaged ? 0 : 1; i < ARRAY_SIZE(proofs); i++) {
		if (!is_there(proofs[i]))
			return xasprintf("Bochs wants %s: %s", proofs[i], packages);
	}
	return NULL;
}

static bool over;

static void child_over(struct child *child)
{
	(void)child;
	over = true;
}

/* What it prints on its standard output while it shows its help: little. */
static void take_help(const char *program, struct buf *text)
{
	struct child child = { .exited = child_over };
	struct child_setup setup = { .keep = NULL };
	struct words argv = { 0 };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), ends[2];
	char chunk[4096];
	ssize_t size;

	if (pipe2(ends, O_CLOEXEC))
		return;
	setup.in = setup.err = null;
	setup.out = ends[1];
	words_add(&argv, program);
	words_add(&argv, "--help");
	over = child_start(&child, &argv, &setup);
	words_free(&argv);
	close(ends[1]);
	close(null);
	while ((size = read(ends[0], chunk, sizeof(chunk))) > 0)
		buf_add(text, chunk, size);
	close(ends[0]);
	while (!over)
		loop_step();
}

static char *ask_version(const char *program)
{
	static const char title[] = "Bochs x86 Emulator ";
	struct buf text = { 0 };
	const char *at;
	char *version;

	buf_puts(&text, "");
	take_help(program, &text);
	at = strstr(text.data, title);
	version = at ? xasprintf("Bochs %.*s", (int)strcspn(at + strlen(title), " \n"),
				 at + strlen(title))
		     : xstrdup("Bochs");
	buf_free(&text);
	return version;
}

const char *bochs_version(const char *program)
{
	static struct words asked, versions;
	char *version;

	for (size_t i = 0; i < asked.count; i++) {
		if (!strcmp(asked.item[i], program))
			return versions.item[i];
	}
	version = ask_version(program);
	words_add(&asked, program);
	words_add(&versions, version);
	free(version);
	return versions.item[versions.count - 1];
}
