/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "shard.h"

static int longer(const void *a, const void *b)
{
	const struct run *x = *(struct run *const *)a, *y = *(struct run *const *)b;

	if (x->seconds != y->seconds)
		return x->seconds < y->seconds ? 1 : -1;
	return strcmp(x->id, y->id);
}

static size_t least(const double *load, size_t count)
{
	size_t best = 0;

	for (size_t i = 1; i < count; i++) {
		if (load[i] < load[best])
			best = i;
	}
	return best;
}

/* The longest first, each to the part that has the least so far. */
void shard_plan(struct plan *plan, unsigned int shard, unsigned int shards)
{
	struct run **order = xcalloc(plan->count, sizeof(*order));
	double *load = xcalloc(shards, sizeof(*load));
	bool *ours = xcalloc(plan->count, sizeof(*ours));
	size_t kept = 0;

	for (size_t i = 0; i < plan->count; i++)
		order[i] = &plan->runs[i];
	qsort(order, plan->count, sizeof(*order), longer);
	for (size_t i = 0; i < plan->count; i++) {
		size_t part = least(load, shards);

		load[part] += order[i]->seconds * order[i]->smp;
		ours[order[i] - plan->runs] = part == shard - 1;
	}
	for (size_t i = 0; i < plan->count; i++) {
		if (ours[i])
			plan->runs[kept++] = plan->runs[i];
		else
			run_clear(&plan->runs[i]);
	}
	plan->count = kept;
	free(ours);
	free(load);
	free(order);
}

static uint64_t hash(uint64_t seed, const char *text)
{
	while (*text)
		seed = (seed ^ (unsigned char)*text++) * 0x100000001b3ull;
	return seed;
}

char *shard_fingerprint(const struct plan *plan)
{
	uint64_t seed = 0xcbf29ce484222325ull;

	for (size_t i = 0; i < plan->count; i++) {
		const struct run *run = &plan->runs[i];
		char *text = xasprintf("%s %zu %u %.4f\n", run->id, run_selected(run), run->smp,
				       run->seconds);

		seed = hash(seed, text);
		free(text);
	}
	return xasprintf("%016llx", (unsigned long long)seed);
}
