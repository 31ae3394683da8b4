/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Equal pages that the host keeps only once (KSM).
 *
 * Pages of a guest that hold the same become one page that nobody may write; the first write
 * gives the writer a page of its own. If KVM goes on with an old translation, one guest's write
 * is seen in all pages that were equal. So pages are made equal, merged and told apart again
 * while other CPUs count in their neighbours.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../keep.h"

#define KSM	"/sys/kernel/mm/ksm/"
#define SPARE	(KEEP_AREA - KEEP_SPARE)
#define SAME	0x5a
#define OTHER	0xa5
#define ENOUGH	16   /* merged pages, to go on */
#define MOST_MS 1000 /* that a churn waits for the host */
#define MANY	"10000"

/* Of KSM, as it was before. */
static char run_before[32], scan_before[32], sleep_before[32];

static bool get(const char *name, char *text, int size)
{
	FILE *file = fopen(name, "re");
	bool got = file && fgets(text, size, file);

	if (file)
		fclose(file);
	return got;
}

static bool set(const char *name, const char *text)
{
	int file = open(name, O_WRONLY | O_CLOEXEC);
	bool done = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);

	if (file >= 0)
		close(file);
	return done;
}

static void start_merging(void)
{
	if (!get(KSM "run", run_before, sizeof(run_before)) ||
	    !get(KSM "pages_to_scan", scan_before, sizeof(scan_before)) ||
	    !get(KSM "sleep_millisecs", sleep_before, sizeof(sleep_before)))
		SKIP("no KSM in this kernel (" KSM ")");
	if (!set(KSM "pages_to_scan", MANY) || !set(KSM "sleep_millisecs", "1") ||
	    !set(KSM "run", "1"))
		SKIP("no right to have pages merged (" KSM "run): %s", strerror(errno));
}

static void stop_merging(void)
{
	set(KSM "run", run_before);
	set(KSM "pages_to_scan", scan_before);
	set(KSM "sleep_millisecs", sleep_before);
}

/* How many pages of this program are merged. */
static unsigned long merged_now(void)
{
	char text[32] = "";
	unsigned long count = 0;

	if (!get("/proc/self/ksm_merging_pages", text, sizeof(text)) ||
	    sscanf(text, "%lu", &count) != 1)
		return 0;
	return count;
}

static uint64_t touch(unsigned int what, uint64_t from, uint64_t stride, uint64_t value)
{
	return guest_do(KEEP_IDLE, &(struct command){ .what = what,
						      .first = KEEP_SPARE + from,
						      .count = (SPARE - from) / stride,
						      .stride = stride,
						      .value = value });
}

static unsigned long most_merged;

/* Each other page is written when they are one, and the rest must not change. */
static void merge(const struct pages *pages)
{
	unsigned long count = 0;

	(void)pages;
	touch(COMMAND_WRITE, 0, 1, SAME);
	for (unsigned int ms = 0; ms < MOST_MS && count < ENOUGH; ms++) {
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
		count = merged_now();
	}
	if (count > most_merged)
		most_merged = count;
	CHECK_EQ(touch(COMMAND_READ, 0, 1, 0), SAME * SPARE);
	touch(COMMAND_WRITE, 0, 2, OTHER);
	for (uint64_t n = 0; n + 1 < SPARE; n++) {
		uint64_t expected = n % 2 ? SAME : OTHER;

		if (*(const volatile uint64_t *)keep_at(KEEP_SPARE + n) != expected) {
			CHECK(false, "page %llu of those that were merged is wrong",
			      (unsigned long long)n);
			break;
		}
	}
	CHECK_EQ(touch(COMMAND_READ, 1, 2, 0), SAME * ((SPARE - 1) / 2));
}

TEST(merged, "equal pages that the host makes one are told apart when the guest writes them",
     CITE("Linux, admin-guide/mm/ksm.rst") TIMEOUT(240))
{
	most_merged = 0;
	keep_boot();
	if (madvise(keep_at(KEEP_SPARE), SPARE * AREA_PAGE, MADV_MERGEABLE))
		SKIP("no KSM in this kernel (MADV_MERGEABLE): %s", strerror(errno));
	start_merging();
	keep_start(true);
	keep_through(merge);
	stop_merging();
	keep_stop();
	CHECK_GE(most_merged, 2);
}
