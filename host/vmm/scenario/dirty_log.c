/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dirty log: KVM tells which pages the guest has written.
 *
 * A migration copies memory while the guest goes on writing, and copies again what the log
 * names. A bit that is missing is a page that arrives old, which no checksum finds; a bit
 * too many is a page sent in vain. So the log is compared bit by bit with what the guest did.
 */
#include <errno.h>

#include "../dirty.h"
#include "../scenario.h"
#include "../stat.h"

/* The last word of the log is not full, and the writes make no pattern of 64. */
#define PAGES  (5 * 64 + 17)
#define STRIDE 3

/* The guest has written all pages since there is a log. */
static void boot_all_written(struct bitmap *expected, void (*prepare)(struct vm *vm))
{
	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, prepare);
	dirty_write(expected, 0, PAGES, 1);
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

	boot_all_written(&expected, NULL);
	dirty_check_get(&expected);
	dirty_check_get(&again);
	dirty_write(&again, 2, PAGES / STRIDE, STRIDE);
	dirty_check_get(&again);
}

TEST(enabled_late, "writes before logging is enabled are not in the log, writes after it are",
     KVM_API("4.35 KVM_SET_USER_MEMORY_REGION, KVM_MEM_LOG_DIRTY_PAGES"))
{
	struct bitmap before = { 0 }, expected = { 0 };

	guest_boot(1, PAGES, 0, NULL);
	dirty_write(&before, 0, PAGES, 1);
	dirty_set_log(true);
	dirty_check_get(&expected);
	dirty_write(&expected, 0, PAGES / 2, 2);
	dirty_check_get(&expected);
}

TEST(manual_keeps, "with manual clearing, retrieval takes no bit away",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, dirty_use_manual);
	dirty_write(&expected, 0, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
	dirty_check_get(&expected);
	dirty_write(&expected, 1, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
}

TEST(manual_written_between,
     "what is written between retrieval and clearing stays in the log, or was cleared knowingly",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 }, retrieved;

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, dirty_use_manual);
	dirty_write(&expected, 0, PAGES / STRIDE, STRIDE);
	REQUIRE_EQ(dirty_get(guest.area, &retrieved), 0);
	dirty_write(&expected, 0, PAGES / STRIDE / 2, 2 * STRIDE); /* again */
	dirty_write(&expected, 1, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
	REQUIRE_EQ(dirty_clear(guest.area, 0, PAGES, retrieved.words), 0);
	expected = (struct bitmap){ 0 };
	bitmap_add(&expected, 1, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
	dirty_write(&expected, 0, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
}

static void retrieve(void)
{
	struct bitmap found;

	REQUIRE_EQ(dirty_get(guest.area, &found), 0);
}

static void retrieve_and_clear(void)
{
	struct bitmap found;

	REQUIRE_EQ(dirty_get(guest.area, &found), 0);
	REQUIRE_EQ(dirty_clear(guest.area, 0, PAGES, found.words), 0);
}

#define TRIES 5 /* interrupts of the host are exits as well */

/* How often the CPU leaves the guest while it writes all pages after that. */
static uint64_t exits_after(void (*before)(void))
{
	uint64_t least = UINT64_MAX;

	for (unsigned int try = 0; try < TRIES; try++) {
		struct bitmap written = { 0 };
		uint64_t begin, end;

		before();
		if (!stat_read(guest.vm.cpus[0].fd, "exits", &begin))
			SKIP("this KVM does not count exits (KVM_CAP_BINARY_STATS_FD)");
		dirty_write(&written, 0, PAGES, 1);
		stat_read(guest.vm.cpus[0].fd, "exits", &end);
		if (end - begin < least)
			least = end - begin;
	}
	return least;
}

/* A page that is protected costs the guest an exit when it is written. */
TEST(get_does_not_protect, "with manual clearing, retrieval does not protect pages again",
     KVM_API("7.18 KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2"))
{
	struct bitmap expected = { 0 };
	uint64_t cleared;

	boot_all_written(&expected, dirty_use_manual);
	cleared = exits_after(retrieve_and_clear);
	if (cleared < PAGES)
		SKIP("no exit for a write to a clean page: the CPU logs by itself, or is emulated");
	CHECK(exits_after(retrieve) < cleared / 2, "as many exits as after clearing");
}

#define SOME 0xff00f0f0cccc5555 /* of 64 pages */

TEST(clear_one_range, "clearing a range takes away its bits, and leaves the rest",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	boot_all_written(&expected, dirty_use_manual);
	dirty_clear_range(&expected, 64, 128, DIRTY_ALL);
	dirty_check_get(&expected);
	dirty_clear_range(&expected, 0, 64, DIRTY_ALL);
	dirty_check_get(&expected);
}

TEST(clear_some_pages, "of a range only those pages are cleared whose bits are set in the call",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	boot_all_written(&expected, dirty_use_manual);
	dirty_clear_range(&expected, 64, 192, SOME);
	dirty_check_get(&expected);
}

TEST(clear_the_end, "a range may end with the slot, where the slot is no multiple of 64 pages",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	boot_all_written(&expected, dirty_use_manual);
	dirty_clear_range(&expected, PAGES - PAGES % 64, PAGES % 64, DIRTY_ALL);
	dirty_check_get(&expected);
	dirty_clear_range(&expected, 64, PAGES - 64, SOME);
	dirty_check_get(&expected);
}

TEST(clear_protects_again, "a page that was cleared is logged when it is written again",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 };

	boot_all_written(&expected, dirty_use_manual);
	dirty_clear_range(&expected, 0, PAGES, DIRTY_ALL);
	dirty_check_get(&expected);
	dirty_write(&expected, 1, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
	dirty_clear_range(&expected, 128, 64, SOME);
	dirty_write(&expected, 128, 64, 1);
	dirty_check_get(&expected);
}

TEST(initially_set, "with INITIALLY_SET all pages are in the log until they are cleared",
     KVM_API("7.18 KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2"))
{
	struct bitmap expected = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, dirty_use_initially_set);
	bitmap_add(&expected, 0, PAGES, 1);
	dirty_check_get(&expected);
	dirty_clear_range(&expected, 0, PAGES, DIRTY_ALL);
	dirty_check_get(&expected);
	dirty_write(&expected, 0, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
}

TEST(wrong_arguments, "arguments that the interface does not allow are refused, and change nothing",
     KVM_API("4.117 KVM_CLEAR_DIRTY_LOG"))
{
	struct bitmap expected = { 0 }, all = { 0 };

	boot_all_written(&expected, dirty_use_manual);
	bitmap_add(&all, 0, PAGES, 1);
	CHECK_EQ(dirty_clear(guest.area, 1, 64, all.words), EINVAL);
	CHECK_EQ(dirty_clear(guest.area, 0, 63, all.words), EINVAL);
	CHECK_EQ(dirty_clear(guest.area, 64, PAGES, all.words), EINVAL);
	CHECK_EQ(dirty_clear(guest.area, PAGES - PAGES % 64 + 64, 64, all.words), EINVAL);
	CHECK_EQ(dirty_clear(VM_MAX_SLOTS, 0, 64, all.words), ENOENT);
	CHECK_EQ(dirty_clear(UINT16_MAX, 0, 64, all.words), EINVAL);
	CHECK_EQ(dirty_clear(0, 0, 64, all.words), ENOENT); /* a slot without a log */
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

	boot_all_written(&expected, NULL);
	REQUIRE_EQ(vm_delete_slot(&guest.vm, guest.area), 0);
	CHECK_EQ(dirty_get(guest.area, &found), ENOENT);
	REQUIRE_EQ(vm_set_slot(&guest.vm, guest.area), 0);
	expected = (struct bitmap){ 0 };
	dirty_check_get(&expected);
	dirty_write(&expected, 3, PAGES / 4, 4);
	dirty_check_get(&expected);
}

TEST(slot_moved, "a slot that is moved takes its log along, and is logged at its new place",
     KVM_API("4.35 KVM_SET_USER_MEMORY_REGION"))
{
	struct bitmap expected = { 0 }, ignored = { 0 };

	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, NULL);
	dirty_write(&expected, 0, PAGES / STRIDE, STRIDE);
	guest.vm.slots[guest.area].start += PAGES * AREA_PAGE;
	REQUIRE_EQ(vm_set_slot(&guest.vm, guest.area), 0);
	dirty_write(&ignored, PAGES + 1, PAGES / STRIDE, STRIDE);
	bitmap_add(&expected, 1, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
	dirty_write(&ignored, PAGES + 2, PAGES / STRIDE, STRIDE);
	expected = (struct bitmap){ 0 };
	bitmap_add(&expected, 2, PAGES / STRIDE, STRIDE);
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

static void boot_with_swallower(struct bitmap *written, uint32_t flags)
{
	guest_boot(1, PAGES, flags, add_swallower);
	dirty_write(written, 0, PAGES, 1);
}

TEST(read_only, "a write to a read-only slot is neither in memory nor in the log",
     KVM_API("4.35 KVM_SET_USER_MEMORY_REGION, KVM_MEM_READONLY"))
{
	struct bitmap expected = { 0 }, ignored = { 0 };

	boot_with_swallower(&ignored, KVM_MEM_READONLY | KVM_MEM_LOG_DIRTY_PAGES);
	dirty_check_get(&expected);
	CHECK_EQ(guest_do(0, &(struct command){ COMMAND_READ, .count = PAGES, .stride = 1 }), 0);
}

TEST(made_read_only,
     "a slot that is made again read-only, and writable again, logs as long as it can be written",
     KVM_API("4.35 KVM_SET_USER_MEMORY_REGION, KVM_MEM_READONLY"))
{
	struct bitmap expected = { 0 }, ignored = { 0 }, nothing = { 0 };
	struct slot *slot;

	boot_with_swallower(&expected, KVM_MEM_LOG_DIRTY_PAGES);
	slot = &guest.vm.slots[guest.area];
	dirty_check_get(&expected);
	REQUIRE_EQ(vm_delete_slot(&guest.vm, guest.area), 0);
	slot->flags |= KVM_MEM_READONLY;
	REQUIRE_EQ(vm_set_slot(&guest.vm, guest.area), 0);
	dirty_write(&ignored, 0, PAGES, 1);
	dirty_check_get(&nothing);
	REQUIRE_EQ(vm_delete_slot(&guest.vm, guest.area), 0);
	slot->flags &= ~KVM_MEM_READONLY;
	REQUIRE_EQ(vm_set_slot(&guest.vm, guest.area), 0);
	expected = (struct bitmap){ 0 };
	dirty_write(&expected, 2, PAGES / STRIDE, STRIDE);
	dirty_check_get(&expected);
}
