/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dirty log against every kind of store that the architecture has.
 *
 * A store that misses the log is a page that a migration loses. Plain stores are seldom
 * missed; atomic ones, those across the end of a page, of an interrupt handler, of a string
 * instruction or of code are, since they take other ways through a host. The guest writes by
 * all of them, with the engine of the migration tests, and the log must name after each store
 * the page that it has touched, and no other.
 */
#include <string.h>
#include <time.h>

#include "../dirty.h"
#include "../mirror.h"
#include "../scenario.h"

#define WRITERS	  2
#define PASSES	  20 /* of the copying */
#define MAX_KINDS 128

#define GET   KVM_API("4.8 KVM_GET_DIRTY_LOG") TIMEOUT(240)
#define CLEAR KVM_API("4.117 KVM_CLEAR_DIRTY_LOG") TIMEOUT(240)
#define RING  KVM_API("8.29 KVM_CAP_DIRTY_LOG_RING") TIMEOUT(240)

static void boot(unsigned int cpus, void (*prepare)(struct vm *vm))
{
	struct machine_kind kind = machine_probe();

	if (kind.instruction_ns > MACHINE_SOFTWARE_NS)
		SKIP("a KVM in software cannot emulate all kinds of stores");
	guest_boot(cpus, 0, 0, prepare);
}

static uint64_t ask(unsigned int cpu, uint64_t question)
{
	return guest_do(cpu, &(struct command){ .what = COMMAND_ASK, .first = question });
}

static uint64_t verify(unsigned int cpu, uint64_t writer)
{
	return guest_do(cpu, &(struct command){ .what = COMMAND_VERIFY, .first = writer });
}

/* The number of a page in its slot, the memory. */
static uint64_t page_at(uint64_t address)
{
	return (address - guest.vm.slots[guest.area].start) / AREA_PAGE;
}

/* The first CPU's pages, and one more that the last store may reach. */
static struct {
	uint64_t first, count;
} window;

/* In the guest's memory. */
static const char *name_of_store(void)
{
	const char *name = vm_at(&guest.vm, guest_command(0)->name, 1);

	return name ? name : "(no name)";
}

static void check_store(const struct bitmap *found)
{
	volatile struct command *store = guest_command(0);

	for (uint64_t page = 0; page < window.count; page++) {
		bool touched = page == store->page || (store->across && page == store->page + 1);
		bool named = bitmap_has(found, window.first + page);

		CHECK(named || !touched || store->keeps, "%s: page %llu is not in the log",
		      name_of_store(), (unsigned long long)page);
		CHECK(!named || touched, "%s to page %llu: page %llu is in the log",
		      name_of_store(), (unsigned long long)store->page, (unsigned long long)page);
	}
}

/* How many different ones there were, with this one. */
static unsigned int count_kinds(uint64_t names[MAX_KINDS], unsigned int count)
{
	uint64_t name = guest_command(0)->name;

	for (unsigned int n = 0; n < count; n++) {
		if (names[n] == name)
			return count;
	}
	REQUIRE(count < MAX_KINDS, "more than %u kinds of stores", count);
	names[count] = name;
	return count + 1;
}

/* Takes the log after each store, in this way. */
static void check_each(void (*prepare)(struct vm *vm), void (*take)(struct bitmap *found))
{
	uint64_t names[MAX_KINDS], steps, kinds;
	unsigned int seen = 0;
	struct bitmap found;

	boot(1, prepare);
	dirty_set_log(true);
	kinds = ask(0, ASK_KINDS);
	window.first = page_at(ask(0, ASK_HOT_AREA));
	window.count = ask(0, ASK_HOT_PAGES) + 1;
	steps = ask(0, ASK_HOT_PAGES) * ask(0, ASK_TURNS);
	take(&found);
	for (uint64_t n = 0; n < steps; n++) {
		guest_do(0, &(struct command){
				    .what = COMMAND_STORES, .first = WRITER_HOT, .count = 1 });
		take(&found);
		check_store(&found);
		seen = count_kinds(names, seen);
	}
	CHECK_EQ(seen, kinds);
	CHECK_EQ(verify(0, WRITER_HOT), 0);
}

static void take_log(struct bitmap *found)
{
	REQUIRE_EQ(dirty_get(guest.area, found), 0);
}

TEST(each_logged, "after each kind of store the log names the pages that it wrote, and no others",
     GET)
{
	check_each(NULL, take_log);
}

static void take_and_clear(struct bitmap *found)
{
	take_log(found);
	REQUIRE_EQ(dirty_clear(guest.area, 0, guest.vm.slots[guest.area].size / AREA_PAGE,
			       found->words),
		   0);
}

TEST(each_logged_manual, "the same holds where the log is cleared by hand", CLEAR)
{
	check_each(dirty_use_manual, take_and_clear);
}

static void take_ring(struct bitmap *found)
{
	memset(found, 0, sizeof(*found));
	ring_harvest(&guest.vm.cpus[0], found);
	ring_reset(&guest.vm);
}

TEST(each_in_ring, "the same holds for the dirty ring", RING)
{
	check_each(ring_enable, take_ring);
}

/* The least number of stores that a CPU has done. */
static uint64_t stores_done(void)
{
	uint64_t least = UINT64_MAX;

	for (unsigned int id = 0; id < WRITERS; id++) {
		uint64_t steps = guest_command(id)->steps;

		if (steps < least)
			least = steps;
	}
	return least;
}

/* The pages of all CPUs and what lies between them. */
static void mirror_writers(void)
{
	uint64_t first = UINT64_MAX, end = 0;

	for (unsigned int id = 0; id < WRITERS; id++) {
		uint64_t page = page_at(ask(id, ASK_COLD_AREA));
		uint64_t behind = page + ask(id, ASK_COLD_PAGES) + 1;

		first = page < first ? page : first;
		end = behind > end ? behind : end;
	}
	window.first = first;
	window.count = end - first;
	mirror_begin(window.first, window.count);
}

/* Each CPU has stored by each kind to each of its pages, and all was copied meanwhile. */
static void copy_all(void (*prepare)(struct vm *vm), void (*take)(struct bitmap *found))
{
	uint64_t stores;
	struct bitmap found;

	boot(WRITERS, prepare);
	stores = ask(0, ASK_COLD_PAGES) * ask(0, ASK_TURNS);
	mirror_writers();
	dirty_set_log(true);
	mirror_take_all();
	for (unsigned int id = 0; id < WRITERS; id++)
		guest_tell(id, &(struct command){ .what = COMMAND_STORES,
						  .first = WRITER_COLD,
						  .count = UINT64_MAX });
	for (unsigned int n = 0; n < PASSES || stores_done() < stores; n++) {
		take(&found);
		mirror_take(&found, window.first, window.count);
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
	for (unsigned int id = 0; id < WRITERS; id++)
		guest_command(id)->stop = true;
	for (unsigned int id = 0; id < WRITERS; id++)
		guest_wait(id);
	take(&found);
	mirror_take(&found, window.first, window.count);
	mirror_check();
	for (unsigned int id = 0; id < WRITERS; id++)
		CHECK_EQ(verify(id, WRITER_COLD), 0);
}

TEST(all_copied,
     "memory that CPUs write by all kinds of stores, and that is copied as the log says, arrives "
     "complete",
     GET)
{
	copy_all(NULL, take_log);
}

TEST(all_copied_manual, "the same holds where the log is cleared by hand", CLEAR)
{
	copy_all(dirty_use_manual, take_and_clear);
}
