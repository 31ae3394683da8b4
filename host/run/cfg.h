/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unittests.cfg: text in, sections out. Nothing here touches a file, so the
 * parser can be fuzzed; docs/design.md describes the keys.
 */
#ifndef CFG_H
#define CFG_H

#include <stdbool.h>
#include <stddef.h>

#include "arch.h"

enum cfg_key {
	CFG_FILE,
	CFG_ARCH,
	CFG_SMP,
	CFG_GROUPS,
	CFG_TIMEOUT,
	CFG_RUN_TIMEOUT,
	CFG_QEMU_PARAMS,
	CFG_MACHINE,
	CFG_MODEL,
	CFG_TEST_ARGS,
	CFG_HOST,
	CFG_NEEDS,
	CFG_MIGRATE,
	CFG_KNOWN,
	CFG_KEYS
};

struct cfg_value {
	char *text;
	unsigned int line;
};

struct cfg_section {
	char *name;
	unsigned int line;
	struct cfg_value plain[CFG_KEYS];
	struct cfg_value special[CFG_KEYS][ARCH_COUNT]; /* key.ARCH */
};

struct cfg {
	struct cfg_section *sections;
	size_t count;
	char *error; /* what is wrong in error_line; NULL if nothing */
	unsigned int error_line;
};

/* Stops at the first line that is wrong. The result is freed in any case. */
bool cfg_parse(struct cfg *cfg, const char *text, size_t length);
void cfg_free(struct cfg *cfg);

/* The value on this architecture, or NULL. */
const struct cfg_value *cfg_get(const struct cfg_section *section, enum cfg_key key,
				enum arch arch);
const char *cfg_text(const struct cfg_section *section, enum cfg_key key, enum arch arch);

/* Whether the section is for the architecture: as it says, or as its file's place says. */
bool cfg_has_arch(const struct cfg_section *section, enum arch arch);

#endif
