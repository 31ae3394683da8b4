/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plugged and unplugged blocks of memory in a guest that is migrated.
 *
 * Which blocks are plugged is a note of the host that has to move, and decides what of the
 * memory has to: a host that takes a plugged block for an unplugged one throws away
 * what is in it. One that takes an unplugged block for plugged gives the guest more memory than
 * it has. While the guest moves, requests may be put off; but what was acknowledged holds in the
 * other machine too.
 */
#include <clock.h>
#include <control.h>
#include <irq.h>
#include <memory_blocks.h>
#include <pattern.h>
#include <test.h>

#define SECTION	   "VIRTIO 1.2, 5.15.6"
#define BLOCKS	   8
#define HOPS	   3
#define POLL_EVERY 4096
#define WORDS	   MEMORY_BLOCKS_PAGES

static struct virtio_mem mem;

static void begin(void)
{
	virtio_mem_need(&mem);
	memory_blocks_listen(&mem);
	memory_blocks_want(&mem, BLOCKS);
}

static bool is_odd(unsigned int block)
{
	return block % 2;
}

static void plug_odd(void)
{
	for (unsigned int block = 1; block < BLOCKS; block += 2) {
		memory_blocks_plug(&mem, block, 1);
		memory_blocks_fill(&mem, block, 0);
	}
}

static void check_odd(void)
{
	for (unsigned int block = 0; block < BLOCKS; block++) {
		CHECK_EQ(virtio_mem_state(&mem, block, 1),
			 is_odd(block) ? VIRTIO_MEM_PLUGGED : VIRTIO_MEM_UNPLUGGED);
		if (is_odd(block))
			memory_blocks_check(&mem, block, 0);
	}
	CHECK_EQ(virtio_mem_plugged(&mem), BLOCKS / 2 * mem.block);
}

static void keep_odd(const char *mode)
{
	unsigned int hops = clock_repeats(HOPS, 1);

	begin();
	plug_odd();
	for (unsigned int hop = 0; hop < hops; hop++) {
		control_migrate(mode, NULL);
		check_odd();
	}
}

TEST(by_precopy, "plugged blocks move with what is in them, and unplugged ones stay unplugged",
     NEEDS("device=virtio-mem") NEEDS("migration") CITE(SECTION))
{
	keep_odd("precopy");
}

TEST(by_postcopy, "the same when memory follows after the switch",
     NEEDS("device=virtio-mem") NEEDS("migration") NEEDS("postcopy") CITE(SECTION))
{
	keep_odd("postcopy");
}

TEST(by_file, "the same when the guest is saved to a file and loaded",
     NEEDS("device=virtio-mem") NEEDS("migration") CITE(SECTION))
{
	keep_odd("file");
}

static volatile uint64_t *word_of(uint64_t number)
{
	return pattern_page(virtio_mem_block(&mem, 0), number % WORDS);
}

/* Each is looked at before it is written again: that would hide what was lost. */
static unsigned int write_next(uint64_t number)
{
	volatile uint64_t *word = word_of(number);
	bool lost = number >= WORDS && *word != number - WORDS;

	*word = number;
	return lost;
}

TEST(written, "what is written to plugged blocks while they are copied is there",
     NEEDS("device=virtio-mem") NEEDS("migration") CITE(SECTION))
{
	unsigned int hops = clock_repeats(HOPS, 1), lost = 0;
	uint64_t number = 0;

	begin();
	memory_blocks_plug(&mem, 0, 1);
	for (unsigned int hop = 0; hop < hops; hop++) {
		control_migrate_begin("precopy rounds=6");
		do {
			for (unsigned int i = 0; i < POLL_EVERY; i++)
				lost += write_next(number++);
		} while (!control_migrate_done(NULL));
	}
	CHECK_EQ(lost, 0);
	test_value("written", number, "words");
}

/* As the responses say; the host may take some requests and put off others. */
static void toggle(unsigned int block, bool *plugged)
{
	enum virtio_mem_response response =
		*plugged ? virtio_mem_unplug(&mem, block, 1) : virtio_mem_plug(&mem, block, 1);

	REQUIRE(response == VIRTIO_MEM_ACK || response == VIRTIO_MEM_BUSY, "response %u", response);
	if (response == VIRTIO_MEM_ACK)
		*plugged = !*plugged;
}

TEST(asked_for, "blocks that are asked for during a migration are in the state that the host told",
     NEEDS("device=virtio-mem") NEEDS("migration") CITE(SECTION))
{
	bool plugged[BLOCKS] = { false };
	unsigned int asked = 0, count = 0;

	begin();
	control_migrate_begin("precopy rounds=4");
	do {
		unsigned int block = asked++ % BLOCKS;

		toggle(block, &plugged[block]);
	} while (!control_migrate_done(NULL));
	for (unsigned int block = 0; block < BLOCKS; block++) {
		count += plugged[block];
		CHECK_EQ(virtio_mem_state(&mem, block, 1),
			 plugged[block] ? VIRTIO_MEM_PLUGGED : VIRTIO_MEM_UNPLUGGED);
	}
	CHECK_EQ(virtio_mem_plugged(&mem), count * mem.block);
	test_value("asked", asked, "requests");
}

TEST(plugged_there, "a block that is plugged after the switch reads as zero or as it was before",
     NEEDS("device=virtio-mem") NEEDS("migration") CITE(SECTION))
{
	begin();
	plug_odd();
	REQUIRE_EQ(virtio_mem_unplug(&mem, 1, 1), VIRTIO_MEM_ACK);
	control_migrate("precopy", NULL);
	memory_blocks_plug(&mem, 0, 2);
	memory_blocks_check_fresh(&mem, 0, 0);
	memory_blocks_check_fresh(&mem, 1, 0);
	memory_blocks_fill(&mem, 0, 2);
	memory_blocks_fill(&mem, 1, 2);
	control_migrate("precopy", NULL);
	memory_blocks_check(&mem, 0, 2);
	memory_blocks_check(&mem, 1, 2);
	memory_blocks_check(&mem, 3, 0);
}

TEST(wanted_before,
     "the size that the host wants moves, and so does the interrupt that tells of it",
     NEEDS("device=virtio-mem") NEEDS("migration") CITE("VIRTIO 1.2, 5.15.4"))
{
	begin();
	irq_disable();
	memory_blocks_want(&mem, 3);
	control_migrate("precopy", NULL);
	CHECK_EQ(mem.device->config_changes, 0);
	memory_blocks_check_told(&mem, 3);
	CHECK_EQ(virtio_mem_plug(&mem, 0, 4), VIRTIO_MEM_NACK);
	CHECK_EQ(virtio_mem_plug(&mem, 0, 3), VIRTIO_MEM_ACK);
}

TEST(wanted_there, "when the host wants another size after the switch it interrupts there",
     NEEDS("device=virtio-mem") NEEDS("migration") CITE("VIRTIO 1.2, 5.15.4"))
{
	begin();
	memory_blocks_plug(&mem, 0, 2);
	control_migrate("precopy", NULL);
	memory_blocks_want(&mem, 1);
	memory_blocks_check_told(&mem, 1);
	CHECK_EQ(virtio_mem_unplug(&mem, 1, 1), VIRTIO_MEM_ACK);
	CHECK_EQ(virtio_mem_state(&mem, 0, 1), VIRTIO_MEM_PLUGGED);
}
