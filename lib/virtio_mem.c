/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include <endian.h>
#include <test.h>
#include <virtio_mem.h>

#define UNPLUGGED_INACCESSIBLE BIT(1) /* feature: who does not accept it is refused */
#define QUEUE		       0
#define PATIENCE	       (5 * NS_PER_S)

/* Fields of the configuration */
enum {
	BLOCK_SIZE = 0,
	ADDRESS = 16,
	REGION_SIZE = 24,
	USABLE_SIZE = 32,
	PLUGGED_SIZE = 40,
	REQUESTED_SIZE = 48,
};

/* Little-endian, as all of virtio since version 1. */
struct request {
	uint16_t type;
	uint16_t padding[3];
	uint64_t address;
	uint16_t blocks;
	uint16_t end[3];
};

struct response {
	uint16_t type;
	uint16_t padding[3];
	uint16_t state;
};

void virtio_mem_need(struct virtio_mem *mem)
{
	struct virtio_device *device = virtio_find(VIRTIO_MEMORY, 0);

	if (!device)
		SKIP("needs a memory device: -device virtio-mem-pci, or -device virtio-mem-ccw");
	REQUIRE(virtio_negotiate(device, 0, UNPLUGGED_INACCESSIBLE));
	*mem = (struct virtio_mem){
		.device = device,
		.queue = virtqueue_open(device, QUEUE),
		.address = virtio_config64(device, ADDRESS),
		.size = virtio_config64(device, REGION_SIZE),
		.block = virtio_config64(device, BLOCK_SIZE),
	};
	virtio_run(device);
	REQUIRE_EQ(virtio_mem_ask(mem, VIRTIO_MEM_UNPLUG_ALL, 0, 0, NULL), VIRTIO_MEM_ACK);
}

uint64_t virtio_mem_usable(struct virtio_mem *mem)
{
	return virtio_config64(mem->device, USABLE_SIZE);
}

uint64_t virtio_mem_plugged(struct virtio_mem *mem)
{
	return virtio_config64(mem->device, PLUGGED_SIZE);
}

uint64_t virtio_mem_requested(struct virtio_mem *mem)
{
	return virtio_config64(mem->device, REQUESTED_SIZE);
}

enum virtio_mem_response virtio_mem_ask(struct virtio_mem *mem, enum virtio_mem_request request,
					uint64_t address, unsigned int blocks,
					enum virtio_mem_state *state)
{
	static struct request question;
	static struct response answer;
	const struct virtq_part parts[] = { { &question, sizeof(question), false },
					    { &answer, sizeof(answer), true } };
	uint32_t written;
	void *token;

	question = (struct request){ .type = cpu_to_le16(request),
				     .address = cpu_to_le64(address),
				     .blocks = cpu_to_le16(blocks) };
	answer = (struct response){ .type = cpu_to_le16(VIRTIO_MEM_SILENT) };
	REQUIRE(virtqueue_add(mem->queue, parts, 2, mem));
	virtqueue_kick(mem->queue);
	if (!virtqueue_wait(mem->queue, &token, &written, PATIENCE))
		return VIRTIO_MEM_SILENT;
	if (state)
		*state = le16_to_cpu(answer.state);
	return le16_to_cpu(answer.type);
}

static uint64_t address_of(struct virtio_mem *mem, unsigned int number)
{
	return mem->address + number * mem->block;
}

enum virtio_mem_response virtio_mem_plug(struct virtio_mem *mem, unsigned int first,
					 unsigned int blocks)
{
	return virtio_mem_ask(mem, VIRTIO_MEM_PLUG, address_of(mem, first), blocks, NULL);
}

enum virtio_mem_response virtio_mem_unplug(struct virtio_mem *mem, unsigned int first,
					   unsigned int blocks)
{
	return virtio_mem_ask(mem, VIRTIO_MEM_UNPLUG, address_of(mem, first), blocks, NULL);
}

enum virtio_mem_state virtio_mem_state(struct virtio_mem *mem, unsigned int first,
				       unsigned int blocks)
{
	enum virtio_mem_state state;

	REQUIRE_EQ(virtio_mem_ask(mem, VIRTIO_MEM_STATE, address_of(mem, first), blocks, &state),
		   VIRTIO_MEM_ACK);
	return state;
}

void *virtio_mem_block(struct virtio_mem *mem, unsigned int number)
{
	return (void *)(uintptr_t)address_of(mem, number);
}
