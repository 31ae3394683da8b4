/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One repetition of one run: boots the guest, watches its stream and its time,
 * boots again for what is left after a crash, hands out results.
 */
#ifndef JOB_H
#define JOB_H

#include "log.h"
#include "plan.h"
#include "vm.h"

struct migration;

struct job {
	/* set by the caller */
	struct run *run;
	unsigned int iteration;
	const struct options *options;
	void (*over)(struct job *job); /* may free the job */

	/* read by the caller */
	struct buf report;  /* what failed, for people */
	struct buf details; /* every case, in KTAP */
	unsigned int counts[VERDICT_COUNT];
	uint64_t started_ns;
	char *skip_reason; /* of the first case that was skipped */

	char *log_name; /* below the output directory */
	struct log log;
	unsigned int boot;
	unsigned int *pending; /* numbers of cases without a result */
	size_t pending_count;
	struct track track;
	struct stream stream;
	struct stream complaints;
	char *last_complaint;
	char *host_complaint;  /* that the host's kernel made of itself: in the current case */
	char *stray_complaint; /* and between cases, of this boot */
	struct vm vms[2];
	struct vm *active; /* the one that the guest runs in */
	struct migration *migration;
	struct timer limit;
	struct timer run_limit;
	uint64_t case_ns;      /* when the current case began */
	uint64_t output_bytes; /* of this boot */
	enum verdict end_verdict;
	char *end_reason; /* why the runner ended this boot; NULL: it did not */
	bool left_over;	  /* it ends since a case left a migration behind: the others want a boot */
	const char *where; /* in which circumstances the boot ended: words to insert */
	bool interrupted;
};

void job_start(struct job *job);
/* Ends it; the case in flight gets no result. over() is called soon. */
void job_interrupt(struct job *job);
void job_free(struct job *job);

/* For what happens around a job: requests and migration. */
void job_stop_boot(struct job *job, enum verdict verdict, const char *reason);
void job_answer(struct job *job, const char *format, ...) PRINTF(2, 3);
char *job_append(const struct job *job); /* the command line of this boot */

/* Between the halves of a job: what it hears, and what it makes of it. */
void job_hear_start(struct job *job);
void job_hear_track(struct job *job);
void job_hear_vm(struct job *job, struct vm *vm);
void job_watch_time(struct job *job, unsigned int seconds); /* until something else is heard */
void job_add_result(struct job *job, unsigned int number, struct outcome *outcome,
		    uint64_t wall_ns);
void job_vm_exited(struct vm *vm);

/* The guest's command line: cases to run, and the test's own words. */
char *job_command_line(const struct run *run, const struct options *options, unsigned int iteration,
		       const unsigned int *cases, size_t count, bool control);

#endif
