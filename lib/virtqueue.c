/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include <clock.h>
#include <dma.h>
#include <endian.h>
#include <irq.h>
#include <smp.h>
#include <test.h>
#include <virtqueue.h>

#define LAST 0xffff /* ends the list of free descriptors */

/*
 * The interface before version 1 has the numbers of the rings in the order of the guest, which
 * is little-endian too on all machines but one.
 */
#define RING_ORDER(bits)                                                                      \
	static uint##bits##_t ring##bits(const struct virtqueue *queue, uint##bits##_t value) \
	{                                                                                     \
		return queue->device->legacy ? value : cpu_to_le##bits(value);                \
	}

RING_ORDER(16)
RING_ORDER(32)
RING_ORDER(64)

size_t virtq_descriptors_size(unsigned int size)
{
	return size * sizeof(struct virtq_descriptor);
}

size_t virtq_available_size(unsigned int size)
{
	return sizeof(struct virtq_available) + size * sizeof(uint16_t) + sizeof(uint16_t);
}

size_t virtq_used_size(unsigned int size)
{
	return sizeof(struct virtq_used) + size * sizeof(((struct virtq_used *)0)->ring[0]) +
	       sizeof(uint16_t);
}

/* In one piece and in this order, since the old interface is told of one address only. */
static void lay_out(struct virtqueue *queue)
{
	size_t table = virtq_descriptors_size(queue->size);
	size_t used = align_up(table + virtq_available_size(queue->size), VIRTQ_LEGACY_ALIGN);
	size_t pages = align_up(used + virtq_used_size(queue->size), PAGE_SIZE) / PAGE_SIZE;
	char *memory = page_alloc(pages);

	queue->descriptors = (void *)memory;
	queue->available = (void *)(memory + table);
	queue->used = (void *)(memory + used);
}

static void free_all(struct virtqueue *queue)
{
	for (unsigned int i = 0; i < queue->size; i++)
		queue->descriptors[i].next = ring16(queue, i + 1 < queue->size ? i + 1 : LAST);
	queue->free = 0;
	queue->unused = queue->size;
}

struct virtqueue *virtqueue_open(struct virtio_device *device, unsigned int index)
{
	unsigned int size = device->transport->queue_limit(device, index);
	struct virtqueue *queue = page_alloc(1);

	REQUIRE(size && index < VIRTIO_QUEUES, "%s: no queue %u", device->name, index);
	queue->device = device;
	queue->index = index;
	queue->size = size;
	queue->tokens = page_alloc(align_up(size * sizeof(void *), PAGE_SIZE) / PAGE_SIZE);
	lay_out(queue);
	free_all(queue);
	virtqueue_want_interrupts(queue, device->way != VIRTIO_BY_POLLING);
	device->queues[index] = queue;
	REQUIRE(device->transport->queue_start(device, queue), "%s: refuses queue %u", device->name,
		index);
	return queue;
}

/* Takes a free descriptor; its next still names the one that was free behind it. */
static struct virtq_descriptor *take_free(struct virtqueue *queue)
{
	struct virtq_descriptor *descriptor = &queue->descriptors[queue->free];

	queue->free = ring16(queue, descriptor->next);
	queue->unused--;
	return descriptor;
}

void virtqueue_offer(struct virtqueue *queue, uint16_t first)
{
	queue->available->ring[queue->added % queue->size] = ring16(queue, first);
	queue->added++;
	dma_order();
	queue->available->index = ring16(queue, queue->added);
}

bool virtqueue_describe(struct virtqueue *queue, const struct virtq_part *parts, unsigned int count,
			void *token, uint16_t *first)
{
	if (!count || count > queue->unused)
		return false;
	*first = queue->free;
	for (unsigned int i = 0; i < count; i++) {
		struct virtq_descriptor *descriptor = take_free(queue);
		uint16_t flags = parts[i].written ? VIRTQ_WRITE : 0;

		if (i + 1 < count)
			flags |= VIRTQ_NEXT;
		descriptor->address = ring64(
			queue, virtio_address(queue->device, parts[i].memory, parts[i].size));
		descriptor->size = ring32(queue, parts[i].size);
		descriptor->flags = ring16(queue, flags);
	}
	queue->tokens[*first] = token;
	return true;
}

bool virtqueue_add(struct virtqueue *queue, const struct virtq_part *parts, unsigned int count,
		   void *token)
{
	uint16_t first;

	if (!virtqueue_describe(queue, parts, count, token, &first))
		return false;
	virtqueue_offer(queue, first);
	return true;
}

/* The index must be seen before the flag is read, or both sides could wait for each other. */
bool virtqueue_kick(struct virtqueue *queue)
{
	dma_order();
	if (ring16(queue, queue->used->flags) & VIRTQ_NO_NOTIFY)
		return false;
	queue->device->transport->notify(queue->device, queue);
	return true;
}

void virtqueue_kick_anyway(struct virtqueue *queue)
{
	dma_order();
	queue->device->transport->notify(queue->device, queue);
}

bool virtqueue_has_used(struct virtqueue *queue)
{
	return ring16(queue, queue->used->index) != queue->taken;
}

static void give_back(struct virtqueue *queue, uint16_t first)
{
	struct virtq_descriptor *last = &queue->descriptors[first];

	for (queue->unused++; ring16(queue, last->flags) & VIRTQ_NEXT; queue->unused++)
		last = &queue->descriptors[ring16(queue, last->next)];
	last->next = ring16(queue, queue->free);
	queue->free = first;
}

bool virtqueue_take(struct virtqueue *queue, void **token, uint32_t *written)
{
	unsigned int place = queue->taken % queue->size;
	uint32_t first;

	if (!virtqueue_has_used(queue))
		return false;
	dma_order();
	first = ring32(queue, queue->used->ring[place].id);
	*written = ring32(queue, queue->used->ring[place].written);
	REQUIRE(first < queue->size && queue->tokens[first],
		"%s: used a chain that was not available: %u", queue->device->name, first);
	queue->taken++;
	*token = queue->tokens[first];
	queue->tokens[first] = NULL;
	give_back(queue, first);
	return true;
}

/* Whatever comes behind the clearing of the signal sets it again, so none is slept through. */
bool virtqueue_wait(struct virtqueue *queue, void **token, uint32_t *written, uint64_t timeout_ns)
{
	uint64_t end = clock_ns() + timeout_ns * clock_slowness();

	for (;;) {
		uint64_t now = clock_ns();

		queue->signal = 0;
		if (virtqueue_take(queue, token, written))
			return true;
		if (now >= end)
			return false;
		if (queue->device->way == VIRTIO_BY_POLLING)
			cpu_relax();
		else if (!irq_wait(&queue->signal, end - now))
			return false;
	}
}

void virtqueue_want_interrupts(struct virtqueue *queue, bool wanted)
{
	queue->available->flags = ring16(queue, wanted ? 0 : VIRTQ_NO_INTERRUPT);
	dma_order();
}

void virtqueue_interrupt(struct virtqueue *queue)
{
	queue->interrupts++;
	queue->signal = 1;
}

void virtio_interrupt(struct virtio_device *device)
{
	for (unsigned int i = 0; i < VIRTIO_QUEUES; i++) {
		if (device->queues[i])
			virtqueue_interrupt(device->queues[i]);
	}
}
