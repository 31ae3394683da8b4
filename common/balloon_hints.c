/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hints of free pages: the host need not copy, while it migrates the guest, what the guest says
 * that nobody needs.
 *
 * The host asks for hints anew each time that it begins to go through memory, by a command
 * with a number of its own. The guest answers with this number and names pages. What is in
 * them may be lost, unless it was written after the host had asked: such a page arrives like
 * any other, whether the store or the hint came first. A host that takes a page off its notes
 * when it hears the hint must not take off with it what was noted since.
 */
#include <alloc.h>
#include <clock.h>
#include <control.h>
#include <irq.h>
#include <pattern.h>
#include <random.h>
#include <smp.h>
#include <stdio.h>
#include <string.h>
#include <test.h>
#include <virtio_balloon.h>

#define SECTION "VIRTIO 1.2, 5.5.6.6"
#define ROUNDS	8
#define FEWEST	4 /* rounds on a slow host */
#define PAGES	512
#define AHEAD	1024 /* pages that are sent before these, so that there is time to speak of them */
#define HOT	256  /* pages that are written all along, so that no round is short */
#define PAUSE	(50 * NS_PER_US)

static struct virtio_balloon balloon;
static uint8_t *area, *hot;
static unsigned int written[PAGES]; /* the last generation that each page was filled with */
static unsigned int generation;

static void write_page(unsigned int page)
{
	written[page] = ++generation;
	pattern_fill(area, page, generation);
}

static void keep_busy(void)
{
	static unsigned int next;

	hot[next++ % HOT * PAGE_SIZE]++;
}

static void keep_busy_always(void *context)
{
	(void)context;
	for (;;) {
		keep_busy();
		clock_delay(PAUSE);
	}
}

/* Memory is sent from its beginning on, and given out by page_alloc() in that order. */
static void begin(void)
{
	struct random random;

	virtio_balloon_need(&balloon);
	if (!balloon.hints)
		SKIP("needs a balloon that asks for hints: free-page-hint=on");
	hot = page_alloc(HOT);
	random_seed(&random, 1);
	random_fill(&random, page_alloc(AHEAD), AHEAD * PAGE_SIZE);
	area = page_alloc(PAGES);
	generation = 0;
	for (unsigned int page = 0; page < PAGES; page++)
		write_page(page);
	if (smp_count() > 1)
		smp_run(1, keep_busy_always, NULL);
}

static bool is_odd(unsigned int page)
{
	return page % 2;
}

/* What is done when the host asks. */
struct treatment {
	bool hint_even, hint_odd;
	bool write_before, write_after; /* the odd pages, as seen from the hint */
};

static void write_odd(unsigned int first, unsigned int end)
{
	for (unsigned int page = first; page < end; page++) {
		if (is_odd(page))
			write_page(page);
	}
}

static void hint(const struct treatment *treatment, unsigned int first, unsigned int end)
{
	void *pages[VIRTIO_BALLOON_HINTS];
	unsigned int count = 0;

	for (unsigned int page = first; page < end; page++) {
		if (is_odd(page) ? treatment->hint_odd : treatment->hint_even)
			pages[count++] = pattern_page(area, page);
	}
	REQUIRE(!count || virtio_balloon_hint(&balloon, pages, count));
}

static void answer(uint32_t command, const struct treatment *treatment)
{
	REQUIRE(virtio_balloon_answer(&balloon, command));
	for (unsigned int first = 0; first < PAGES; first += VIRTIO_BALLOON_HINTS) {
		unsigned int end = first + VIRTIO_BALLOON_HINTS;

		if (treatment->write_before)
			write_odd(first, end);
		hint(treatment, first, end);
		if (treatment->write_after)
			write_odd(first, end);
	}
	REQUIRE(virtio_balloon_answer(&balloon, VIRTIO_BALLOON_STOP));
}

/* Until the migration is over, or has failed as it should. */
static void answer_until(bool (*over)(void), const struct treatment *treatment)
{
	uint32_t last = VIRTIO_BALLOON_DONE;
	unsigned int asked = 0;

	do {
		uint32_t command = virtio_balloon_command(&balloon);

		keep_busy();
		if (command == last || command <= VIRTIO_BALLOON_DONE)
			continue;
		last = command;
		asked++;
		answer(command, treatment);
	} while (!over());
	if (!asked)
		SKIP("needs a host that asks for hints when it migrates");
	test_value("asked", asked, "times");
	CHECK_EQ(virtio_balloon_command(&balloon), VIRTIO_BALLOON_DONE);
}

static bool done(void)
{
	return control_migrate_done(NULL);
}

static bool failed(void)
{
	char reason[128];

	return control_migrate_failed(reason, sizeof(reason));
}

static void begin_rounds(void)
{
	char mode[32];

	snprintf(mode, sizeof(mode), "precopy rounds=%u", clock_repeats(ROUNDS, FEWEST));
	control_migrate_begin(mode);
}

static void migrate(const struct treatment *treatment)
{
	begin_rounds();
	answer_until(done, treatment);
}

/* Even pages may be lost: how many were shows whether hints are heeded at all. */
static void check_odd(void)
{
	unsigned int lost = 0;

	for (unsigned int page = 0; page < PAGES; page++) {
		bool kept = pattern_holds(area, page, written[page]);

		if (is_odd(page))
			CHECK(kept, "page %u has lost generation %u", page, written[page]);
		else
			lost += !kept;
	}
	test_value("lost", lost, "pages");
}

TEST(beside, "pages beside those that were hinted arrive as they are",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE(SECTION))
{
	begin();
	migrate(&(struct treatment){ .hint_even = true });
	check_odd();
}

TEST(written_after, "what is written to a page after it was hinted is there after the migration",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE(SECTION))
{
	begin();
	migrate(&(struct treatment){ .hint_even = true, .hint_odd = true, .write_after = true });
	check_odd();
}

TEST(written_before, "what is written after the host has asked stays, if it is hinted after that",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE(SECTION))
{
	begin();
	migrate(&(struct treatment){ .hint_even = true, .hint_odd = true, .write_before = true });
	check_odd();
}

TEST(memory_again,
     "hinted pages are memory again after a migration, and keep what is there in the next",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE(SECTION))
{
	uint8_t *copy = page_alloc(PAGES);

	begin();
	migrate(&(struct treatment){ .hint_even = true, .hint_odd = true });
	write_odd(0, PAGES);
	memcpy(copy, area, PAGES * PAGE_SIZE);
	migrate(&(struct treatment){ 0 });
	CHECK_MEM_EQ(area, copy, PAGES * PAGE_SIZE);
}

TEST(after_failure, "hints that were given to a migration that failed count for no other",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE(SECTION))
{
	uint8_t *copy = page_alloc(PAGES);

	begin();
	control_migrate_begin("precopy fail=cancel");
	answer_until(failed, &(struct treatment){ .hint_even = true, .hint_odd = true });
	memcpy(copy, area, PAGES * PAGE_SIZE);
	migrate(&(struct treatment){ 0 });
	CHECK_MEM_EQ(area, copy, PAGES * PAGE_SIZE);
}

/*
 * Amid hints a device looks for more and asks not to be told. The machine that the guest comes to
 * has to look as well, or to ask to be told.
 */
TEST(moved_amid, "hints are used where the guest has come to amid hints",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE("VIRTIO 1.2, 2.7.10"))
{
	uint32_t last = VIRTIO_BALLOON_DONE, command;
	unsigned int asked = 0;

	begin();
	begin_rounds();
	while (!done()) {
		command = virtio_balloon_command(&balloon);
		if (command != last && command > VIRTIO_BALLOON_DONE) {
			REQUIRE(virtio_balloon_answer(&balloon, command));
			asked++;
		}
		last = command;
		REQUIRE(virtio_balloon_hint(&balloon, (void *[]){ area }, 1));
	}
	if (!asked)
		SKIP("needs a host that asks for hints when it migrates");
	REQUIRE(virtio_balloon_hint(&balloon, (void *[]){ area }, 1));
	CHECK_EQ(balloon.told_anyway, 0);
}

#define LATE   (NS_PER_S / 2) /* of an interrupt that comes at once */
#define SETTLE NS_PER_MS      /* for one more, of a command that came and went unseen */

static bool interrupted_since(unsigned int before)
{
	volatile unsigned int *taken = &balloon.device->config_changes;
	uint64_t end = clock_ns() + LATE * clock_slowness();

	while (*taken == before && clock_ns() < end)
		cpu_relax();
	clock_delay(SETTLE);
	return *taken != before;
}

/*
 * A command that is new came after the one before was read, and so does its interrupt. With
 * DONE the host tells that the guest has moved, while it stands still.
 */
static void check_interrupts(bool done)
{
	volatile unsigned int *taken = &balloon.device->config_changes;
	unsigned int before, changes = 0;
	uint32_t last;
	bool over;

	REQUIRE(virtio_interrupts(balloon.device, VIRTIO_BY_LINE));
	irq_enable();
	before = *taken;
	last = virtio_balloon_command(&balloon);
	begin_rounds();
	do {
		unsigned int now = *taken;
		uint32_t command;

		over = control_migrate_done(NULL);
		command = virtio_balloon_command(&balloon);
		keep_busy();
		if (command != last) {
			bool interrupted = interrupted_since(before);

			if (done == (command == VIRTIO_BALLOON_DONE)) {
				changes++;
				CHECK(interrupted, "no interrupt came with command %u", command);
			}
		}
		last = command;
		before = now;
	} while (!over);
	if (!changes)
		SKIP("needs a host that asks for hints when it migrates");
}

TEST(command_interrupts, "each new command that comes while the guest runs interrupts",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE(SECTION ", 4.1.5.4"))
{
	begin();
	check_interrupts(false);
}

TEST(done_interrupts, "the command that comes with the switch interrupts in the other machine",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE(SECTION ", 4.1.5.4"))
{
	begin();
	check_interrupts(true);
}

#define MANY	     5000
#define FEWEST_HINTS 2000 /* on a slow host */

/* A device that ceases to look must look once more when it has asked to be told. */
TEST(one_by_one, "hints that are given one after the other are used, none has to be told of twice",
     NEEDS("device=virtio-balloon") CITE("VIRTIO 1.2, 2.7.10"))
{
	unsigned int many = clock_repeats(MANY, FEWEST_HINTS);

	begin();
	for (unsigned int i = 0; i < many && !balloon.told_again; i++)
		REQUIRE(virtio_balloon_hint(&balloon, (void *[]){ area }, 1));
	CHECK_EQ(balloon.told_again, 0);
}

TEST(used_interrupts, "a device interrupts when it has used hints, if it is asked to",
     NEEDS("device=virtio-balloon") CITE("VIRTIO 1.2, 2.7.7.2"))
{
	begin();
	REQUIRE(virtio_interrupts(balloon.device, VIRTIO_BY_LINE));
	irq_enable();
	virtqueue_want_interrupts(balloon.hints, true);
	REQUIRE(virtio_balloon_hint(&balloon, (void *[]){ area }, 1));
	CHECK(irq_wait(&balloon.hints->interrupts, LATE * clock_slowness()));
}
