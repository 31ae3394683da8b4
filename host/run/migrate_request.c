/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a guest asks for: migrate once, again and again, stop. */
#include "migrate_flight.h"

static bool can_migrate(struct job *job)
{
	if (job->migration && job->run->migrate && !job->migration->flying &&
	    !job->migration->endless)
		return true;
	job_answer(job, "error %s",
		   job->run->migrate ? "a migration is under way"
				     : "the run has no migrate = yes in unittests.cfg");
	return false;
}

void migrate_once(struct job *job, char *text)
{
	struct migrate_order order;
	const char *lack;

	if (!migrate_order_parse(&order, text)) {
		job_answer(job, "error a migration is asked for by: %s", migrate_order_usage);
		return;
	}
	if (!can_migrate(job))
		return;
	lack = job->run->host->migrate_lacks ? job->run->host->migrate_lacks(&order) : NULL;
	if (lack) {
		job_answer(job, "error unsupported: %s", lack);
		return;
	}
	job->migration->order = order;
	migrate_fly(job->migration);
}

void migrate_start(struct job *job, char *text)
{
	struct migration *m = job->migration;

	(void)text;
	if (!can_migrate(job))
		return;
	job_answer(job, "ok");
	m->order = (struct migrate_order){ MIGRATE_PRECOPY };
	m->endless = true;
	m->stop = false;
	m->done = 0;
	migrate_fly(m);
}

void migrate_stop(struct job *job, char *text)
{
	struct migration *m = job->migration;

	(void)text;
	if (m && m->endless) {
		m->stop = true;
	} else {
		job_answer(job, "error %s",
			   m && m->failure ? m->failure : "no migration was started");
	}
}
