/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of any size out of pages. Every block stands between two guards, and
 * remembers who asked for it, so that a case which forgets one or writes past
 * its end is told which.
 */
#include <alloc.h>
#include <bits.h>
#include <irq.h>
#include <list.h>
#include <spinlock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>
#include <util.h>

#define GUARD	    0xa5
#define FREED	    0xdb
#define GUARD_SIZE  16
#define SMALLEST    64
#define CLASSES	    6 /* 64 bytes to 2 KiB; above that whole pages */
#define CLASS_LARGE CLASSES
#define ALLOC_PAGES 4

struct block {
	struct list link; /* in live; of a free block, only next is used */
	size_t size;
	const void *caller;
	void *base; /* where the memory behind this header begins */
	size_t pages;
	unsigned int class;
	unsigned char guard[GUARD_SIZE - 4];
};

static struct list live = LIST_EMPTY(live);
static struct spare {
	struct block *first[CLASSES];
} spare;
static struct spinlock lock;

static size_t class_size(unsigned int class)
{
	return (size_t)SMALLEST << class;
}

static unsigned int class_for(size_t size)
{
	unsigned int class = 0;

	while (class < CLASSES && class_size(class) < size)
		class ++;
	return class;
}

static void push_spare(struct block *block, unsigned int class)
{
	block->link.next = (struct list *)spare.first[class];
	spare.first[class] = block;
}

static struct block *pop_spare(unsigned int class)
{
	size_t size = sizeof(struct block) + class_size(class) + GUARD_SIZE;
	struct block *block = spare.first[class];

	if (!block) {
		char *chunk = page_alloc(ALLOC_PAGES);

		for (size_t at = 0; at + size <= ALLOC_PAGES * PAGE_SIZE; at += size)
			push_spare((struct block *)(chunk + at), class);
		block = spare.first[class];
	}
	spare.first[class] = (struct block *)block->link.next;
	return block;
}

/* The header ends where the caller's memory begins, at the alignment that was asked for. */
static struct block *take_pages(size_t alignment, size_t size)
{
	size_t front = sizeof(struct block) > alignment ? sizeof(struct block) : alignment;
	size_t pages = (front + size + GUARD_SIZE + PAGE_SIZE - 1) / PAGE_SIZE;
	char *base = page_alloc_aligned(pages, alignment > PAGE_SIZE ? alignment : PAGE_SIZE);
	struct block *block = (struct block *)(base + front) - 1;

	block->base = base;
	block->pages = pages;
	return block;
}

static void *take(size_t alignment, size_t size, const void *caller)
{
	unsigned int class = alignment > 16 ? CLASS_LARGE : class_for(size);
	bool enabled = irq_save();
	struct block *block;

	spin_lock(&lock);
	block = class == CLASS_LARGE ? take_pages(alignment, size) : pop_spare(class);
	block->size = size;
	block->caller = caller;
	block->class = class;
	memset(block->guard, GUARD, sizeof(block->guard));
	memset((char *)(block + 1) + size, GUARD, GUARD_SIZE);
	list_append(&live, &block->link);
	spin_unlock(&lock);
	irq_restore(enabled);
	return block + 1;
}

void *malloc(size_t size)
{
	return take(16, size, __builtin_return_address(0));
}

void *calloc(size_t count, size_t size)
{
	size_t bytes;

	REQUIRE(!__builtin_mul_overflow(count, size, &bytes), "%zu times %zu", count, size);
	return memset(take(16, bytes, __builtin_return_address(0)), 0, bytes);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return take(alignment, size, __builtin_return_address(0));
}

static bool guard_is_whole(const unsigned char *guard, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (guard[i] != GUARD)
			return false;
	}
	return true;
}

static bool is_whole(const struct block *block)
{
	return guard_is_whole(block->guard, sizeof(block->guard)) &&
	       guard_is_whole((const unsigned char *)(block + 1) + block->size, GUARD_SIZE);
}

void free(void *memory)
{
	struct block *block = (struct block *)memory - 1;
	bool enabled;

	if (!memory)
		return;
	REQUIRE(is_whole(block), "block of %zu bytes from %pS: written outside, or freed twice",
		block->size, block->caller);
	enabled = irq_save();
	spin_lock(&lock);
	list_remove(&block->link);
	memset(block->guard, FREED, sizeof(block->guard));
	memset(memory, FREED, block->size);
	if (block->class == CLASS_LARGE)
		page_free(block->base, block->pages);
	else
		push_spare(block, block->class);
	spin_unlock(&lock);
	irq_restore(enabled);
}

void *realloc(void *memory, size_t size)
{
	struct block *block = (struct block *)memory - 1;
	void *copy = take(16, size, __builtin_return_address(0));

	if (memory) {
		memcpy(copy, memory, min(size, block->size));
		free(memory);
	}
	return copy;
}

unsigned int malloc_reset(bool tell)
{
	unsigned int wrong = 0;

	list_for_each (link, &live) {
		struct block *block = container_of(link, struct block, link);

		wrong++;
		if (tell)
			printf("# malloc: %zu bytes from %pS %s\n", block->size, block->caller,
			       is_whole(block) ? "were not freed" : "were written outside");
	}
	list_init(&live);
	spare = (struct spare){ 0 };
	lock = (struct spinlock){ 0 };
	return wrong;
}
