/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dirty log: KVM tells which pages the guest has written.
 *
 * A migration copies memory while the guest goes on writing, and copies again what the log
 * names. A bit that is missing is a page that arrives old, which no checksum finds; a bit
 * too many is a page sent in vain. So the log is compared bit by bit with what the guest did.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "../dirty.h"
#include "../scenario.h"

/* The last word of the log is not full, and the writes make no pattern of 64. */
#define PAGES  (5 * 64 + 17)
#define STRIDE 3

static void use_manual(struct vm *vm)
{
	dirty_manual(vm, KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE);
}

static void use_initially_set(struct vm *vm)
{
	dirty_manual(vm, KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET);
}

TEST(writes_are_logged, "KVM_GET_DIRTY_LOG names the pages that were written, and no others",
     KVM_API("4.8 KVM_GET_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, NULL);
	dirty_write(&expected, 1, PAGES / STRIDE, STRIDE);
	dirty_write(&expected, PAGES - 1, 1, 1);
	dirty_check_get(&expected);
}

TEST(reads_are_not, "pages that were only read are not in the log",
     KVM_API("4.8 KVM_GET_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, NULL);
	guest_do(0, &(struct command){ COMMAND_READ, .count = PAGES, .stride = 1 });
	dirty_check_get(&expected);
}

TEST(get_clears, "what was reported is reported again only if it is written again",
     KVM_API("4.8 KVM_GET_DIRTY_LOG"))
{
	struct bitmap expected = { 0 }, again = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, NULL);
	dirty_write(&expected, 0, PAGES, 1);
	dirty_check_get(&expected);
	dirty_check_get(&again);
	dirty_write(&again, 2, PAGES / STRIDE, STRIDE);
	dirty_check_get(&again);
}

/* From now on with or without a log. */
static void set_log(bool on)
{
	guest.vm.slots[guest.area].flags = on ? KVM_MEM_LOG_DIRTY_PAGES : 0;
	REQUIRE_EQ(vm_set_slot(&guest.vm, guest.area), 0);
}

TEST(enabled_late, "writes before logging is enabled are not in the log, writes after it are",
     KVM_API("4.35 KVM_SET_USER_MEMORY_REGION, KVM_MEM_LOG_DIRTY_PAGES"))
{
	struct bitmap before = { 0 }, expected = { 0 };

	guest_boot(1, PAGES, 0, NULL);
	dirty_write(&before, 0, PAGES, 1);
	set_log(true);
	dirty_check_get(&expected);
	dirty_write(&expected, 0, PAGES / 2, 2);
	dirty_check_get(&expected);
}

TEST(manual_keeps, "with manual clearing, retrieval takes no bit away",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, use_manual);
	dirty_write(&expected, 0, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
	dirty_check_get(&expected);
	dirty_write(&expected, 1, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
}

/* Clears the pages of the range that are in the mask, from the log and from what is expected. */
static void clear(struct bitmap *expected, uint64_t first, uint64_t count, uint64_t mask)
{
	struct bitmap pages = { 0 };

	for (uint64_t n = 0; n < count; n++) {
		if (mask >> n % 64 & 1) {
			bitmap_set(&pages, n);
			bitmap_clear(expected, first + n);
		}
	}
	REQUIRE_EQ(dirty_clear(guest.area, first, count, &pages), 0);
}

#define ALL  UINT64_MAX
#define SOME 0xff00f0f0cccc5555

TEST(clear_one_range, "clearing a range takes away its bits, and leaves the rest",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, use_manual);
	dirty_write(&expected, 0, PAGES, 1);
	clear(&expected, 64, 128, ALL);
	dirty_check_get(&expected);
	clear(&expected, 0, 64, ALL);
	dirty_check_get(&expected);
}

TEST(clear_some_pages, "of a range only those pages are cleared whose bits are set in the call",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, use_manual);
	dirty_write(&expected, 0, PAGES, 1);
	clear(&expected, 64, 192, SOME);
	dirty_check_get(&expected);
}

TEST(clear_the_end, "a range may end with the slot, where the slot is no multiple of 64 pages",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, use_manual);
	dirty_write(&expected, 0, PAGES, 1);
	clear(&expected, PAGES - PAGES % 64, PAGES % 64, ALL);
	dirty_check_get(&expected);
	clear(&expected, 64, PAGES - 64, SOME);
	dirty_check_get(&expected);
}

TEST(clear_protects_again, "a page that was cleared is logged when it is written again",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, use_manual);
	dirty_write(&expected, 0, PAGES, 1);
	clear(&expected, 0, PAGES, ALL);
	dirty_check_get(&expected);
	dirty_write(&expected, 1, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
	clear(&expected, 128, 64, SOME);
	dirty_write(&expected, 128, 64, 1);
	dirty_check_get(&expected);
}

TEST(initially_set, "with INITIALLY_SET all pages are in the log until they are cleared",
     KVM_API("7.18 KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, use_initially_set);
	for (uint64_t n = 0; n < PAGES; n++)
		bitmap_set(&expected, n);
	dirty_check_get(&expected);
	clear(&expected, 0, PAGES, ALL);
	dirty_check_get(&expected);
	dirty_write(&expected, 0, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
}

TEST(wrong_arguments, "arguments that the interface does not allow are refused, and change nothing",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 }, all = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, use_manual);
	dirty_write(&expected, 0, PAGES, 1);
	for (uint64_t n = 0; n < PAGES; n++)
		bitmap_set(&all, n);
	CHECK_EQ(dirty_clear(guest.area, 1, 64, &all), EINVAL);
	CHECK_EQ(dirty_clear(guest.area, 0, 63, &all), EINVAL);
	CHECK_EQ(dirty_clear(guest.area, 64, PAGES, &all), EINVAL);
	CHECK_EQ(dirty_clear(guest.area, PAGES - PAGES % 64 + 64, 64, &all), EINVAL);
	CHECK_EQ(dirty_clear(VM_MAX_SLOTS, 0, 64, &all), ENOENT);
	CHECK_EQ(dirty_clear(UINT16_MAX, 0, 64, &all), EINVAL);
	CHECK_EQ(dirty_clear(0, 0, 64, &all), ENOENT); /* a slot without a log */
	dirty_check_get(&expected);
}

TEST(no_log, "a slot without a log, or without memory, has none to be retrieved",
     KVM_API("4.8 KVM_GET_DIRTY_LOG"))
{
	struct bitmap found;

	guest_boot(1, PAGES, 0, NULL);
	CHECK_EQ(dirty_get(guest.area, &found), ENOENT);
	CHECK_EQ(dirty_get(VM_MAX_SLOTS, &found), ENOENT);
	CHECK_EQ(dirty_get(UINT16_MAX, &found), EINVAL);
}

TEST(slot_deleted, "a slot that is deleted and made again begins with an empty log",
     KVM_API("4.35 KVM_SET_USER_MEMORY_REGION"))
{
	struct bitmap expected = { 0 }, found;

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, NULL);
	dirty_write(&expected, 0, PAGES, 1);
	REQUIRE_EQ(vm_delete_slot(&guest.vm, guest.area), 0);
	CHECK_EQ(dirty_get(guest.area, &found), ENOENT);
	REQUIRE_EQ(vm_set_slot(&guest.vm, guest.area), 0);
	expected = (struct bitmap){ 0 };
	dirty_check_get(&expected);
	dirty_write(&expected, 3, PAGES / 4, 4);
	dirty_check_get(&expected);
}

#define MANY_PAGES 1024 /* two large ones */

static void boot_with_large_pages(void (*prepare)(struct vm *vm))
{
	struct bitmap pages = { 0 };

	guest_boot(1, MANY_PAGES, 0, prepare);
	madvise(guest.vm.slots[guest.area].memory, MANY_PAGES * AREA_PAGE, MADV_HUGEPAGE);
	dirty_write(&pages, 0, MANY_PAGES, 1);
}

TEST(large_pages_split, "where large pages are behind the slot, the log still names single pages",
     KVM_API("4.8 KVM_GET_DIRTY_LOG"))
{
	struct bitmap expected = { 0 }, again = { 0 };

	boot_with_large_pages(NULL);
	set_log(true);
	dirty_write(&expected, 5, MANY_PAGES / 7, 7);
	dirty_check_get(&expected);
	set_log(false);
	dirty_write(&expected, 0, MANY_PAGES, 1);
	set_log(true);
	dirty_check_get(&again);
	dirty_write(&again, 3, MANY_PAGES / 11, 11);
	dirty_check_get(&again);
}

TEST(large_pages_cleared,
     "clearing a part of a large page logs the next write to it, and only that",
     KVM_API("7.18 KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2"))
{
	struct bitmap expected = { 0 };

	boot_with_large_pages(use_initially_set);
	set_log(true);
	for (uint64_t n = 0; n < MANY_PAGES; n++)
		bitmap_set(&expected, n);
	clear(&expected, 192, 512, ALL);
	dirty_check_get(&expected);
	dirty_write(&expected, 200, 512 / 9, 9);
	dirty_check_get(&expected);
}

static void swallow(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
		    uint64_t *value)
{
	(void)vcpu;
	(void)offset;
	(void)size;
	(void)write;
	(void)value;
}

/* A write to a read-only slot is an access to a device. */
static void add_swallower(struct vm *vm)
{
	vm_add_device(vm,
		      &(struct device){ SPACE_MEMORY, guest_area(), PAGES * AREA_PAGE, swallow });
}

TEST(read_only, "a write to a read-only slot is neither in memory nor in the log",
     KVM_API("4.35 KVM_SET_USER_MEMORY_REGION, KVM_MEM_READONLY"))
{
	struct bitmap expected = { 0 }, ignored = { 0 };

	guest_boot(1, PAGES, KVM_MEM_READONLY | KVM_MEM_LOG_DIRTY_PAGES, add_swallower);
	dirty_write(&ignored, 0, PAGES, 1);
	dirty_check_get(&expected);
	CHECK_EQ(guest_do(0, &(struct command){ COMMAND_READ, .count = PAGES, .stride = 1 }), 0);
}

#define WRITERS 2
#define ROUNDS	40

/* As a migration does: takes the log, and copies what it names. */
static void copy_dirty(uint8_t *mirror, bool manual)
{
	const uint8_t *memory = guest.vm.slots[guest.area].memory;
	struct bitmap found;

	REQUIRE_EQ(dirty_get(guest.area, &found), 0);
	if (manual)
		REQUIRE_EQ(dirty_clear(guest.area, 0, PAGES, &found), 0);
	for (uint64_t n = 0; n < PAGES; n++) {
		if (bitmap_has(&found, n))
			memcpy(mirror + n * AREA_PAGE, memory + n * AREA_PAGE, AREA_PAGE);
	}
}

static void check_mirror(void (*prepare)(struct vm *vm))
{
	static uint8_t mirror[PAGES * AREA_PAGE];
	unsigned int passes = 0;

	memset(mirror, 0, sizeof(mirror));
	guest_boot(WRITERS, PAGES, KVM_MEM_LOG_DIRTY_PAGES, prepare);
	for (unsigned int id = 0; id < WRITERS; id++)
		guest_tell(id, &(struct command){ .what = COMMAND_ADD,
						  .first = id,
						  .count = PAGES - id,
						  .stride = 1,
						  .rounds = ROUNDS });
	for (; guest_is_busy(0) || guest_is_busy(1); passes++)
		copy_dirty(mirror, prepare);
	copy_dirty(mirror, prepare);
	CHECK_GE(passes, 2);
	for (uint64_t n = 0; n < PAGES; n++)
		REQUIRE(!memcmp(mirror + n * AREA_PAGE,
				guest.vm.slots[guest.area].memory + n * AREA_PAGE, AREA_PAGE),
			"page %llu was written after it was copied, and not logged",
			(unsigned long long)n);
}

TEST(copy_while_written,
     "memory that is copied as the log says, while CPUs write, arrives complete",
     KVM_API("4.8 KVM_GET_DIRTY_LOG") TIMEOUT(120))
{
	check_mirror(NULL);
}

TEST(copy_while_written_manual, "the same holds where the log is cleared by hand",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG") TIMEOUT(120))
{
	check_mirror(use_manual);
}
