/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SERVICE CALL: what the machine tells of its storage and its CPUs, how it refuses
 * requests that make no sense, and the interruption that says that it is done.
 *
 * It is the first thing that a guest asks, and all that it knows of its size; and
 * the console is behind it. A host works on a block that the guest can change
 * meanwhile, with a length that the guest chose.
 *
 * No manual of the service-call control block is public. What it promises is what
 * Linux takes for granted: drivers/s390/char/sclp.h and sclp_early_core.c.
 */
#include <alloc.h>
#include <bits.h>
#include <clock.h>
#include <control.h>
#include <irq.h>
#include <lowcore.h>
#include <sclp.h>
#include <smp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>

#define HEADER		"Linux, drivers/s390/char/sclp.h"
#define EARLY		"Linux, drivers/s390/char/sclp_early.c"
#define MIB		(1ull << 20)
#define UNKNOWN_COMMAND 0x00ff0001
#define PATIENCE	(10 * NS_PER_S)

enum { ACCEPTED, BUSY = 2 };

enum {
	BOUNDARY_VIOLATION = 0x0100,
	INVALID_COMMAND = 0x01f0,
	INSUFFICIENT_LENGTH = 0x0300,
	INVALID_FUNCTION = 0x40f0,
};

/* What READ SCP INFORMATION answers. */
struct information {
	struct sclp_header header;
	uint16_t increments;
	uint8_t increment_mib;
	uint8_t reserved_b[5];
	uint16_t cpus;
	uint16_t cpus_offset;
	uint8_t reserved_14[80];
	uint32_t large_increment_mib;
	uint64_t large_increments;
	uint8_t reserved_70[8];
	uint16_t highest_cpu;
};

struct cpu_information {
	struct sclp_header header;
	uint16_t configured;
	uint16_t configured_offset;
	uint16_t standby;
	uint16_t standby_offset;
};

/* Once; may trap. */
static unsigned int service_call(uint64_t command, uint64_t block)
{
	unsigned int cc;

	__asm__ volatile(PROBED(".insn rre,0xb2200000,%1,%2") "	ipm	%0\n"
							      "	srl	%0,28"
			 : "=&d"(cc)
			 : "d"(command), "d"(block)
			 : "cc", "memory");
	return cc;
}

static void *make_block(size_t length)
{
	struct sclp_header *block = page_alloc(2);

	block->length = length;
	return block;
}

static struct information *read_information(void)
{
	struct information *block = make_block(SCLP_BLOCK);

	REQUIRE_EQ(sclp_call(SCLP_READ_SCP_INFO, &block->header), SCLP_INFORMATION_READ);
	return block;
}

TEST(storage, "the storage that is told is what the host gave to the machine",
     NEEDS("control") CITE(EARLY ", rnmax and rnsize"))
{
	const struct information *block = read_information();
	uint64_t count = block->increments ? block->increments : block->large_increments;
	uint64_t size = block->increment_mib ? block->increment_mib : block->large_increment_mib;
	char answer[256], *base;

	REQUIRE(control_request(answer, sizeof(answer), "qmp query-memory-size-summary {}"), "%s",
		answer);
	base = strstr(answer, "\"base-memory\":");
	REQUIRE(base, "%s", answer);
	CHECK_EQ(count * size * MIB, strtoull(base + strlen("\"base-memory\":"), NULL, 10));
}

static const struct sclp_cpu *cpus_of(const void *block, unsigned int offset)
{
	return (const void *)((const uint8_t *)block + offset);
}

TEST(cpus, "the CPUs that are told are those that answer SIGNAL PROCESSOR, each once",
     CITE(EARLY ", ncpurl"))
{
	const struct information *block = read_information();
	const struct sclp_cpu *cpus = cpus_of(block, block->cpus_offset);

	CHECK_EQ(block->cpus, smp_count());
	for (unsigned int i = 0; i < block->cpus; i++) {
		unsigned int known = 0;

		for (unsigned int id = 0; id < smp_count(); id++)
			known += smp_cpu(id)->hardware_id == cpus[i].address;
		CHECK_EQ(known, 1);
		CHECK_LE(cpus[i].address, block->highest_cpu);
	}
}

TEST(cpu_information, "READ CPU INFORMATION tells the same CPUs as READ SCP INFORMATION",
     CITE(HEADER ", struct read_cpu_info_sccb"))
{
	const struct information *all = read_information();
	struct cpu_information *block = make_block(SCLP_BLOCK);

	REQUIRE_EQ(sclp_call(SCLP_READ_CPU_INFO, &block->header), SCLP_INFORMATION_READ);
	REQUIRE_EQ(block->configured, all->cpus);
	CHECK_MEM_EQ(cpus_of(block, block->configured_offset), cpus_of(all, all->cpus_offset),
		     all->cpus * sizeof(struct sclp_cpu));
}

TEST(unknown_command, "a command that does not exist is answered by 'invalid command'",
     CITE(HEADER))
{
	CHECK_EQ(sclp_call(UNKNOWN_COMMAND, make_block(SCLP_BLOCK)), INVALID_COMMAND);
}

TEST(too_short, "a block without room for the CPUs is answered by 'insufficient length'",
     CITE("Linux, drivers/s390/char/sclp_early_core.c, response 0x0300"))
{
	CHECK_EQ(sclp_call(SCLP_READ_CPU_INFO, make_block(sizeof(struct cpu_information))),
		 INSUFFICIENT_LENGTH);
}

TEST(over_a_page, "a block that crosses a page boundary is answered by 'boundary violation'",
     CITE(HEADER))
{
	struct sclp_header *block = (void *)((uint8_t *)page_alloc(2) + SCLP_BLOCK - 64);

	block->length = 128;
	CHECK_EQ(sclp_call(SCLP_READ_EVENT_DATA, block), BOUNDARY_VIOLATION);
}

TEST(not_beyond_its_length, "no byte behind the length of a block is written", CITE(HEADER))
{
	enum { LENGTH = 64, FILL = 0xa5 };
	uint8_t *block = make_block(LENGTH);

	memset(block + LENGTH, FILL, SCLP_BLOCK - LENGTH);
	sclp_call(SCLP_READ_SCP_INFO, (struct sclp_header *)block);
	for (unsigned int i = LENGTH; i < SCLP_BLOCK; i++)
		CHECK_EQ(block[i], FILL);
}

TEST(misplaced,
     "a block off a doubleword, in the prefix area or above 2 GB is a specification "
     "exception",
     CITE("Linux, arch/s390/include/asm/sclp.h, __sclp_call"))
{
	uintptr_t block = (uintptr_t)make_block(SCLP_BLOCK);

	for (unsigned int n = 1; n < 8; n++)
		CHECK_TRAP(TRAP_SPECIFICATION, service_call(SCLP_READ_SCP_INFO, block + n));
	CHECK_TRAP(TRAP_SPECIFICATION, service_call(SCLP_READ_SCP_INFO, 0));
	CHECK_TRAP(TRAP_SPECIFICATION, service_call(SCLP_READ_SCP_INFO, SCLP_BLOCK));
}

TEST(no_length, "a block that is shorter than its header is a specification exception",
     CITE("Linux, arch/s390/include/asm/sclp.h, __sclp_call"))
{
	CHECK_TRAP(TRAP_SPECIFICATION, service_call(SCLP_READ_SCP_INFO, (uintptr_t)make_block(7)));
	CHECK_TRAP(TRAP_SPECIFICATION, service_call(SCLP_READ_SCP_INFO, (uintptr_t)make_block(0)));
}

TEST(no_storage, "a block that is not in storage is an addressing exception",
     CITE("Principles of Operation, Addressing Exception"))
{
	const uint64_t no_storage = 0x7ffff000;

	CHECK_TRAP(TRAP_ADDRESSING, service_call(SCLP_READ_SCP_INFO, no_storage));
}

static struct {
	volatile unsigned int interrupts;
	volatile uint64_t parameter;
} seen;

static void note_parameter(const struct irq *irq, void *context)
{
	(void)context;
	seen.parameter = irq->parameter;
	seen.interrupts++;
}

/* Those of the console that are still pending come first. */
static void listen(void)
{
	irq_open(IRQ_EXTERNAL(EXTERNAL_SERVICE));
	clock_delay(NS_PER_MS);
	irq_close(IRQ_EXTERNAL(EXTERNAL_SERVICE));
	memset((void *)&seen, 0, sizeof(seen));
	irq_register(IRQ_EXTERNAL(EXTERNAL_SERVICE), note_parameter, NULL);
}

static bool wait_for_interrupt(void)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (!seen.interrupts && clock_ns() < end)
		cpu_relax();
	return seen.interrupts;
}

TEST(interrupts, "the end of a request is an external interruption that names its block",
     CITE("Principles of Operation, Service Signal"))
{
	const uint64_t address = ~(uint64_t)7;
	struct sclp_header *block = make_block(SCLP_BLOCK);

	listen();
	irq_open(IRQ_EXTERNAL(EXTERNAL_SERVICE));
	REQUIRE_EQ(service_call(SCLP_READ_SCP_INFO, (uintptr_t)block), ACCEPTED);
	REQUIRE(wait_for_interrupt());
	irq_close(IRQ_EXTERNAL(EXTERNAL_SERVICE));
	CHECK_EQ(seen.parameter & address, (uintptr_t)block);
	CHECK_EQ(block->response, SCLP_INFORMATION_READ);
	CHECK_EQ(seen.interrupts, 1);
}

TEST(kept_while_closed, "the interruption stays pending while its mask in CR0 is closed",
     CITE("Principles of Operation, Service Signal"))
{
	struct sclp_header *block = make_block(SCLP_BLOCK);

	listen();
	REQUIRE_EQ(service_call(SCLP_READ_SCP_INFO, (uintptr_t)block), ACCEPTED);
	clock_delay(NS_PER_MS);
	CHECK_EQ(seen.interrupts, 0);
	irq_open(IRQ_EXTERNAL(EXTERNAL_SERVICE));
	CHECK(wait_for_interrupt());
	irq_close(IRQ_EXTERNAL(EXTERNAL_SERVICE));
	CHECK_EQ(seen.interrupts, 1);
}

/* A block that writes events: the first, of this length and type, and room behind it. */
static struct sclp_header *make_event(unsigned int length, unsigned int type)
{
	struct sclp_header *block = make_block(sizeof(*block) + sizeof(struct sclp_event));
	struct sclp_event *event = (void *)(block + 1);

	event->length = length;
	event->type = type;
	return block;
}

TEST(event_lengths,
     "an event that is longer than its block, or shorter than its header, is refused",
     CITE(HEADER ", struct evbuf_header"))
{
	static const unsigned int lengths[] = { 0, 1, sizeof(struct sclp_event) - 1,
						sizeof(struct sclp_event) + 1, 0xffff };

	for (unsigned int i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		CHECK_NE(sclp_call(SCLP_WRITE_EVENT_DATA, make_event(lengths[i], SCLP_EVENT_ASCII)),
			 SCLP_COMPLETED);
}

TEST(unknown_event, "an event that nobody receives is answered by 'invalid function'",
     CITE(HEADER ", struct evbuf_header"))
{
	CHECK_EQ(sclp_call(SCLP_WRITE_EVENT_DATA, make_event(sizeof(struct sclp_event), 77)),
		 INVALID_FUNCTION);
}

TEST(console, "a line that is written to the console arrives whole, 200 times",
     NEEDS("control") CITE("Linux, drivers/s390/char/sclp_vt220.c"))
{
	char wanted[201], answer[256];

	for (unsigned int i = 0; i < 200; i++) {
		wanted[i] = 'a' + i % 26;
		wanted[i + 1] = 0;
		REQUIRE(control_request(answer, sizeof(answer), "echo %s", wanted), "%s", answer);
		CHECK_STR_EQ(answer, wanted);
	}
}
