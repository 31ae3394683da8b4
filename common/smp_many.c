/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many CPUs: more than fit the tables of eight that hosts, firmware and
 * interrupt controllers like to begin with.
 */
#include <atomic.h>
#include <smp.h>
#include <test.h>

TEST(all_start, "every announced CPU starts, however many there are", NEEDS("cpus=9"))
{
	for (unsigned int id = 1; id < smp_count(); id++)
		CHECK(smp_start(id), "CPU %u", id);
}

static unsigned int runs;

static void count_run(void *context)
{
	(void)context;
	atomic_add(&runs, 1);
}

TEST(all_work, "all CPUs together run a function once each", NEEDS("cpus=9"))
{
	runs = 0;
	smp_call_all(smp_count(), count_run, NULL);
	CHECK_EQ(runs, smp_count());
}
