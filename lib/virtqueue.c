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

static size_t available_size(unsigned int size)
{
	return sizeof(struct virtq_available) + size * sizeof(uint16_t) + sizeof(uint16_t);
}

static size_t used_size(unsigned int size)
{
	return sizeof(struct virtq_used) + size * sizeof(((struct virtq_used *)0)->ring[0]) +
	       sizeof(uint16_t);
}

/* In one piece and in this order, since the old interface is told of one address only. */
static void lay_out(struct virtqueue *queue)
{
	size_t table = queue->size * sizeof(struct virtq_descriptor);
	size_t used = align_up(table + available_size(queue->size), VIRTQ_LEGACY_ALIGN);
	size_t pages = align_up(used + used_size(queue->size), PAGE_SIZE) / PAGE_SIZE;
	char *memory = page_alloc(pages);

	queue->descriptors = (void *)memory;
	queue->available = (void *)(memory + table);
	queue->used = (void *)(memory + used);
}

static void free_all(struct virtqueue *queue)
{
	for (unsigned int i = 0; i < queue->size; i++)
		queue->descriptors[i].next = cpu_to_le16(i + 1 < queue->size ? i + 1 : LAST);
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

	queue->free = le16_to_cpu(descriptor->next);
	queue->unused--;
	return descriptor;
}

static void make_available(struct virtqueue *queue, uint16_t first)
{
	queue->available->ring[queue->added % queue->size] = cpu_to_le16(first);
	queue->added++;
	dma_order();
	queue->available->index = cpu_to_le16(queue->added);
}

bool virtqueue_add(struct virtqueue *queue, const struct virtq_part *parts, unsigned int count,
		   void *token)
{
	uint16_t first = queue->free;

	if (!count || count > queue->unused)
		return false;
	for (unsigned int i = 0; i < count; i++) {
		struct virtq_descriptor *descriptor = take_free(queue);
		uint16_t flags = parts[i].written ? VIRTQ_WRITE : 0;

		if (i + 1 < count)
			flags |= VIRTQ_NEXT;
		descriptor->address = cpu_to_le64((uintptr_t)parts[i].memory);
		descriptor->size = cpu_to_le32(parts[i].size);
		descriptor->flags = cpu_to_le16(flags);
	}
	queue->tokens[first] = token;
	make_available(queue, first);
	return true;
}

/* The index must be seen before the flag is read, or both sides could wait for each other. */
void virtqueue_kick(struct virtqueue *queue)
{
	dma_order();
	if (!(le16_to_cpu(queue->used->flags) & VIRTQ_NO_NOTIFY))
		queue->device->transport->notify(queue->device, queue);
}

bool virtqueue_has_used(struct virtqueue *queue)
{
	return le16_to_cpu(queue->used->index) != queue->taken;
}

static void give_back(struct virtqueue *queue, uint16_t first)
{
	struct virtq_descriptor *last = &queue->descriptors[first];

	for (queue->unused++; le16_to_cpu(last->flags) & VIRTQ_NEXT; queue->unused++)
		last = &queue->descriptors[le16_to_cpu(last->next)];
	last->next = cpu_to_le16(queue->free);
	queue->free = first;
}

bool virtqueue_take(struct virtqueue *queue, void **token, uint32_t *written)
{
	unsigned int place = queue->taken % queue->size;
	uint32_t first;

	if (!virtqueue_has_used(queue))
		return false;
	dma_order();
	first = le32_to_cpu(queue->used->ring[place].id);
	*written = le32_to_cpu(queue->used->ring[place].written);
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
	queue->available->flags = cpu_to_le16(wanted ? 0 : VIRTQ_NO_INTERRUPT);
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
