/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What makes a model: what QEMU calls, and what the runner reads from the file. */
#ifndef ABI_PLUGIN_H
#define ABI_PLUGIN_H

#include <stdint.h>

#define FOR_QEMU __attribute__((visibility("default")))

/*
 * The version of QEMU's interface of plugins: the oldest that QEMU 10.0 takes, so that
 * earlier series load a model too and are told why not.
 */
#define PLUGIN_INTERFACE 2

extern const int qemu_plugin_version FOR_QEMU;

/* Called once, before there are CPUs and devices. */
int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv) FOR_QEMU;

/*
 * What a model says of itself: strings that each end with a zero byte, an empty one
 * last. The word model, the name, what it is in one line, and then KEY=VALUE:
 *
 *	arch=ARCH		where it can be loaded
 *	device=NAME		what -device can name once it is loaded
 *	option=WORDS		how an option is written, a colon and a blank, what it does
 *	fault=NAME: WORDS	a defect that the option fault= switches on
 */
#define MODEL_NOTE(text)                                                                   \
	static const char model_note[] __attribute__((used, section("hostproof_model"))) = \
		"model\0" text

#endif
