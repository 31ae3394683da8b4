/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "current.h"
#include "job.h"
#include "report.h"
#include "results.h"
#include "sched.h"

struct running {
	struct job job;
	struct running *next;
};

/* Runs of a kind of lab, of which there are few: most of them wait for each other. */
struct lane {
	const struct host *host;
	double left; /* seconds of those that were not begun in this repetition */
	struct lane *next;
};

static struct {
	struct plan *plan;
	const struct options *options;
	struct run **order; /* the widest first, of these the longest */
	bool *taken;	    /* in this repetition */
	size_t left;	    /* of this repetition */
	unsigned int iteration;
	unsigned int room; /* virtual CPUs */
	struct running *running;
	struct running *over; /* to be freed when nobody uses them any more */
	struct lane *lanes;
	struct progress progress;
	int signal;
	bool stop; /* start nothing more */
} sched;

static unsigned int at_most(unsigned int cpus, unsigned int most)
{
	return cpus < most ? cpus : most;
}

/* Of those of the lab that it runs in. */
static unsigned int lab_cpus(const struct run *run)
{
	return at_most(run->smp, run->host->cpus);
}

/*
 * CPUs of this machine. The two sides of a migration wait for each other, as do the CPUs of a
 * guest in a lab most of the time.
 */
static unsigned int weight(const struct run *run)
{
	if (run->skip)
		return 0;
	if (run->host->cpus)
		return 1;
	return at_most(run->smp, sched.options->jobs);
}

/* Those that need several CPUs: later, these would be free together only when all else is done. */
static int sooner(const void *a, const void *b)
{
	const struct run *x = *(struct run *const *)a, *y = *(struct run *const *)b;

	if (weight(x) != weight(y))
		return weight(x) < weight(y) ? 1 : -1;
	if (x->seconds != y->seconds)
		return x->seconds < y->seconds ? 1 : -1;
	return strcmp(x->id, y->id);
}

static struct lane *lane_of(const struct run *run)
{
	struct lane *lane = sched.lanes;

	if (!run->host->remote || run->skip)
		return NULL;
	while (lane && lane->host != run->host)
		lane = lane->next;
	if (!lane) {
		lane = xcalloc(1, sizeof(*lane));
		lane->host = run->host;
		lane->next = sched.lanes;
		sched.lanes = lane;
	}
	return lane;
}

static void add_to_lane(const struct run *run, double seconds)
{
	struct lane *lane = lane_of(run);

	if (lane)
		lane->left += seconds;
}

/* What is to be done one after the other, from this run on. */
static double seconds_ahead(const struct run *run)
{
	const struct lane *lane = lane_of(run);

	return lane ? lane->left : run->seconds;
}

static void free_lanes(void)
{
	while (sched.lanes) {
		struct lane *next = sched.lanes->next;

		free(sched.lanes);
		sched.lanes = next;
	}
}

static void make_order(void)
{
	size_t count = sched.plan->count;

	sched.order = xcalloc(count, sizeof(*sched.order));
	sched.taken = xcalloc(count, sizeof(*sched.taken));
	for (size_t i = 0; i < count; i++)
		sched.order[i] = &sched.plan->runs[i];
	qsort(sched.order, count, sizeof(*sched.order), sooner);
}

static bool begin_iteration(void)
{
	if (sched.stop || (sched.options->repeat && sched.iteration == sched.options->repeat))
		return false;
	sched.iteration++;
	sched.left = sched.plan->count;
	memset(sched.taken, 0, sched.plan->count * sizeof(*sched.taken));
	for (size_t i = 0; i < sched.plan->count; i++)
		add_to_lane(sched.order[i], sched.order[i]->seconds);
	return sched.left;
}

/* What remains, spread over the CPUs that work on it. */
static void show_progress(void)
{
	double seconds = 0;

	for (size_t i = 0; i < sched.plan->count; i++) {
		if (!sched.taken[i])
			seconds += sched.order[i]->seconds * weight(sched.order[i]);
	}
	for (const struct running *r = sched.running; r; r = r->next) {
		double gone = (now_ns() - r->job.started_ns) / 1e9;

		if (r->job.run->seconds > gone)
			seconds += (r->job.run->seconds - gone) * weight(r->job.run);
	}
	sched.progress.seconds_left = seconds / sched.options->jobs;
	report_progress(&sched.progress);
}

static void take_off(struct running *running)
{
	struct running **place = &sched.running;

	while (*place != running)
		place = &(*place)->next;
	*place = running->next;
	running->next = sched.over;
	sched.over = running;
}

static void job_over(struct job *job)
{
	struct running *running = container_of(job, struct running, job);
	bool failed = false;

	sched.room += weight(job->run);
	sched.progress.running--;
	sched.progress.done++;
	for (enum verdict v = 0; v < VERDICT_COUNT; v++)
		failed |= job->counts[v] && !verdict_good(v);
	if (failed && sched.options->until_fail)
		sched.stop = true;
	if (!job->interrupted && current_is()) {
		if (!job->run->skip)
			job->run->measured = (now_ns() - job->started_ns) / 1e9;
		report_job(job);
	}
	take_off(running);
}

static void start(size_t index)
{
	struct running *running = xcalloc(1, sizeof(*running));

	sched.taken[index] = true;
	sched.left--;
	sched.progress.running++;
	running->next = sched.running;
	sched.running = running;
	running->job.run = sched.order[index];
	running->job.iteration = sched.iteration;
	running->job.options = sched.options;
	running->job.over = job_over;
	sched.room -= weight(running->job.run);
	add_to_lane(running->job.run, -running->job.run->seconds);
	job_start(&running->job);
}

/* Whether another lab would have to be booted for it, while there is one of the kind. */
static bool would_boot(const struct run *run)
{
	const struct host *host = run->host;
	unsigned int cpus = 0;

	if (!host->remote || run->skip)
		return false;
	for (const struct running *r = sched.running; r; r = r->next) {
		if (r->job.run->host == host && !r->job.run->skip)
			cpus += lab_cpus(r->job.run);
	}
	return cpus && cpus + lab_cpus(run) > host->cpus;
}

/* The one that there is would be through with what is left before another one is up. */
static bool boot_pays(const struct run *run)
{
	const double seconds_worth_it = 60;

	return lane_of(run)->left > seconds_worth_it;
}

/* Of the widest that there is room for, the one that most is behind. */
static bool start_one(bool boots)
{
	size_t best = sched.plan->count;

	for (size_t i = 0; !sched.stop && i < sched.plan->count; i++) {
		const struct run *run = sched.order[i];
		const struct run *other = best < sched.plan->count ? sched.order[best] : NULL;

		if (sched.taken[i] || weight(run) > sched.room || would_boot(run) != boots ||
		    (boots && !boot_pays(run)))
			continue;
		if (!other ||
		    (weight(run) == weight(other) && seconds_ahead(run) > seconds_ahead(other)))
			best = i;
	}
	if (best == sched.plan->count)
		return false;
	start(best);
	return true;
}

/* A boot takes longer than most runs: others go first. */
static bool start_next(void)
{
	if (!sched.left && !begin_iteration())
		return false;
	return start_one(false) || start_one(true);
}

static void free_over(void)
{
	while (sched.over) {
		struct running *next = sched.over->next;

		job_free(&sched.over->job);
		free(sched.over);
		sched.over = next;
	}
}

static void stop_all(void)
{
	sched.stop = true;
	for (struct running *r = sched.running; r; r = r->next)
		job_interrupt(&r->job);
}

static void interrupt(struct watch *watch, uint32_t events)
{
	struct signalfd_siginfo info;

	(void)events;
	if (read(watch->fd, &info, sizeof(info)) != sizeof(info))
		return;
	sched.signal = info.ssi_signo;
	stop_all();
}

/* The status line is drawn again in each round of the loop: this is one at least. */
static void tick(struct timer *timer)
{
	timer_start(timer, NS_PER_S);
}

static void watch_signals(struct watch *watch)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	watch->fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	watch->ready = interrupt;
	loop_add(watch, EPOLLIN);
}

int sched_run(struct plan *plan, const struct options *options, sched_meanwhile *meanwhile,
	      void *context)
{
	struct timer clock = { .expired = tick };
	struct watch signals;

	sched.plan = plan;
	sched.options = options;
	sched.room = options->jobs;
	sched.progress.total = plan->count * options->repeat;
	make_order();
	watch_signals(&signals);
	if (report_live())
		tick(&clock);
	do {
		while (start_next())
			free_over();
		if (meanwhile)
			meanwhile(context);
		meanwhile = NULL;
		if (!current_is() && !sched.stop)
			stop_all();
		show_progress();
		if (sched.running)
			loop_step();
		free_over();
	} while (sched.running || (!sched.stop && (sched.left || begin_iteration())));
	hosts_stop();
	timer_stop(&clock);
	loop_remove(&signals);
	close(signals.fd);
	free_lanes();
	free(sched.order);
	free(sched.taken);
	return sched.signal;
}
