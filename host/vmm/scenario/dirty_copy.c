/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dirty log while CPUs write all along, as in a migration.
 *
 * What is written between the retrieval of the log and its clearing, or while a page is
 * protected again, is lost most easily: no bit tells of it, and the copy stays old. So CPUs
 * write without a pause while their memory is copied in every way that user space may choose,
 * and the copy must be complete at the end.
 */
#include <string.h>
#include <time.h>

#include "../dirty.h"
#include "../mirror.h"
#include "../scenario.h"

#define PAGES	(5 * 64 + 17)
#define WRITERS 3
#define PASSES	20 /* of the copying */
#define ROUNDS	4  /* of each CPU, at least */

#define GET   KVM_API("4.8 KVM_GET_DIRTY_LOG") TIMEOUT(240)
#define CLEAR KVM_API("4.117 KVM_CLEAR_DIRTY_LOG") TIMEOUT(240)
#define SLOTS KVM_API("4.35 KVM_SET_USER_MEMORY_REGION") TIMEOUT(240)

static void pause_ms(unsigned int ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

/* Each writes the pages from its own on, each so manieth, until it is told to stop. */
static void start_writers(uint64_t stride)
{
	for (unsigned int id = 0; id < WRITERS; id++)
		guest_tell(id, &(struct command){ .what = COMMAND_ADD,
						  .first = id,
						  .count = (PAGES - id) / stride,
						  .stride = stride,
						  .rounds = UINT64_MAX });
}

static void stop_writers(void)
{
	for (unsigned int id = 0; id < WRITERS; id++)
		guest_command(id)->stop = true;
	for (unsigned int id = 0; id < WRITERS; id++)
		guest_wait(id);
}

/* The least number of times that a CPU has been through its pages. */
static uint64_t rounds_done(void)
{
	uint64_t least = UINT64_MAX;

	for (unsigned int id = 0; id < WRITERS; id++) {
		uint64_t rounds = guest_command(id)->result;

		if (rounds < least)
			least = rounds;
	}
	return least;
}

/* Copies all along in this way, and once more when nobody writes. */
static void copy_while_writing(void (*pass)(void))
{
	mirror_begin(0, PAGES);
	start_writers(1);
	for (unsigned int n = 0; n < PASSES || rounds_done() < ROUNDS; n++) {
		pass();
		pause_ms(1);
	}
	stop_writers();
	pass();
	mirror_check();
}

static void boot(uint32_t flags, void (*prepare)(struct vm *vm))
{
	guest_boot(WRITERS, PAGES, flags, prepare);
}

static void pass_get(void)
{
	struct bitmap found;

	REQUIRE_EQ(dirty_get(guest.area, &found), 0);
	mirror_take(&found, 0, PAGES);
}

TEST(copy_while_written,
     "memory that is copied as the log says, while CPUs write, arrives complete", GET)
{
	boot(KVM_MEM_LOG_DIRTY_PAGES, NULL);
	copy_while_writing(pass_get);
}

static void pass_clear(void)
{
	struct bitmap found;

	REQUIRE_EQ(dirty_get(guest.area, &found), 0);
	REQUIRE_EQ(dirty_clear(guest.area, 0, PAGES, found.words), 0);
	mirror_take(&found, 0, PAGES);
}

TEST(copy_while_written_manual, "the same holds where the log is cleared by hand", CLEAR)
{
	boot(KVM_MEM_LOG_DIRTY_PAGES, dirty_use_manual);
	copy_while_writing(pass_clear);
}

/* The last piece first: the others were retrieved long ago when they are cleared. */
static void pass_pieces(void)
{
	struct bitmap found;

	REQUIRE_EQ(dirty_get(guest.area, &found), 0);
	for (unsigned int piece = PAGES / 64 + 1; piece--;) {
		uint64_t first = piece * 64, count = PAGES - first < 64 ? PAGES - first : 64;

		REQUIRE_EQ(dirty_clear(guest.area, first, count, &found.words[piece]), 0);
		mirror_take(&found, first, count);
	}
}

TEST(copy_in_pieces, "the same holds where the log is cleared piece by piece, each copied at once",
     CLEAR)
{
	boot(KVM_MEM_LOG_DIRTY_PAGES, dirty_use_manual);
	copy_while_writing(pass_pieces);
}

TEST(copy_initially_set, "the same holds where nothing is protected before it is copied",
     KVM_API("7.18 KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2") TIMEOUT(240))
{
	boot(KVM_MEM_LOG_DIRTY_PAGES, dirty_use_initially_set);
	copy_while_writing(pass_pieces);
}

static void pass_switched(void)
{
	dirty_set_log(false);
	pause_ms(1);
	dirty_set_log(true);
	mirror_take_all();
	pass_get();
}

TEST(copy_log_switched, "the same holds from the moment on when the log is switched on, each time",
     SLOTS)
{
	boot(0, NULL);
	copy_while_writing(pass_switched);
}

static pthread_mutex_t away = PTHREAD_MUTEX_INITIALIZER;
static struct bitmap by_hand;

/* What a CPU does to the area when there is no slot is done by us, and logged. */
static void do_by_hand(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
		       uint64_t *value)
{
	uint8_t *at = guest.vm.slots[guest.area].memory + offset;

	(void)vcpu;
	pthread_mutex_lock(&away);
	if (write) {
		memcpy(at, value, size);
		bitmap_set(&by_hand, offset / AREA_PAGE);
	} else {
		memcpy(value, at, size);
	}
	pthread_mutex_unlock(&away);
}

static void stand_in(struct vm *vm)
{
	by_hand = (struct bitmap){ 0 };
	vm_add_device(
		vm, &(struct device){ SPACE_MEMORY, guest_area(), PAGES * AREA_PAGE, do_by_hand });
}

/* A log ends with its slot: all is copied while there is none, and nobody can write. */
static void pass_recreated(void)
{
	int deleted, made;

	pthread_mutex_lock(&away);
	deleted = vm_delete_slot(&guest.vm, guest.area);
	mirror_take_all();
	by_hand = (struct bitmap){ 0 };
	made = vm_set_slot(&guest.vm, guest.area);
	pthread_mutex_unlock(&away);
	REQUIRE_EQ(deleted, 0);
	REQUIRE_EQ(made, 0);
	pause_ms(1);
	pass_get();
	pthread_mutex_lock(&away);
	mirror_take(&by_hand, 0, PAGES);
	pthread_mutex_unlock(&away);
}

TEST(copy_slot_recreated,
     "the same holds where the slot is deleted and made again while CPUs write to it", SLOTS)
{
	boot(KVM_MEM_LOG_DIRTY_PAGES, stand_in);
	copy_while_writing(pass_recreated);
}

#define APART (WRITERS + 1) /* one page of so many is written by nobody */

static void expect_written(struct bitmap *expected)
{
	for (unsigned int id = 0; id < WRITERS; id++)
		bitmap_add(expected, id, (PAGES - id) / APART, APART);
}

/* All that is written was written again since: the round that is under way, and one more. */
static void wait_for_writers(void)
{
	uint64_t begin[WRITERS];

	for (unsigned int id = 0; id < WRITERS; id++)
		begin[id] = guest_command(id)->result;
	for (unsigned int id = 0; id < WRITERS; id++) {
		while (guest_command(id)->result < begin[id] + 2)
			pause_ms(1);
	}
}

TEST(exact_while_written,
     "while CPUs write all along, the log names each page that they write, and never another", GET)
{
	struct bitmap expected = { 0 };

	boot(KVM_MEM_LOG_DIRTY_PAGES, NULL);
	expect_written(&expected);
	start_writers(APART);
	for (unsigned int n = 0; n < PASSES; n++) {
		wait_for_writers();
		dirty_check_get(&expected);
	}
	stop_writers();
}

#define FIRST 64 /* of the pages that are cleared */
#define COUNT 128

/* Other pages than those between: what is there may have been written again by now, or not. */
static void check_around(const struct bitmap *expected)
{
	struct bitmap found;

	REQUIRE_EQ(dirty_get(guest.area, &found), 0);
	for (uint64_t word = FIRST / 64; word < (FIRST + COUNT) / 64; word++)
		found.words[word] |= expected->words[word];
	dirty_check(expected, &found);
}

TEST(cleared_while_written,
     "while CPUs write all along, clearing a range leaves the rest, and logs what follows", CLEAR)
{
	struct bitmap expected = { 0 }, all = { 0 };

	boot(KVM_MEM_LOG_DIRTY_PAGES, dirty_use_manual);
	expect_written(&expected);
	bitmap_add(&all, 0, PAGES, 1);
	start_writers(APART);
	wait_for_writers();
	for (unsigned int n = 0; n < PASSES; n++) {
		dirty_check_get(&expected);
		REQUIRE_EQ(dirty_clear(guest.area, FIRST, COUNT, all.words), 0);
		check_around(&expected);
		wait_for_writers();
	}
	stop_writers();
}
