/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include <control.h>
#include <irq.h>
#include <memory_blocks.h>
#include <mmu.h>
#include <pattern.h>
#include <smp.h>
#include <test.h>

#define PATIENCE (2 * NS_PER_S)

void memory_blocks_want(struct virtio_mem *mem, unsigned int blocks)
{
	char answer[128];

	mem->device->config_changes = 0;
	REQUIRE(control_request(answer, sizeof(answer),
				"qmp qom-set {\"path\":\"/machine/peripheral/mem\","
				"\"property\":\"requested-size\",\"value\":%lu}",
				blocks * mem->block),
		"%s", answer);
}

void memory_blocks_plug(struct virtio_mem *mem, unsigned int first, unsigned int blocks)
{
	REQUIRE_EQ(virtio_mem_plug(mem, first, blocks), VIRTIO_MEM_ACK);
	for (unsigned int block = first; block < first + blocks; block++) {
		for (unsigned int page = 0; page < MEMORY_BLOCKS_PAGES; page++) {
			void *at = pattern_page(virtio_mem_block(mem, block), page);

			mmu_map(at, (uintptr_t)at, MMU_READ | MMU_WRITE);
		}
	}
}

void memory_blocks_fill(struct virtio_mem *mem, unsigned int block, unsigned int generation)
{
	for (unsigned int page = 0; page < MEMORY_BLOCKS_PAGES; page++)
		pattern_fill(virtio_mem_block(mem, block), page, generation + block);
}

void memory_blocks_check(struct virtio_mem *mem, unsigned int block, unsigned int generation)
{
	for (unsigned int page = 0; page < MEMORY_BLOCKS_PAGES; page++)
		CHECK(pattern_holds(virtio_mem_block(mem, block), page, generation + block),
		      "page %u of block %u is not what was written there", page, block);
}

void memory_blocks_check_fresh(struct virtio_mem *mem, unsigned int block, unsigned int generation)
{
	void *at = virtio_mem_block(mem, block);

	for (unsigned int page = 0; page < MEMORY_BLOCKS_PAGES; page++)
		CHECK(pattern_is_zero(at, page) || pattern_holds(at, page, generation + block),
		      "page %u of block %u is neither zero nor what it was", page, block);
}

/* Requests are waited for by looking, the configuration by interrupts. */
void memory_blocks_listen(struct virtio_mem *mem)
{
	REQUIRE(virtio_interrupts(mem->device, VIRTIO_BY_LINE));
	mem->device->way = VIRTIO_BY_POLLING;
}

/* The host may have told of it more than once, or of what it wanted before. */
void memory_blocks_check_told(struct virtio_mem *mem, unsigned int blocks)
{
	volatile unsigned int *told = &mem->device->config_changes;
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	irq_enable();
	while (!*told && clock_ns() < end)
		cpu_relax();
	CHECK_GE(*told, 1);
	CHECK_EQ(virtio_mem_requested(mem), blocks * mem->block);
}
