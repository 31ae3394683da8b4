/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dirty log where large pages are behind a slot.
 *
 * KVM maps memory by large pages where the process has them, and takes them apart while there
 * is a log, since that names single pages. A large page that stays whole hides writes or
 * reports a thousand pages for one; one that is taken apart may lose what it knew. The process
 * makes large pages of small ones, and small ones of large ones, as it likes.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "../dirty.h"
#include "../scenario.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define PAGES  1024 /* two large ones */
#define SIZE   (PAGES * AREA_PAGE)
#define ONE    (SIZE / 2)
#define GET    KVM_API("4.8 KVM_GET_DIRTY_LOG")
#define MANUAL KVM_API("7.18 KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2")

static uint8_t *memory(void)
{
	return guest.vm.slots[guest.area].memory;
}

static void write_all(void)
{
	struct bitmap pages = { 0 };

	dirty_write(&pages, 0, PAGES, 1);
}

#define TRIES 100

/* Moves what is in small pages to large ones. One that somebody holds just now can be later. */
static void collapse(void)
{
	int error = EAGAIN;

	for (unsigned int try = 0; error == EAGAIN && try < TRIES; try++) {
		error = madvise(memory(), SIZE, MADV_COLLAPSE) ? errno : 0;
		if (error == EAGAIN)
			nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	if (error == EINVAL)
		SKIP("no MADV_COLLAPSE, or no transparent huge pages, in this kernel");
	if (error)
		SKIP("no large page: MADV_COLLAPSE: %s", strerror(error));
}

/* A host that has no large page at hand gives small ones, and says nothing. */
static void boot_with_large_pages(void (*prepare)(struct vm *vm))
{
	guest_boot(1, PAGES, 0, prepare);
	madvise(memory(), SIZE, MADV_HUGEPAGE);
	write_all();
	collapse();
	write_all();
}

/* What is written with the log switched off and on again, large pages made whole between. */
static void check_split(void)
{
	struct bitmap expected = { 0 }, again = { 0 };

	dirty_set_log(true);
	dirty_write(&expected, 5, PAGES / 7, 7);
	dirty_check_get(&expected);
	dirty_set_log(false);
	write_all();
	dirty_set_log(true);
	dirty_check_get(&again);
	dirty_write(&again, 3, PAGES / 11, 11);
	dirty_check_get(&again);
}

TEST(split, "where large pages are behind the slot, the log still names single pages", GET)
{
	boot_with_large_pages(NULL);
	check_split();
}

TEST(reserved_split, "the same holds for large pages that are reserved (hugetlb)", GET)
{
	guest_boot(1, PAGES, 0, NULL);
	if (mmap(memory(), SIZE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_HUGETLB, -1, 0) == MAP_FAILED)
		SKIP("not %llu free huge pages (vm.nr_hugepages): %s", SIZE / ONE, strerror(errno));
	write_all();
	check_split();
}

TEST(cleared, "clearing a part of a large page logs the next write to it, and only that", MANUAL)
{
	struct bitmap expected = { 0 };

	boot_with_large_pages(dirty_use_initially_set);
	dirty_set_log(true);
	bitmap_add(&expected, 0, PAGES, 1);
	dirty_clear_range(&expected, 192, 512, DIRTY_ALL);
	dirty_check_get(&expected);
	dirty_write(&expected, 200, 512 / 9, 9);
	dirty_check_get(&expected);
}

/* Small pages, with a log. */
static void boot_with_small_pages(void (*prepare)(struct vm *vm))
{
	guest_boot(1, PAGES, KVM_MEM_LOG_DIRTY_PAGES, prepare);
	madvise(memory(), SIZE, MADV_NOHUGEPAGE);
	write_all();
	madvise(memory(), SIZE, MADV_HUGEPAGE);
}

/* A page with other rights than its neighbours makes all small again. */
static void take_apart(void)
{
	for (uint64_t at = 0; at < SIZE; at += ONE) {
		REQUIRE(!mprotect(memory() + at, AREA_PAGE, PROT_READ), "mprotect: %s",
			strerror(errno));
		REQUIRE(!mprotect(memory() + at, AREA_PAGE, PROT_READ | PROT_WRITE), "mprotect: %s",
			strerror(errno));
	}
}

TEST(collapsed, "when small pages are made large while there is a log, it names single pages", GET)
{
	struct bitmap expected = { 0 };

	boot_with_small_pages(NULL);
	bitmap_add(&expected, 0, PAGES, 1);
	dirty_check_get(&expected);
	expected = (struct bitmap){ 0 };
	dirty_write(&expected, 1, PAGES / 7, 7);
	collapse();
	dirty_write(&expected, 2, PAGES / 7, 7);
	dirty_check_get(&expected);
	expected = (struct bitmap){ 0 };
	dirty_write(&expected, 3, PAGES / 13, 13);
	dirty_check_get(&expected);
}

TEST(collapsed_manual, "the same holds where the log is cleared by hand", MANUAL)
{
	struct bitmap expected = { 0 };

	boot_with_small_pages(dirty_use_manual);
	bitmap_add(&expected, 0, PAGES, 1);
	dirty_clear_range(&expected, 192, 512, DIRTY_ALL);
	collapse();
	dirty_check_get(&expected);
	dirty_write(&expected, 200, 512 / 9, 9);
	dirty_check_get(&expected);
	dirty_clear_range(&expected, 0, 128, DIRTY_ALL);
	dirty_write(&expected, 7, 128 / 9, 9);
	dirty_check_get(&expected);
}

TEST(collapsed_and_split, "pages made large and small again keep their log, and what is written",
     GET)
{
	struct bitmap expected = { 0 };

	boot_with_small_pages(NULL);
	dirty_set_log(false);
	dirty_set_log(true);
	for (unsigned int round = 1; round <= 4; round++) {
		dirty_write(&expected, round, PAGES / 7, 7);
		collapse();
		dirty_write(&expected, round, PAGES / 9, 9);
		take_apart();
		dirty_write(&expected, round, PAGES / 11, 11);
		dirty_check_get(&expected);
		expected = (struct bitmap){ 0 };
	}
}
