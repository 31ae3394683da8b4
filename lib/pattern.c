/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <pattern.h>
#include <random.h>
#include <string.h>

#define WORDS (PAGE_SIZE / sizeof(uint64_t))

static void make(void *to, unsigned int page, unsigned int generation)
{
	struct random random;

	random_seed(&random, (uint64_t)generation << 32 | page);
	random_fill(&random, to, PAGE_SIZE);
}

void pattern_fill(void *area, unsigned int page, unsigned int generation)
{
	make(pattern_page(area, page), page, generation);
}

bool pattern_holds(void *area, unsigned int page, unsigned int generation)
{
	static uint8_t expected[PAGE_SIZE];

	make(expected, page, generation);
	return !memcmp(expected, pattern_page(area, page), PAGE_SIZE);
}

bool pattern_is_zero(void *area, unsigned int page)
{
	const uint64_t *words = pattern_page(area, page);
	uint64_t any = 0;

	for (unsigned int i = 0; i < WORDS; i++)
		any |= words[i];
	return !any;
}
