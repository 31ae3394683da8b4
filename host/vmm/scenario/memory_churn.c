/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operating system may do to memory while a guest uses it.
 *
 * Pages behind a slot are ordinary memory of a process: they are mapped anew, protected,
 * shared by fork() and copied when written, merged, given back, moved, made large and small.
 * Each time KVM is notified, and must forget its own translation in time. If it does not, the
 * guest goes on with a page that is somebody else's by now: what it writes is lost, and what it
 * reads is not its own. So CPUs count in all pages while the host churns them, and all must add
 * up in the end, in the guest's view and in the host's.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../keep.h"

#define JUNK	   0xa5
#define AREA_BYTES (KEEP_AREA * AREA_PAGE)
#define MMU_API	   CITE("Linux, virt/kvm/api.rst, 4.35 KVM_SET_USER_MEMORY_REGION")

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

static uint8_t copy[AREA_BYTES];

static void pause_ms(unsigned int ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

/* What has to succeed while the memory is away: the CPUs must not wait for it for ever. */
static void require_done(bool done, const char *what)
{
	if (done)
		return;
	keep_give_back();
	REQUIRE(done, "%s: %s", what, strerror(errno));
}

static void protect_pages(const struct pages *pages, int protection)
{
	require_done(!mprotect(pages->at, pages->size, protection), "mprotect");
}

static void *map_somewhere(uint64_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	REQUIRE(at != MAP_FAILED, "mmap: %s", strerror(errno));
	return at;
}

TEST(undisturbed, "CPUs that count in memory find what they have written", MMU_API)
{
	keep_boot();
	keep_start(true);
	while (keep_rounds() < 2)
		pause_ms(1);
	keep_stop();
}

/* While the pages are read-only nobody writes them, not by an old translation either. */
static void protect(const struct pages *pages)
{
	keep_take_away();
	protect_pages(pages, PROT_READ);
	memcpy(copy, pages->at, pages->size);
	pause_ms(1);
	CHECK(!memcmp(copy, pages->at, pages->size), "the guest writes to protected pages");
	protect_pages(pages, PROT_READ | PROT_WRITE);
	keep_give_back();
}

TEST(protected, "while the host protects memory the guest does not write it, and nothing is lost",
     MMU_API)
{
	keep_boot();
	keep_start(false);
	keep_through(protect);
	keep_stop();
}

/* One by one, since pages that came together need not be one mapping any more. */
static void move_pages(uint8_t *from, uint64_t size, uint8_t *to)
{
	for (uint64_t at = 0; at < size; at += AREA_PAGE)
		require_done(mremap(from + at, AREA_PAGE, AREA_PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
				    to + at) != MAP_FAILED,
			     "mremap");
}

/* The copy takes the place of the pages, which then are filled with what must not be seen. */
static void replace(const struct pages *pages)
{
	uint8_t *old = map_somewhere(pages->size), *new = map_somewhere(pages->size);

	keep_take_away();
	move_pages(pages->at, pages->size, old);
	memcpy(new, old, pages->size);
	memset(old, JUNK, pages->size);
	memset(copy, JUNK, pages->size);
	move_pages(new, pages->size, pages->at);
	keep_give_back();
	pause_ms(1);
	CHECK(!memcmp(copy, old, pages->size),
	      "the guest writes to pages that are no longer behind its slot");
	munmap(old, pages->size);
}

TEST(remapped,
     "when other pages take the place of those behind a slot, the guest uses the new ones", MMU_API)
{
	keep_boot();
	keep_start(false);
	keep_through(replace);
	keep_stop();
}

/* The same pages, for a while at another place. */
static void move_away(const struct pages *pages)
{
	uint8_t *away = map_somewhere(pages->size);

	keep_take_away();
	move_pages(pages->at, pages->size, away);
	memcpy(copy, away, pages->size);
	pause_ms(1);
	CHECK(!memcmp(copy, away, pages->size), "the guest writes to pages that were moved away");
	move_pages(away, pages->size, pages->at);
	keep_give_back();
}

TEST(moved, "pages that are moved away and back are not used meanwhile, and nothing is lost",
     MMU_API)
{
	keep_boot();
	keep_start(false);
	keep_through(move_away);
	keep_stop();
}

/* In the child: its pages are its own. It may call nothing that takes a lock. */
static void be_child(const struct pages *pages)
{
	bool equal;

	memcpy(copy, pages->at, pages->size);
	pause_ms(2);
	equal = !memcmp(copy, pages->at, pages->size);
	memset(pages->at, JUNK, pages->size);
	_exit(!equal);
}

static void fork_once(const struct pages *pages)
{
	int status = 0;
	pid_t child = fork();

	REQUIRE(child >= 0, "fork: %s", strerror(errno));
	if (!child)
		be_child(pages);
	waitpid(child, &status, 0);
	CHECK(WIFEXITED(status) && !WEXITSTATUS(status),
	      "the guest writes to pages that belong to the child, status %#x", status);
}

TEST(forked, "after fork() guest and child have pages of their own, whoever writes first", MMU_API)
{
	keep_boot();
	keep_start(true);
	keep_through(fork_once);
	keep_stop();
}

static unsigned int collapsed;

static void collapse(const struct pages *pages)
{
	uint64_t half = AREA_BYTES / 2;
	uint8_t *large = keep_at(0) + (pages->first * AREA_PAGE >= half ? half : 0);
	struct pages one = { .at = pages->at, .size = AREA_PAGE };

	collapsed += !madvise(large, half, MADV_COLLAPSE);
	pause_ms(1);
	keep_take_away(); /* a page with other rights than its neighbours makes all small again */
	protect_pages(&one, PROT_READ);
	protect_pages(&one, PROT_READ | PROT_WRITE);
	keep_give_back();
}

TEST(collapsed_and_split, "pages that are made large, and small again, keep what is in them",
     MMU_API)
{
	keep_boot();
	memset(keep_at(0), 0, AREA_BYTES); /* what is not there cannot be made large */
	if (madvise(keep_at(0), AREA_BYTES / 2, MADV_COLLAPSE) && errno == EINVAL)
		SKIP("no MADV_COLLAPSE, or no transparent huge pages, in this kernel");
	collapsed = 0;
	keep_start(false);
	keep_through(collapse);
	keep_stop();
	CHECK_GE(collapsed, 1);
}

static void compact(const struct pages *pages)
{
	int file = open("/proc/sys/vm/compact_memory", O_WRONLY);

	(void)pages;
	if (file < 0 || write(file, "1", 1) != 1)
		CHECK(false, "compact_memory: %s", strerror(errno));
	close(file);
}

TEST(compacted, "pages that the host moves to other frames keep what is in them", MMU_API)
{
	if (access("/proc/sys/vm/compact_memory", W_OK))
		SKIP("no right, or no kernel, to compact memory");
	keep_boot();
	keep_start(true);
	keep_through(compact);
	keep_stop();
}

static void discard(const struct pages *pages)
{
	(void)pages;
	keep_touch_spare(COMMAND_WRITE, JUNK);
	REQUIRE(!madvise(keep_at(KEEP_SPARE), (KEEP_AREA - KEEP_SPARE) * AREA_PAGE, MADV_DONTNEED),
		"madvise: %s", strerror(errno));
	CHECK_EQ(keep_touch_spare(COMMAND_READ, 0), 0);
	keep_touch_spare(COMMAND_WRITE, JUNK);
	CHECK_EQ(keep_spare_without(JUNK), 0);
}

TEST(discarded, "pages that the host discards are zero for the guest, and their neighbours stay",
     CITE("madvise(2), MADV_DONTNEED"))
{
	keep_boot();
	keep_start(true);
	keep_through(discard);
	keep_stop();
}

/* The pages may go as long as nobody writes them; what is written afterwards stays. */
static void free_lazily(const struct pages *pages)
{
	uint64_t size = (KEEP_AREA - KEEP_SPARE) * AREA_PAGE;

	(void)pages;
	keep_touch_spare(COMMAND_WRITE, JUNK);
	REQUIRE(!madvise(keep_at(KEEP_SPARE), size, MADV_FREE), "madvise: %s", strerror(errno));
	keep_touch_spare(COMMAND_WRITE, JUNK + 1);
	madvise(keep_at(KEEP_SPARE), size, MADV_PAGEOUT);
	CHECK_EQ(keep_touch_spare(COMMAND_READ, 0), (JUNK + 1) * (KEEP_AREA - KEEP_SPARE));
	CHECK_EQ(keep_spare_without(JUNK + 1), 0);
}

TEST(freed_lazily, "what the guest writes to pages that may be freed is kept",
     CITE("madvise(2), MADV_FREE"))
{
	keep_boot();
	keep_start(true);
	keep_through(free_lazily);
	keep_stop();
}

/* While there is none, what the CPUs do to it is done by hand when it is back. */
static void recreate_slot(const struct pages *pages)
{
	int deleted, made;

	(void)pages;
	keep_take_away();
	deleted = vm_delete_slot(&guest.vm, guest.area);
	memcpy(copy, keep_at(0), AREA_BYTES);
	pause_ms(1);
	CHECK(!memcmp(copy, keep_at(0), AREA_BYTES), "the guest writes to a slot that is deleted");
	made = vm_set_slot(&guest.vm, guest.area);
	keep_give_back();
	REQUIRE_EQ(deleted, 0);
	REQUIRE_EQ(made, 0);
}

TEST(slot_recreated, "a slot that is deleted is not used, and is what it was when it is made again",
     MMU_API)
{
	keep_boot();
	keep_start(false);
	keep_through(recreate_slot);
	keep_stop();
}

static int move_slot_to(uint64_t start)
{
	guest.vm.slots[guest.area].start = start;
	return vm_set_slot(&guest.vm, guest.area);
}

static uint64_t read_spare_at(uint64_t first)
{
	return guest_do(KEEP_IDLE, &(struct command){ .what = COMMAND_READ,
						      .first = first + KEEP_SPARE,
						      .count = KEEP_AREA - KEEP_SPARE,
						      .stride = 1 });
}

/* Behind its first place, where a CPU that is not busy reads it; the others work by hand then. */
static void move_slot(const struct pages *pages)
{
	uint64_t start = guest.vm.slots[guest.area].start, sum = JUNK * (KEEP_AREA - KEEP_SPARE);
	int there, back;

	(void)pages;
	keep_touch_spare(COMMAND_WRITE, JUNK);
	keep_take_away();
	there = move_slot_to(start + AREA_BYTES);
	memcpy(copy, keep_at(0), AREA_BYTES);
	pause_ms(1);
	CHECK(!memcmp(copy, keep_at(0), AREA_BYTES), "the guest writes to where a slot was");
	keep_give_back();
	REQUIRE_EQ(there, 0);
	CHECK_EQ(read_spare_at(KEEP_AREA), sum);
	keep_take_away();
	back = move_slot_to(start);
	keep_give_back();
	REQUIRE_EQ(back, 0);
	CHECK_EQ(read_spare_at(0), sum);
}

TEST(slot_moved, "a slot that is moved is at its new place with what is in it, and nowhere else",
     MMU_API)
{
	keep_boot();
	keep_start(false);
	keep_through(move_slot);
	keep_stop();
}

static void switch_log(const struct pages *pages)
{
	(void)pages;
	guest.vm.slots[guest.area].flags ^= KVM_MEM_LOG_DIRTY_PAGES;
	REQUIRE_EQ(vm_set_slot(&guest.vm, guest.area), 0);
}

TEST(log_switched, "when the dirty log is switched on and off nothing is lost", MMU_API)
{
	keep_boot();
	keep_start(true);
	keep_through(switch_log);
	keep_stop();
}
