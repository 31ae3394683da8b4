/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The virtio entropy device, on every transport that this machine has, and with
 * every way to be interrupted: the simplest device that writes to memory.
 *
 * A device model runs beside the CPUs of a guest. It reads rings that the guest
 * changes meanwhile, and writes to the guest's memory; both can happen late, twice,
 * or at the wrong place.
 */
#include <alloc.h>
#include <clock.h>
#include <string.h>
#include <test.h>
#include <util.h>
#include <virtio_rng.h>

#define PATIENCE     (5 * NS_PER_S)
#define QUIET	     (5 * NS_PER_MS) /* for what must not come */
#define FILL	     0xa5
#define GUARD	     256
#define ROUNDS	     8 /* a byte that is random equals FILL in all of them once in 2^64 times */
#define MOST_BUFFERS 256

#define RESETS	      20
#define FEWEST_RESETS 5 /* on a slow host */

static unsigned int different_bytes(const uint8_t *bytes, size_t size)
{
	bool seen[256] = { false };
	unsigned int count = 0;

	for (size_t i = 0; i < size; i++) {
		count += !seen[bytes[i]];
		seen[bytes[i]] = true;
	}
	return count;
}

static void check_entropy(struct virtio_rng *rng)
{
	uint8_t *first = page_alloc(1), *second = page_alloc(1);

	REQUIRE(virtio_rng_fill(rng, first, PAGE_SIZE));
	REQUIRE(virtio_rng_fill(rng, second, PAGE_SIZE));
	CHECK_GT(different_bytes(first, PAGE_SIZE), 200);
	CHECK_GT(different_bytes(second, PAGE_SIZE), 200);
	CHECK(memcmp(first, second, PAGE_SIZE), "twice the same");
}

TEST(entropy_arrives, "a page that is filled has bytes of most values, and each time others",
     NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 5.4"))
{
	virtio_rng_on_each(VIRTIO_BY_POLLING, check_entropy);
}

static bool is_filled(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != FILL)
			return false;
	}
	return true;
}

/* One request; the number of bytes that the device says it has written. */
static uint32_t request(struct virtio_rng *rng, void *memory, uint32_t size)
{
	struct virtq_part part = { memory, size, true };
	uint32_t written;
	void *token;

	REQUIRE(virtio_rng_ask(rng, &part, 1, memory));
	REQUIRE(virtqueue_wait(rng->queue, &token, &written, PATIENCE), "no answer");
	CHECK(token == memory);
	return written;
}

/* Bytes that were changed in any of the rounds are marked. */
static void check_extent(struct virtio_rng *rng, uint32_t size)
{
	uint8_t *area = page_alloc(4), *bytes = area + GUARD, *changed = page_alloc(4);
	uint32_t least = size;

	for (unsigned int round = 0; round < ROUNDS; round++) {
		uint32_t written;

		memset(area, FILL, size + 2 * GUARD);
		written = request(rng, bytes, size);
		CHECK_GT(written, 0);
		CHECK_LE(written, size);
		CHECK(is_filled(area, GUARD), "written before %u bytes", size);
		CHECK(is_filled(bytes + written, size - written + GUARD),
		      "written beyond %u of %u bytes", written, size);
		least = min(least, written);
		for (uint32_t i = 0; i < size; i++)
			changed[i] |= bytes[i] != FILL;
	}
	for (uint32_t i = 0; i < least; i++)
		CHECK(changed[i], "byte %u of %u is never written", i, size);
	page_free(area, 4);
	page_free(changed, 4);
}

static void check_extents(struct virtio_rng *rng)
{
	static const uint32_t sizes[] = { 1, 2, 3, 7, 64, 511, 4095, 4096, 4097, 8192 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		check_extent(rng, sizes[i]);
}

TEST(exact_bytes, "of a buffer, as many bytes are written as the device says, and not one beyond",
     NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 2.6.8.2 and 5.4.6.2"))
{
	virtio_rng_on_each(VIRTIO_BY_POLLING, check_extents);
}

/* All free descriptors, each a buffer of 32 bytes of which the first tells whether it was used. */
static void check_in_flight(struct virtio_rng *rng)
{
	enum { SIZE = 32 };
	unsigned int count = min(rng->queue->size, (unsigned int)MOST_BUFFERS);
	uint8_t *buffers = page_alloc(MOST_BUFFERS * SIZE / PAGE_SIZE);
	unsigned int used[MOST_BUFFERS] = { 0 };
	uint32_t written;
	void *token;

	for (unsigned int i = 0; i < count; i++) {
		struct virtq_part part = { buffers + i * SIZE, SIZE, true };

		REQUIRE(virtqueue_add(rng->queue, &part, 1, &used[i]));
	}
	virtqueue_kick(rng->queue);
	for (unsigned int i = 0; i < count; i++) {
		REQUIRE(virtqueue_wait(rng->queue, &token, &written, PATIENCE), "%u of %u", i,
			count);
		++*(unsigned int *)token;
	}
	for (unsigned int i = 0; i < count; i++)
		CHECK_EQ(used[i], 1);
	clock_delay(NS_PER_MS);
	CHECK(!virtqueue_take(rng->queue, &token, &written), "one more than was made available");
}

TEST(several_in_flight, "as many buffers as the queue holds are each used exactly once",
     NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 2.6.8"))
{
	virtio_rng_on_each(VIRTIO_BY_POLLING, check_in_flight);
}

/* Parts that end in the middle of a page, cross into the next, and follow without a gap. */
static void check_chain(struct virtio_rng *rng)
{
	static const uint32_t sizes[] = { 100, 5000, 3, 4096 };
	uint8_t *area = page_alloc(8);
	uint32_t total = 0, written = 0;
	struct virtq_part parts[ARRAY_SIZE(sizes)];
	unsigned int at = PAGE_SIZE - 50;
	void *token;

	memset(area, FILL, 8 * PAGE_SIZE);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		parts[i] = (struct virtq_part){ area + at, sizes[i], true };
		at += sizes[i] + GUARD;
		total += sizes[i];
	}
	REQUIRE(virtio_rng_ask(rng, parts, ARRAY_SIZE(parts), area));
	REQUIRE(virtqueue_wait(rng->queue, &token, &written, PATIENCE));
	CHECK_GT(written, 0);
	CHECK_LE(written, total);
	CHECK(is_filled(area, PAGE_SIZE - 50), "written before the first part");
	for (unsigned int i = 0; i < ARRAY_SIZE(parts); i++) {
		uint8_t *end = (uint8_t *)parts[i].memory + min(written, parts[i].size);

		if (written > 16)
			CHECK(!is_filled(parts[i].memory, min(written, parts[i].size)) ||
				      parts[i].size < 16,
			      "part %u is empty", i);
		CHECK(is_filled(end, (uint8_t *)parts[i].memory + parts[i].size + GUARD - end),
		      "written beyond part %u", i);
		written -= min(written, parts[i].size);
	}
}

TEST(chains, "parts of a chain are filled in their order, over page borders, and nothing between",
     NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 2.6.5.3.2 and 2.6.8.2"))
{
	virtio_rng_on_each(VIRTIO_BY_POLLING, check_chain);
}

/*
 * In batches of the whole queue, so that the rings turn with every possible offset of the index.
 * A slow host takes long for it, and rings are the same for each transport: there, one has to do.
 */
static void check_wrap(struct virtio_rng *rng)
{
	enum { INDEX_VALUES = 0x10000, EXTRA = 100 };
	unsigned int batch = min(rng->queue->size, (unsigned int)MOST_BUFFERS), wrong = 0;
	uint8_t *bytes = page_alloc(1);
	uint32_t written;
	void *token;

	for (unsigned int done = 0; done < INDEX_VALUES + EXTRA; done += batch) {
		for (unsigned int i = 0; i < batch; i++) {
			struct virtq_part part = { bytes + i, 1, true };

			REQUIRE(virtqueue_add(rng->queue, &part, 1, bytes + i));
		}
		virtqueue_kick(rng->queue);
		for (unsigned int i = 0; i < batch; i++) {
			REQUIRE(virtqueue_wait(rng->queue, &token, &written, PATIENCE),
				"request %u is not answered", done + i);
			wrong += written != 1;
		}
	}
	CHECK_EQ(wrong, 0);
	CHECK_LT(rng->queue->added, INDEX_VALUES / 2);
	CHECK_EQ(rng->queue->added, rng->queue->taken);
}

TEST(index_wraps,
     "65536 requests and more of a device of each transport are answered: indices wrap around",
     NEEDS("device=virtio-rng") TIMEOUT(120) CITE("VIRTIO 1.1, 2.6.6 and 2.6.8"))
{
	const struct virtio_transport *last = NULL;

	virtio_rng_need();
	for (unsigned int n = 0; n < virtio_rng_count(); n++) {
		struct virtio_rng rng;

		REQUIRE(virtio_rng_open(&rng, n, VIRTIO_BY_POLLING));
		if (rng.device->transport == last || (last && clock_slowness() > 1))
			continue;
		last = rng.device->transport;
		NOTE("%s", rng.device->name);
		check_wrap(&rng);
	}
}

/* Buffers are snapshot after the reset: from then on the memory is the driver's again. */
static void check_reset(struct virtio_rng *rng)
{
	enum { SIZE = 4096, REST = 16 };
	unsigned int count = min(rng->queue->size, 8u);
	uint8_t *buffers = page_alloc(8), *copies = page_alloc(8);
	struct virtio_device *device = rng->device;
	struct virtqueue *queue = rng->queue;
	enum virtio_way way = device->way;
	uint16_t used;

	for (unsigned int i = 0; i < count; i++) {
		struct virtq_part part = { buffers + i * SIZE, SIZE, true };

		REQUIRE(virtqueue_add(queue, &part, 1, buffers + i * SIZE));
	}
	virtqueue_kick(queue);
	REQUIRE(virtio_reset(device));
	used = queue->used->index;
	memcpy(copies, buffers, sizeof(copies[0]) * count * SIZE);
	clock_delay(QUIET);
	CHECK_MEM_EQ(buffers, copies, count * SIZE);
	CHECK_EQ(queue->used->index, used);

	REQUIRE(virtio_negotiate(device, 0, VIRTIO_ACCESS_PLATFORM));
	REQUIRE(virtio_rng_start(rng, device, way));
	REQUIRE(virtio_rng_fill(rng, copies, REST), "does not work again after the reset");
}

static void check_resets(struct virtio_rng *rng)
{
	unsigned int resets = clock_repeats(RESETS, FEWEST_RESETS);

	for (unsigned int i = 0; i < resets; i++)
		check_reset(rng);
}

TEST(reset_in_flight,
     "after a reset nothing is written for requests made before, and the device works again",
     NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 2.1.2 and 3.3.1"))
{
	virtio_rng_on_each(VIRTIO_BY_POLLING, check_resets);
}
