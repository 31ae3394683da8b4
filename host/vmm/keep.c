/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "keep.h"

#define MIN_CHURNS 30
#define MIN_ROUNDS 4
#define MAX_CHUNK  96
#define WORDS	   (AREA_PAGE / sizeof(uint64_t))

static pthread_rwlock_t usable = PTHREAD_RWLOCK_INITIALIZER;
static bool counting;
static unsigned int seed;

uint8_t *keep_at(uint64_t page)
{
	return guest.vm.slots[guest.area].memory + page * AREA_PAGE;
}

void keep_take_away(void)
{
	pthread_rwlock_wrlock(&usable);
}

void keep_give_back(void)
{
	pthread_rwlock_unlock(&usable);
}

uint64_t keep_touch_spare(unsigned int what, uint64_t value)
{
	return guest_do(KEEP_IDLE, &(struct command){ .what = what,
						      .first = KEEP_SPARE,
						      .count = KEEP_AREA - KEEP_SPARE,
						      .stride = 1,
						      .value = value });
}

unsigned int keep_spare_without(uint64_t value)
{
	unsigned int others = 0;

	for (uint64_t page = KEEP_SPARE; page < KEEP_AREA; page++)
		others += *(const volatile uint64_t *)keep_at(page) != value;
	return others;
}

static bool wait_for_memory(struct vcpu *vcpu)
{
	(void)vcpu;
	pthread_rwlock_rdlock(&usable);
	pthread_rwlock_unlock(&usable);
	return true;
}

static void do_by_hand(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
		       uint64_t *value)
{
	uint8_t *at = keep_at(0) + offset;

	(void)vcpu;
	pthread_rwlock_rdlock(&usable);
	if (write)
		memcpy(at, value, size);
	else
		memcpy(value, at, size);
	pthread_rwlock_unlock(&usable);
}

static void prepare(struct vm *vm)
{
	vm->fault = wait_for_memory;
	vm_add_device(vm, &(struct device){ SPACE_MEMORY, guest_area(), KEEP_AREA * AREA_PAGE,
					    do_by_hand });
}

void keep_boot(void)
{
	guest_boot(KEEP_CPUS + 1, KEEP_AREA, 0, prepare);
	seed = guest_seed();
}

void keep_start(bool shared)
{
	counting = shared;
	for (unsigned int id = 0; id < KEEP_CPUS; id++)
		guest_tell(id, &(struct command){ .what = COMMAND_KEEP,
						  .first = id,
						  .count = KEEP_PAGES / KEEP_CPUS,
						  .stride = KEEP_CPUS,
						  .shared = shared ? KEEP_SHARED : 0 });
}

uint64_t keep_rounds(void)
{
	uint64_t least = UINT64_MAX;

	for (unsigned int id = 0; id < KEEP_CPUS; id++) {
		uint64_t rounds = guest_command(id)->result;

		if (rounds < least)
			least = rounds;
	}
	return least;
}

static bool anything_failed(void)
{
	bool failed = false;

	for (unsigned int id = 0; id < KEEP_CPUS; id++)
		failed |= !guest_is_busy(id);
	return failed;
}

void keep_through(void (*churn)(const struct pages *pages))
{
	unsigned int times = 0;

	while ((times < MIN_CHURNS || keep_rounds() < MIN_ROUNDS) && !anything_failed()) {
		struct pages pages = {
			.first = (unsigned int)rand_r(&seed) % KEEP_SPARE,
			.count = 1 + (unsigned int)rand_r(&seed) % MAX_CHUNK,
		};

		if (pages.first + pages.count > KEEP_SPARE)
			pages.count = KEEP_SPARE - pages.first;
		pages.at = keep_at(pages.first);
		pages.size = pages.count * AREA_PAGE;
		churn(&pages);
		times++;
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
}

/* The marks as the CPU left them, and nothing between them. */
static unsigned int wrong_words(uint64_t page, uint64_t round)
{
	const uint64_t *words = (const uint64_t *)keep_at(page);
	unsigned int wrong = 0;

	for (uint64_t n = 0; n < WORDS; n++) {
		uint64_t expected = n % KEEP_STRIDE ? 0 : keep_mark(page, n / KEEP_STRIDE, round);

		wrong += words[n] != expected;
	}
	return wrong;
}

static uint64_t check_cpu(unsigned int id)
{
	volatile struct command *command = guest_command(id);

	REQUIRE(!command->failed, "CPU %u found %#llx at offset %#llx in place of %#llx", id,
		(unsigned long long)command->found, (unsigned long long)command->at,
		(unsigned long long)command->expected);
	for (uint64_t page = id; page < KEEP_PAGES; page += KEEP_CPUS)
		REQUIRE(!wrong_words(page, command->result),
			"page %llu is not in memory as CPU %u has left it",
			(unsigned long long)page, id);
	return command->steps;
}

void keep_stop(void)
{
	const uint64_t *shared = (const uint64_t *)keep_at(KEEP_SHARED);
	uint64_t steps = 0, counted = 0;

	for (unsigned int id = 0; id < KEEP_CPUS; id++)
		guest_command(id)->stop = true;
	for (unsigned int id = 0; id < KEEP_CPUS; id++)
		guest_wait(id);
	for (unsigned int id = 0; id < KEEP_CPUS; id++)
		steps += check_cpu(id);
	for (uint64_t n = 0; n < WORDS; n++)
		counted += shared[n];
	if (counting)
		CHECK_EQ(counted, steps);
}
