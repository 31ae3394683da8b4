/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <args.h>
#include <clock.h>
#include <smp.h>
#include <test.h>
#include <writer_crew.h>

#define MAX_CPUS  8
#define HOT_PAGES 8
#define HOT_EVERY 4   /* each so manieth store goes to a hot page */
#define PART	  256 /* stores between two looks for an answer */
#define WAIT	  (30 * NS_PER_S)
#define HOPS	  2

static struct crew {
	struct writer cold, hot;
	volatile bool writing;
	uint64_t count; /* of this CPU's register, when it stopped */
} crews[MAX_CPUS];

static unsigned int crew_count, parts_to_do;
static volatile bool stop;

static void write_part(struct crew *crew)
{
	for (unsigned int i = 1; i <= PART; i++)
		writer_step(i % HOT_EVERY ? &crew->cold : &crew->hot);
}

static void write_until_told(void *context)
{
	struct crew *crew = context;

	crew->writing = true;
	while (!stop)
		write_part(crew);
	crew->writing = false;
	crew->count = store_count();
}

static void write_parts(void *context)
{
	struct crew *crew = context;

	for (unsigned int i = 0; i < parts_to_do; i++)
		write_part(crew);
	crew->count = store_count();
}

static void verify(void *context)
{
	struct crew *crew = context;

	writer_verify(&crew->cold);
	writer_verify(&crew->hot);
}

static void forget_count(void *context)
{
	(void)context;
	store_count_set(0);
}

static void send_others(smp_function *function)
{
	for (unsigned int id = 1; id < crew_count; id++)
		smp_run(id, function, &crews[id]);
}

static void await_others(void)
{
	for (unsigned int id = 1; id < crew_count; id++)
		REQUIRE(smp_wait(id, WAIT * clock_slowness()), "CPU %u is gone", id);
}

static void on_each(smp_function *function)
{
	send_others(function);
	function(&crews[0]);
	await_others();
}

void crew_init(uint64_t pages, enum writer_order order)
{
	crew_count = smp_count() < MAX_CPUS ? smp_count() : MAX_CPUS;
	for (unsigned int id = 0; id < crew_count; id++) {
		writer_init(&crews[id].cold, pages / crew_count, 2 * id + 1, order);
		writer_init(&crews[id].hot, HOT_PAGES, 2 * id + 2, WRITER_RANDOM);
	}
	on_each(forget_count);
}

/* All are under way then: a signal to a CPU that is still pending is another test's matter. */
void crew_begin(void)
{
	uint64_t end = clock_ns() + WAIT * clock_slowness();

	stop = false;
	send_others(write_until_told);
	for (unsigned int id = 1; id < crew_count; id++) {
		while (!crews[id].writing)
			REQUIRE(clock_ns() < end, "CPU %u does not begin", id);
	}
}

void crew_write(void)
{
	write_part(&crews[0]);
}

void crew_stop(void)
{
	stop = true;
	write_until_told(&crews[0]);
	await_others();
}

void crew_hop(const char *mode, struct migration *migration)
{
	crew_begin();
	control_migrate_begin(mode);
	do {
		crew_write();
	} while (!control_migrate_done(migration));
	crew_stop();
}

bool crew_check(void)
{
	bool good = true;

	on_each(verify);
	for (unsigned int id = 0; id < crew_count; id++) {
		struct crew *crew = &crews[id];
		unsigned int wrong = writer_report(&crew->cold) + writer_report(&crew->hot);

		CHECK(!wrong, "%u pages of CPU %u are wrong", wrong, id);
		CHECK_EQ(crew->cold.steps + crew->hot.steps, crew->count);
		good = good && !wrong;
	}
	return good;
}

void crew_hop_often(const char *mode)
{
	unsigned int hops = args_number("hops", clock_repeats(HOPS, 1));
	uint64_t downtime = 0;

	for (unsigned int i = 0; i < hops; i++) {
		struct migration migration;

		crew_hop(mode, &migration);
		REQUIRE(crew_check(), "lost in migration %u", i + 1);
		downtime = migration.downtime_ns > downtime ? migration.downtime_ns : downtime;
	}
	test_value("hops", hops, "migrations");
	test_value("longest_downtime", downtime, "ns");
	test_value("stores", crew_stores(), "stores");
	test_value("kinds", writer_kinds(), "kinds");
}

void crew_fail(const char *mode)
{
	struct migration migration;
	char reason[256];

	crew_begin();
	control_migrate_begin(mode);
	do {
		crew_write();
	} while (!control_migrate_failed(reason, sizeof(reason)));
	crew_stop();
	crew_check();
	crew_hop("precopy", &migration);
	crew_check();
}

void crew_write_parts(unsigned int parts)
{
	parts_to_do = parts;
	on_each(write_parts);
}

uint64_t crew_stores(void)
{
	uint64_t sum = 0;

	for (unsigned int id = 0; id < crew_count; id++)
		sum += crews[id].cold.steps + crews[id].hot.steps;
	return sum;
}
