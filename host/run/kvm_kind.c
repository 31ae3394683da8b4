/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A KVM in software is found out by how it behaves: our VMM measures a guest of a few
 * instructions, and tells whether one of them was too much.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "host.h"
#include "kvm.h"

enum { SOFTWARE_SLOWER = 10 };

static void child_over(struct child *child)
{
	(void)child;
}

/* Runs the program with its output going there. */
static bool run(struct words *argv, int out)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct child_setup setup = { .in = null, .out = out, .err = null };
	struct child child = { .exited = child_over };
	bool started = !child_start(&child, argv, &setup);

	while (started && child.pid)
		loop_step();
	close(null);
	return started && !child.status;
}

/* What our VMM says of this KVM, in buffer; false if it is not there or cannot tell. */
static bool ask(enum arch arch, char *buffer, size_t size)
{
	struct words argv = { 0 };
	ssize_t got = 0;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	words_addf(&argv, "%s/host/%s/vmm", host_image_directory, arch_info[arch].name);
	words_add(&argv, "probe");
	if (run(&argv, ends[1]))
		got = read(ends[0], buffer, size - 1);
	buffer[got > 0 ? got : 0] = '\0';
	close(ends[0]);
	close(ends[1]);
	words_free(&argv);
	return got > 0;
}

const struct kvm_kind *kvm_kind(enum arch arch)
{
	static struct kvm_kind kind = { .slower = 1 };
	static bool asked;
	char text[256];

	if (asked || !ask(arch, text, sizeof(text)))
		return &kind;
	asked = true;
	if (!strncmp(text, "software\n", strlen("software\n"))) {
		kind.slower = SOFTWARE_SLOWER;
		kind.what = " in software";
	}
	if (strstr(text, "xsave no"))
		kind.words = "hp.no-xsave";
	return &kind;
}
