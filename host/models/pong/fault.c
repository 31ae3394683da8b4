/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Defects on request: what a test must be able to see. */
#include <stdlib.h>
#include <string.h>

#include "pong.h"

static const struct {
	const char *name;
	enum fault which;
} faults[] = {
	{ "double-interrupt", FAULT_DOUBLE_INTERRUPT },
	{ "lost-interrupt", FAULT_LOST_INTERRUPT },
	{ "wrong-isc", FAULT_WRONG_ISC },
	{ "stale-residual", FAULT_STALE_RESIDUAL },
	{ "same-number", FAULT_SAME_NUMBER },
	{ "lost-status", FAULT_LOST_STATUS },
	{ "double-status", FAULT_DOUBLE_STATUS },
	{ "deaf", FAULT_DEAF },
	{ "lost-in-migration", FAULT_LOST_IN_MIGRATION },
};

static enum fault chosen;
static unsigned long every = 1, occasions;

bool fault(enum fault which)
{
	return chosen == which && ++occasions % every == 0;
}

static bool parse_every(const char *text)
{
	static const char word[] = "every=";
	char *end;

	if (strncmp(text, word, strlen(word)))
		return false;
	every = strtoul(text + strlen(word), &end, 10);
	return every && end != text + strlen(word) && !*end;
}

const char *fault_choose(const char *text)
{
	size_t length = strcspn(text, ":");

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (strlen(faults[i].name) == length && !strncmp(faults[i].name, text, length))
			chosen = faults[i].which;
	}
	if (!chosen)
		return "there is no such fault";
	if (text[length] && !parse_every(text + length + 1))
		return "a fault is written NAME or NAME:every=N";
	return NULL;
}
