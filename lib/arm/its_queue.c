/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands to the ITS: 32 bytes each, in a ring in memory.
 */
#include <alloc.h>
#include <bits.h>
#include <clock.h>
#include <string.h>
#include <test.h>
#include "its_impl.h"
#include "mmio.h"
#include "sysreg.h"

enum { GITS_CBASER = 0x80, GITS_CWRITER = 0x88, GITS_CREADR = 0x90 };

enum {
	COMMAND_SYNC = 0x05,
	COMMAND_MAPD = 0x08,
	COMMAND_MAPC = 0x09,
	COMMAND_MAPTI = 0x0a,
	COMMAND_INV = 0x0c,
	COMMAND_DISCARD = 0x0f,
};

#define COMMAND_VALID BIT(63)
#define DEVICE_SHIFT  32
#define LPI_SHIFT     32
#define STALLED	      BIT(0)

#define CBASER_VALID BIT(63)
#define CBASER_CACHE BIT_RANGE(61, 59)
#define CBASER_SHARE BIT_RANGE(11, 10)

#define QUEUE_SIZE 0x1000
#define PATIENCE   (10 * NS_PER_S)

struct command {
	uint64_t word[4];
};

static struct command *queue;
static unsigned int next; /* in commands */
static uintptr_t its;

void *its_table(size_t size)
{
	uintptr_t at = (uintptr_t)page_keep((size + ITS_ALIGN) / PAGE_SIZE);

	return (void *)align_up(at, ITS_ALIGN);
}

void its_queue_setup(uintptr_t registers)
{
	uint64_t base = CBASER_VALID;

	its = registers;
	queue = its_table(QUEUE_SIZE);
	base = field_put(CBASER_CACHE, base, ITS_CACHED);
	base = field_put(CBASER_SHARE, base, ITS_SHARED);
	mmio_write64(its + GITS_CBASER, base | (uintptr_t)queue | (QUEUE_SIZE / PAGE_SIZE - 1));
	mmio_write64(its + GITS_CWRITER, 0);
}

static void execute(uint64_t word0, uint64_t word1, uint64_t word2)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness(), seen, wanted;

	queue[next] = (struct command){ { word0, word1, word2, 0 } };
	next = (next + 1) % (QUEUE_SIZE / sizeof(*queue));
	wanted = next * sizeof(*queue);
	dsb(ishst);
	mmio_write64(its + GITS_CWRITER, wanted);
	do {
		seen = mmio_read64(its + GITS_CREADR);
		REQUIRE(!(seen & STALLED) && clock_ns() < end, "the ITS does not execute %#lx",
			word0 & 0xff);
	} while (seen != wanted);
}

static uint64_t of(uint64_t command, uint32_t device)
{
	return command | (uint64_t)device << DEVICE_SHIFT;
}

void its_map_device(uint32_t device, unsigned int event_bits, const void *table)
{
	execute(of(COMMAND_MAPD, device), event_bits - 1, (uintptr_t)table | COMMAND_VALID);
}

void its_map_collection(unsigned int collection, uint64_t target)
{
	execute(COMMAND_MAPC, 0, collection | target | COMMAND_VALID);
}

void its_map_event(uint32_t device, uint32_t event, uint32_t lpi, unsigned int collection)
{
	execute(of(COMMAND_MAPTI, device), event | (uint64_t)lpi << LPI_SHIFT, collection);
}

void its_discard(uint32_t device, uint32_t event)
{
	execute(of(COMMAND_DISCARD, device), event, 0);
}

void its_reread(uint32_t device, uint32_t event)
{
	execute(of(COMMAND_INV, device), event, 0);
}

void its_sync(uint64_t target)
{
	execute(COMMAND_SYNC, 0, target);
}
