/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host that is short of memory.
 *
 * It writes pages of the guest to swap, or to the file that they are of, and reads them again
 * when the guest needs them. KVM must let go of each page before it is written, and must tell
 * what the guest has written to it up to then. A store that is made too late, or a page
 * that is taken for clean, is lost; the guest finds what was there long ago. So pages go out
 * and come back while CPUs count in them, and all must add up.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../keep.h"
#include "../memory_limit.h"

#define AREA_BYTES   (KEEP_AREA * AREA_PAGE)
#define SPARE	     (KEEP_AREA - KEEP_SPARE)
#define ENOUGH	     64	 /* pages, to have shown something */
#define MOST_MS	     512 /* between two tries */
#define SPARE_ROUNDS 4
#define MMU_API	     CITE("Linux, virt/kvm/api.rst, 4.35 KVM_SET_USER_MEMORY_REGION")

static unsigned int count_out(uint64_t first, uint64_t count)
{
	unsigned char there[KEEP_AREA];
	unsigned int out = 0;

	if (mincore(keep_at(first), count * AREA_PAGE, there))
		return 0;
	for (uint64_t n = 0; n < count; n++)
		out += !(there[n] & 1);
	return out;
}

/* Pages of a file go only if they are written there; for others there is swap. */
static bool put_out(uint64_t first, uint64_t count)
{
	uint8_t *at = keep_at(first);

	return !msync(at, count * AREA_PAGE, MS_SYNC) &&
	       !madvise(at, count * AREA_PAGE, MADV_PAGEOUT);
}

/* Of pages that nobody uses: tries until enough of them have gone; tells how many. */
static unsigned int put_out_enough(uint64_t first, uint64_t count)
{
	unsigned int out = 0;

	for (unsigned int ms = 1; out < ENOUGH && ms <= MOST_MS; ms *= 2) {
		if (ms > 1)
			nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
		REQUIRE(put_out(first, count), "msync or MADV_PAGEOUT: %s", strerror(errno));
		out = count_out(first, count);
	}
	return out;
}

/* What was never there is not out: all pages are written before, and are there again afterwards. */
static bool can_go_out(void)
{
	unsigned int out;

	memset(keep_at(0), 0, AREA_BYTES);
	out = put_out_enough(0, KEEP_AREA);
	memset(keep_at(0), 0, AREA_BYTES);
	return out >= ENOUGH;
}

/* Pages that are read and written in between only. */
static void page_out_spare(uint64_t value)
{
	keep_touch_spare(COMMAND_WRITE, value);
	CHECK_GE(put_out_enough(KEEP_SPARE, SPARE), ENOUGH);
	CHECK_EQ(keep_touch_spare(COMMAND_READ, 0), value * SPARE);
	CHECK_EQ(keep_spare_without(value), 0);
}

static unsigned int went_out;

/*
 * First while they are written, when a CPU may have them back before they are looked at, then
 * with the CPUs held off, so that they surely are out when the CPUs go on.
 */
static void page_out(const struct pages *pages)
{
	bool done, restored;

	REQUIRE(put_out(pages->first, pages->count), "msync or MADV_PAGEOUT: %s", strerror(errno));
	keep_take_away();
	done = !mprotect(pages->at, pages->size, PROT_NONE) && put_out(pages->first, pages->count);
	went_out += count_out(pages->first, pages->count);
	restored = !mprotect(pages->at, pages->size, PROT_READ | PROT_WRITE);
	keep_give_back();
	REQUIRE(done && restored, "mprotect, msync or MADV_PAGEOUT: %s", strerror(errno));
}

static void count_while_pages_go(void)
{
	went_out = 0;
	keep_start(false); /* counting in one page cannot be done by hand, see keep_take_away() */
	for (uint64_t round = 1; round <= SPARE_ROUNDS; round++)
		page_out_spare(round);
	keep_through(page_out);
	keep_stop();
	printf("# %u pages that were counted in went out\n", went_out);
	CHECK_GE(went_out, ENOUGH);
}

TEST(swapped, "pages that go to swap and come back hold what the guest has written last", MMU_API)
{
	keep_boot();
	if (!can_go_out())
		SKIP("no swap (/proc/swaps), or no MADV_PAGEOUT in this kernel");
	count_while_pages_go();
}

/* In place of the memory behind the area. Swap serves as well, where the file is in memory. */
static void map_file(void)
{
	const char *directory = getenv("TMPDIR");
	char name[256];
	void *at;
	int file;

	snprintf(name, sizeof(name), "%s/hostproof-XXXXXX", directory ? directory : "/tmp");
	file = mkstemp(name);
	REQUIRE(file >= 0, "%s: %s", name, strerror(errno));
	unlink(name);
	REQUIRE(!ftruncate(file, AREA_BYTES), "%s: %s", name, strerror(errno));
	at = mmap(keep_at(0), AREA_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0);
	close(file);
	REQUIRE(at == keep_at(0), "mmap: %s", strerror(errno));
}

TEST(written_back,
     "pages of a file that are written back and let go hold what the guest has written last",
     MMU_API)
{
	keep_boot();
	map_file();
	if (!can_go_out())
		SKIP("neither is $TMPDIR, or /tmp, on a disk, nor is there swap");
	count_while_pages_go();
}

static uint64_t limit, faults_before;

/* Until pages come back all the time, which the kernel has chosen. */
static void tighten(const struct pages *pages)
{
	(void)pages;
	if (memory_limit_faults() - faults_before >= ENOUGH)
		return;
	limit -= limit / 16;
	memory_limit_set(limit);
}

TEST(short_of_memory, "when a host that is short of memory chooses pages, none loses what is in it",
     CITE("Linux, admin-guide/cgroup-v2.rst, memory.high"))
{
	uint64_t faults;

	if (!memory_limit_begin())
		SKIP("no right to limit memory, or no controller for it: /sys/fs/cgroup");
	keep_boot();
	if (!can_go_out()) {
		memory_limit_end();
		SKIP("no swap (/proc/swaps), or no MADV_PAGEOUT in this kernel");
	}
	keep_start(true);
	limit = memory_limit_used();
	faults_before = memory_limit_faults();
	keep_through(tighten);
	faults = memory_limit_faults() - faults_before;
	memory_limit_end();
	keep_stop();
	printf("# %llu pages came back, with a limit of %llu KiB\n", (unsigned long long)faults,
	       (unsigned long long)limit / 1024);
	CHECK_GE(faults, ENOUGH);
}
