/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configurations that a fuzzer chooses: read without harm, and what is read makes sense. */
#include <stdlib.h>
#include <string.h>

#include "cfg.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_section(const struct cfg_section *section)
{
	bool any = false;

	if (!*section->name || !section->line || !cfg_text(section, CFG_FILE, ARCH_X86))
		abort();
	for (enum arch arch = 0; arch < ARCH_COUNT; arch++)
		any |= cfg_has_arch(section, arch);
	if (!any)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cfg cfg;
	bool good = cfg_parse(&cfg, (const char *)data, size);

	/* an error names its line, and success has none */
	if (good == !!cfg.error || (!good && !cfg.error_line))
		abort();
	for (size_t i = 0; good && i < cfg.count; i++)
		check_section(&cfg.sections[i]);
	cfg_free(&cfg);
	return 0;
}
