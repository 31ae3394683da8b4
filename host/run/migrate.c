/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "migrate.h"
void migrate_once(struct job *job, char *mode)
{
	(void)mode;
	job_answer(job, "error no migration yet");
}
void migrate_start(struct job *job, char *mode)
{
	(void)mode;
	job_answer(job, "error no migration yet");
}
void migrate_stop(struct job *job, char *mode)
{
	(void)mode;
	job_answer(job, "error no migration yet");
}
void migrate_begin(struct job *job)
{
	(void)job;
}
void migrate_vm_exited(struct job *job, struct vm *vm)
{
	(void)job;
	(void)vm;
}
void migrate_end(struct job *job)
{
	(void)job;
}
