/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many CPUs: more than fit the tables of eight that hosts, firmware and
 * interrupt controllers like to begin with.
 */
#include <args.h>
#include <atomic.h>
#include <smp.h>
#include <stdlib.h>
#include <test.h>

TEST(all_start, "every announced CPU starts, however many there are", NEEDS("cpus=9"))
{
	CHECK_EQ(smp_count(), args_number("hp.cpus", smp_count()));
	for (unsigned int id = 1; id < smp_count(); id++)
		CHECK(smp_start(id), "CPU %u", id);
}

static void count_run(void *runs)
{
	atomic_add((unsigned int *)runs + smp_id(), 1);
}

TEST(all_work, "all CPUs together run a function once each", NEEDS("cpus=9"))
{
	unsigned int *runs = calloc(smp_count(), sizeof(*runs));

	smp_call_all(smp_count(), count_run, runs);
	for (unsigned int id = 0; id < smp_count(); id++)
		CHECK_EQ(runs[id], 1);
	free(runs);
}
