/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that is plugged and unplugged by blocks while the guest runs.
 *
 * The host says how much it wants the guest to have; the guest asks for each block, may be
 * refused, and has memory there only if it was not. Of all that the host keeps notes, a bit for
 * each block, which have to move with the guest: what is plugged moves with what is in it, and
 * what is not need not be sent. While the guest moves the host may put it off.
 */
#include <memory_blocks.h>
#include <test.h>

#define SECTION "VIRTIO 1.2, 5.15.6"
#define BLOCKS	8 /* at least, of which the host wants the guest to have some */

static struct virtio_mem mem;

static void begin(void)
{
	virtio_mem_need(&mem);
	memory_blocks_listen(&mem);
	REQUIRE(mem.block && mem.size >= 2 * BLOCKS * mem.block);
	memory_blocks_want(&mem, BLOCKS);
	REQUIRE_EQ(virtio_mem_requested(&mem), BLOCKS * mem.block);
}

TEST(up_to_wanted, "blocks are plugged up to what the host wants, and not beyond",
     NEEDS("device=virtio-mem") NEEDS("control") CITE(SECTION ".2"))
{
	begin();
	CHECK_EQ(virtio_mem_plugged(&mem), 0);
	CHECK_GE(virtio_mem_usable(&mem), BLOCKS * mem.block);
	CHECK_EQ(virtio_mem_plug(&mem, 0, BLOCKS + 1), VIRTIO_MEM_NACK);
	CHECK_EQ(virtio_mem_plugged(&mem), 0);
	for (unsigned int i = 1; i <= BLOCKS; i++) {
		CHECK_EQ(virtio_mem_plug(&mem, BLOCKS - i, 1), VIRTIO_MEM_ACK);
		CHECK_EQ(virtio_mem_plugged(&mem), i * mem.block);
	}
	CHECK_EQ(virtio_mem_plug(&mem, BLOCKS, 1), VIRTIO_MEM_NACK);
	CHECK_EQ(virtio_mem_plugged(&mem), BLOCKS * mem.block);
}

TEST(unplug_all, "after all blocks are unplugged at once none is plugged",
     NEEDS("device=virtio-mem") NEEDS("control") CITE(SECTION ".4"))
{
	begin();
	memory_blocks_plug(&mem, 1, 3);
	CHECK_EQ(virtio_mem_ask(&mem, VIRTIO_MEM_UNPLUG_ALL, 0, 0, NULL), VIRTIO_MEM_ACK);
	CHECK_EQ(virtio_mem_plugged(&mem), 0);
	CHECK_EQ(virtio_mem_state(&mem, 0, BLOCKS), VIRTIO_MEM_UNPLUGGED);
}

TEST(state, "the state of blocks is plugged, unplugged, or mixed, as it was asked for",
     NEEDS("device=virtio-mem") NEEDS("control") CITE(SECTION ".5"))
{
	begin();
	memory_blocks_plug(&mem, 2, 3);
	CHECK_EQ(virtio_mem_state(&mem, 2, 3), VIRTIO_MEM_PLUGGED);
	CHECK_EQ(virtio_mem_state(&mem, 0, 2), VIRTIO_MEM_UNPLUGGED);
	CHECK_EQ(virtio_mem_state(&mem, 5, BLOCKS - 5), VIRTIO_MEM_UNPLUGGED);
	CHECK_EQ(virtio_mem_state(&mem, 1, 2), VIRTIO_MEM_MIXED);
	CHECK_EQ(virtio_mem_unplug(&mem, 3, 1), VIRTIO_MEM_ACK);
	CHECK_EQ(virtio_mem_state(&mem, 2, 3), VIRTIO_MEM_MIXED);
	CHECK_EQ(virtio_mem_state(&mem, 3, 1), VIRTIO_MEM_UNPLUGGED);
	CHECK_EQ(virtio_mem_plugged(&mem), 2 * mem.block);
}

static void check_refused(uint64_t address, unsigned int blocks)
{
	static const enum virtio_mem_request requests[] = { VIRTIO_MEM_PLUG, VIRTIO_MEM_UNPLUG,
							    VIRTIO_MEM_STATE };

	for (unsigned int i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		enum virtio_mem_response response =
			virtio_mem_ask(&mem, requests[i], address, blocks, NULL);

		CHECK(response == VIRTIO_MEM_ERROR, "request %u of %u blocks at %#lx: response %u",
		      requests[i], blocks, address, response);
	}
}

TEST(wrong_places,
     "requests beside block boundaries, outside of the range, or of nothing are errors",
     NEEDS("device=virtio-mem") NEEDS("control") CITE(SECTION))
{
	uint64_t end;

	begin();
	end = mem.address + virtio_mem_usable(&mem);
	check_refused(mem.address + 1, 1);
	check_refused(mem.address + mem.block / 2, 1);
	check_refused(mem.address, 0);
	check_refused(mem.address - mem.block, 1);
	check_refused(mem.address - mem.block, 2);
	check_refused(end, 1);
	check_refused(end - mem.block, 2);
	check_refused(-mem.block, 2);
	CHECK_EQ(virtio_mem_plugged(&mem), 0);
}

TEST(wrong_states,
     "to plug what is plugged in part, or unplug what is not all plugged, is an error",
     NEEDS("device=virtio-mem") NEEDS("control") CITE(SECTION ".2, 5.15.6.3"))
{
	begin();
	memory_blocks_plug(&mem, 2, 2);
	CHECK_EQ(virtio_mem_plug(&mem, 2, 1), VIRTIO_MEM_ERROR);
	CHECK_EQ(virtio_mem_plug(&mem, 1, 2), VIRTIO_MEM_ERROR);
	CHECK_EQ(virtio_mem_unplug(&mem, 4, 1), VIRTIO_MEM_ERROR);
	CHECK_EQ(virtio_mem_unplug(&mem, 1, 3), VIRTIO_MEM_ERROR);
	CHECK_EQ(virtio_mem_state(&mem, 2, 2), VIRTIO_MEM_PLUGGED);
	CHECK_EQ(virtio_mem_state(&mem, 0, 2), VIRTIO_MEM_UNPLUGGED);
	CHECK_EQ(virtio_mem_plugged(&mem), 2 * mem.block);
}

TEST(reset, "a reset of the device alone leaves the blocks and what is in them",
     NEEDS("device=virtio-mem") NEEDS("control") CITE("VIRTIO 1.2, 5.15.5"))
{
	begin();
	memory_blocks_plug(&mem, 1, 1);
	memory_blocks_fill(&mem, 1, 0);
	REQUIRE(virtio_reset(mem.device));
	memory_blocks_check(&mem, 1, 0);
	CHECK_EQ(virtio_config64(mem.device, 0), mem.block);
	CHECK_EQ(virtio_mem_plugged(&mem), mem.block);
}

TEST(plugged_again, "a block that is plugged again reads as zero or as it was, and can be written",
     NEEDS("device=virtio-mem") NEEDS("control") CITE(SECTION))
{
	begin();
	memory_blocks_plug(&mem, 3, 1);
	memory_blocks_fill(&mem, 3, 1);
	CHECK_EQ(virtio_mem_unplug(&mem, 3, 1), VIRTIO_MEM_ACK);
	memory_blocks_plug(&mem, 3, 1);
	memory_blocks_check_fresh(&mem, 3, 1);
	memory_blocks_fill(&mem, 3, 2);
	memory_blocks_check(&mem, 3, 2);
}

TEST(wanted,
     "when the host wants another size it interrupts, and then blocks are plugged up to that",
     NEEDS("device=virtio-mem") NEEDS("control") CITE("VIRTIO 1.2, 5.15.4, 5.15.6"))
{
	begin();
	memory_blocks_want(&mem, 2);
	memory_blocks_check_told(&mem, 2);
	CHECK_EQ(virtio_mem_plug(&mem, 0, 3), VIRTIO_MEM_NACK);
	memory_blocks_want(&mem, 3);
	memory_blocks_check_told(&mem, 3);
	CHECK_EQ(virtio_mem_plug(&mem, 0, 3), VIRTIO_MEM_ACK);
	memory_blocks_want(&mem, 0);
	memory_blocks_check_told(&mem, 0);
	CHECK_EQ(virtio_mem_state(&mem, 0, 3), VIRTIO_MEM_PLUGGED);
	CHECK_EQ(virtio_mem_unplug(&mem, 0, 3), VIRTIO_MEM_ACK);
}
