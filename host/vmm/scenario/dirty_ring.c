/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dirty ring: KVM lists the pages that each CPU has written, in memory that it shares.
 *
 * Retrieval costs as much as there are dirty pages, not as the guest has memory, and a CPU
 * that writes faster than they are copied stops by itself when its ring is full. What must
 * hold is the same as for the log: no page missing, none without need.
 */
#include <errno.h>

#include "../dirty.h"
#include "../scenario.h"

#define PAGES  (5 * 64 + 17)
#define STRIDE 3

TEST(ring_names_writes,
     "the dirty ring names the pages that were written, and after a reset the next ones",
     KVM_API("8.29 KVM_CAP_DIRTY_LOG_RING"))
{
	struct bitmap expected = { 0 }, found = { 0 };
	unsigned int count;

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, ring_enable);
	for (unsigned int round = 0; round < 3; round++) {
		expected = found = (struct bitmap){ 0 };
		dirty_write(&expected, round, PAGES / STRIDE, STRIDE);
		count = ring_harvest(&guest.vm.cpus[0], &found);
		dirty_check(&expected, &found);
		CHECK_EQ(ring_reset(&guest.vm), count);
	}
}

TEST(ring_or_log, "with the dirty ring there is no log to be retrieved",
     KVM_API("8.29 KVM_CAP_DIRTY_LOG_RING"))
{
	struct bitmap found;

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, ring_enable);
	CHECK_EQ(dirty_get(guest.area, &found), ENXIO);
}

static struct bitmap harvested;
static unsigned int times_full;

/*
 * A KVM in software emulates so many writes before it looks at the ring again that the entries
 * it keeps free are not enough, and overruns the ring. It does look when the CPU was here.
 */
#define SOFTWARE_PIECE 16

static void write_all(struct bitmap *expected, uint64_t pages)
{
	struct machine_kind kind = machine_probe();
	uint64_t piece = kind.instruction_ns > MACHINE_SOFTWARE_NS ? SOFTWARE_PIECE : pages;

	for (uint64_t page = 0; page < pages; page += piece)
		dirty_write(expected, page, piece, 1);
}

static bool empty_ring(struct vcpu *vcpu)
{
	if (vcpu->run->exit_reason != KVM_EXIT_DIRTY_RING_FULL)
		return false;
	times_full++;
	ring_harvest(vcpu, &harvested);
	ring_reset(vcpu->vm);
	return true;
}

TEST(ring_full, "a CPU whose ring is full stops before it writes more, and loses nothing",
     KVM_API("8.29 KVM_CAP_DIRTY_LOG_RING, KVM_EXIT_DIRTY_RING_FULL"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, 3 * RING_ENTRIES, KVM_MEM_LOG_DIRTY_PAGES, ring_enable);
	harvested = (struct bitmap){ 0 };
	times_full = 0;
	guest.vm.exit = empty_ring;
	write_all(&expected, 3 * RING_ENTRIES);
	ring_harvest(&guest.vm.cpus[0], &harvested);
	dirty_check(&expected, &harvested);
	CHECK_GE(times_full, 2);
}

#define CPUS 2

TEST(ring_of_each_cpu, "what a CPU writes is in its own ring, and one reset serves all",
     KVM_API("8.29 KVM_CAP_DIRTY_LOG_RING"))
{
	unsigned int count = 0;

	guest_boot(CPUS, PAGES, KVM_MEM_LOG_DIRTY_PAGES, ring_enable);
	for (unsigned int id = 0; id < CPUS; id++)
		guest_tell(id, &(struct command){ .what = COMMAND_WRITE,
						  .first = id,
						  .count = PAGES / CPUS,
						  .stride = CPUS,
						  .value = id + 1 });
	for (unsigned int id = 0; id < CPUS; id++) {
		struct bitmap expected = { 0 }, found = { 0 };

		guest_wait(id);
		for (uint64_t page = 0; page < PAGES / CPUS; page++)
			bitmap_set(&expected, id + page * CPUS);
		count += ring_harvest(&guest.vm.cpus[id], &found);
		dirty_check(&expected, &found);
	}
	CHECK_EQ(ring_reset(&guest.vm), count);
}

#define REFUSALS 3

static unsigned int found_full[REFUSALS + 1];

/* Takes the entries at once, and gives them back late. */
static bool reset_late(struct vcpu *vcpu)
{
	if (vcpu->run->exit_reason != KVM_EXIT_DIRTY_RING_FULL)
		return false;
	if (times_full <= REFUSALS)
		found_full[times_full] = ring_harvest(vcpu, &harvested);
	if (times_full++ >= REFUSALS)
		ring_reset(vcpu->vm);
	return true;
}

TEST(ring_stays_full,
     "a CPU with a full ring does not go on before the reset, and stops before its last entry",
     KVM_API("8.29 KVM_CAP_DIRTY_LOG_RING, KVM_EXIT_DIRTY_RING_FULL"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, RING_ENTRIES, KVM_MEM_LOG_DIRTY_PAGES, ring_enable);
	harvested = (struct bitmap){ 0 };
	times_full = 0;
	guest.vm.exit = reset_late;
	write_all(&expected, RING_ENTRIES);
	REQUIRE(times_full > REFUSALS, "it was full %u times", times_full);
	CHECK(found_full[0] < RING_ENTRIES, "%u entries", found_full[0]);
	for (unsigned int n = 1; n <= REFUSALS; n++)
		CHECK_EQ(found_full[n], 0);
	ring_harvest(&guest.vm.cpus[0], &harvested);
	dirty_check(&expected, &harvested);
}
