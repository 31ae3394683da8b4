/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lengths and texts for the trials.
 */
#include <err.h>
#include <stdlib.h>
#include "compare.h"

bool one_in(struct random *random, unsigned int n)
{
	return random_below(random, n) == 0;
}

size_t any_length(struct random *random, size_t max)
{
	size_t limit = one_in(random, 16) ? max : max < 24 ? max : 24;

	return random_below(random, limit + 1);
}

/* Signed, unsigned and case matter to some functions. */
char any_char(struct random *random)
{
	static const char alphabet[] = "aaabbbcA,,\x7f\x80\xff";

	return alphabet[random_below(random, sizeof(alphabet) - 1)];
}

static char *block(unsigned int slot)
{
	static char *blocks[TEXT_SLOTS];

	if (!blocks[slot])
		blocks[slot] = malloc(TEXT_MAX + 1);
	if (!blocks[slot])
		err(2, "cannot allocate a text");
	return blocks[slot];
}

char *any_unterminated(struct random *random, unsigned int slot, size_t len)
{
	char *text = block(slot) + TEXT_MAX + 1 - len;

	for (size_t n = 0; n < len; n++)
		text[n] = any_char(random);
	return text;
}

char *any_text(struct random *random, unsigned int slot, size_t len)
{
	char *text = any_unterminated(random, slot, len + 1);

	text[len] = '\0';
	return text;
}
