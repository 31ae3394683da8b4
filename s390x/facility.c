/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which facilities a machine has, and what it is: STORE FACILITY LIST (EXTENDED)
 * and STORE SYSTEM INFORMATION.
 *
 * A guest that finds a facility uses it without a second thought, and one that
 * finds a facility without those it is built upon is misled. A host composes
 * these lists for its guest, out of what it has and of what it was told to show.
 */
#include <alloc.h>
#include <bits.h>
#include <control.h>
#include <facility.h>
#include <smp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>
#include <util.h>

#define STFLE_CITED  CITE("Principles of Operation, STORE FACILITY LIST EXTENDED")
#define STSI_CITED   CITE("Principles of Operation, STORE SYSTEM INFORMATION")
#define MOST	     32 /* doublewords */
#define EBCDIC_BLANK 0x40

static bool in_list(const uint64_t *list, unsigned int n)
{
	return list[n / 64] >> (63 - n % 64) & 1;
}

TEST(architecture, "z/Architecture is installed, and it is what the CPU is in", STFLE_CITED)
{
	uint64_t list[MOST] = { 0 };
	unsigned int available;

	CHECK_EQ(facility_stfle(list, MOST, &available), FACILITY_DONE);
	CHECK(in_list(list, FACILITY_Z_INSTALLED));
	CHECK(in_list(list, FACILITY_Z_ACTIVE));
	CHECK(in_list(list, FACILITY_STFLE));
	test_value("doublewords", available, "doublewords");
}

TEST(short_list, "a list without room for all is stored as far as it goes, with condition code 3",
     STFLE_CITED)
{
	uint64_t whole[MOST] = { 0 }, part[MOST];
	unsigned int available, needed;

	REQUIRE_EQ(facility_stfle(whole, MOST, &available), FACILITY_DONE);
	for (unsigned int room = 1; room < available; room++) {
		memset(part, 0xa5, sizeof(part));
		CHECK_EQ(facility_stfle(part, room, &needed), FACILITY_MORE);
		CHECK_EQ(needed, available);
		CHECK_MEM_EQ(part, whole, room * sizeof(part[0]));
		CHECK_EQ(part[room], 0xa5a5a5a5a5a5a5a5);
	}
	memset(part, 0, sizeof(part));
	CHECK_EQ(facility_stfle(part, available, &needed), FACILITY_DONE);
	CHECK_MEM_EQ(part, whole, sizeof(part));
}

TEST(first_word, "STORE FACILITY LIST stores the beginning of the extended list",
     CITE("Principles of Operation, STORE FACILITY LIST"))
{
	uint64_t list[MOST] = { 0 };
	unsigned int available;

	facility_stfle(list, MOST, &available);
	lowcore()->facility_list = ~(list[0] >> 32);
	CHECK_EQ(facility_stfl(), list[0] >> 32);
}

TEST(list_alignment, "a list off a doubleword is a specification exception", STFLE_CITED)
{
	static uint8_t list[(MOST + 1) * 8] __attribute__((aligned(8)));
	unsigned int available;

	for (unsigned int n = 1; n < 8; n++)
		CHECK_TRAP(TRAP_SPECIFICATION,
			   facility_stfle((uint64_t *)(list + n), MOST, &available));
}

static void take_list(void *context)
{
	unsigned int available;

	facility_stfle(context, MOST, &available);
}

TEST(same_on_all, "all CPUs have the same facilities", NEEDS("cpus=2") STFLE_CITED)
{
	uint64_t first[MOST] = { 0 }, other[MOST];

	take_list(first);
	for (unsigned int id = 1; id < smp_count(); id++) {
		memset(other, 0, sizeof(other));
		smp_call(id, take_list, other);
		CHECK_MEM_EQ(other, first, sizeof(first));
	}
}

static const struct {
	unsigned int facility;
	unsigned int needs;
} built_upon[] = {
	{ 4, 3 },     /* clearing of DAT-table entries by segment: DAT enhancement 1 */
	{ 5, 4 },     /* and by region */
	{ 13, 3 },    /* local TLB clearing: DAT enhancement 1 */
	{ 19, 18 },   /* long displacement is fast, so it is installed */
	{ 43, 42 },   /* decimal floating point is fast, so it is installed */
	{ 50, 73 },   /* constrained transactions: transactional execution */
	{ 73, 49 },   /* transactional execution: miscellaneous instructions 1 */
	{ 78, 8 },    /* EDAT 2: EDAT 1 */
	{ 134, 129 }, /* vector packed decimal: vectors */
	{ 135, 129 }, /* vector enhancements 1: vectors */
	{ 148, 135 }, /* vector enhancements 2: vector enhancements 1 */
	{ 152, 134 }, /* vector packed decimal enhancements: vector packed decimal */
	{ 153, 69 },  /* PCI by memory-mapped access: PCI */
};

TEST(built_upon_others, "facilities that are built upon others come with them",
     CITE("Principles of Operation, Facility Indications"))
{
	for (unsigned int i = 0; i < ARRAY_SIZE(built_upon); i++) {
		if (has_facility(built_upon[i].facility))
			CHECK(has_facility(built_upon[i].needs), "facility %u without %u",
			      built_upon[i].facility, built_upon[i].needs);
	}
}

/* The condition code; 0: the block was stored. */
static unsigned int stsi(unsigned int level, unsigned int selector_1, unsigned int selector_2,
			 void *block)
{
	uint32_t register_0 = STSI_LEVEL(level) | selector_1;

	return facility_stsi(&register_0, selector_2, block);
}

static unsigned int current_level(void)
{
	uint32_t register_0 = STSI_LEVEL(STSI_CURRENT);

	REQUIRE_EQ(facility_stsi(&register_0, 0, NULL), STSI_STORED);
	return register_0 / STSI_LEVEL(1);
}

TEST(level, "the current level is one that exists, and asking for it stores no block", STSI_CITED)
{
	CHECK_GE(current_level(), STSI_MACHINE);
	CHECK_LE(current_level(), STSI_VIRTUAL);
}

static void check_text(const uint8_t *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		bool letter = (text[i] >= 0xc1 && text[i] <= 0xc9) ||
			      (text[i] >= 0xd1 && text[i] <= 0xd9) ||
			      (text[i] >= 0xe2 && text[i] <= 0xe9);
		bool digit = text[i] >= 0xf0 && text[i] <= 0xf9;

		CHECK(letter || digit || text[i] == EBCDIC_BLANK, "character %#x at %zu", text[i],
		      i);
	}
}

TEST(machine, "manufacturer, type, sequence and plant of the machine are upper-case EBCDIC",
     STSI_CITED)
{
	struct stsi_machine *block = page_alloc(1);

	REQUIRE_EQ(stsi(STSI_MACHINE, 1, 1, block), STSI_STORED);
	check_text(block->manufacturer, sizeof(block->manufacturer));
	check_text(block->type, sizeof(block->type));
	check_text(block->sequence, sizeof(block->sequence));
	check_text(block->plant, sizeof(block->plant));
	CHECK_NE(block->type[0], EBCDIC_BLANK);
}

TEST(type_as_cpu_id, "the type of the machine is the one that STORE CPU ID stores", STSI_CITED)
{
	struct stsi_machine *block = page_alloc(1);
	uint64_t id;

	REQUIRE_EQ(stsi(STSI_MACHINE, 1, 1, block), STSI_STORED);
	__asm__ volatile("stidp %0" : "=Q"(id));
	for (unsigned int i = 0; i < 4; i++)
		CHECK_EQ(block->type[i] & 0xf, id >> (28 - 4 * i) & 0xf);
}

TEST(cpu_address, "what is stored of the current CPU has its address", STSI_CITED)
{
	struct stsi_cpu *block = page_alloc(1);

	for (unsigned int at = STSI_MACHINE; at <= STSI_PARTITION; at++) {
		if (stsi(at, 2, 1, block) == STSI_STORED)
			CHECK_EQ(block->address, smp_cpu(0)->hardware_id);
	}
}

TEST(cpu_counts, "the CPUs are configured, standby or reserved, and the configured ones are there",
     STSI_CITED)
{
	struct stsi_virtual *virtual = page_alloc(1);
	struct stsi_cpus *block = page_alloc(1);

	REQUIRE_EQ(stsi(STSI_MACHINE, 2, 2, block), STSI_STORED);
	CHECK_EQ(block->total, block->configured + block->standby + block->reserved_cpus);
	CHECK_GE(block->configured, 1);
	CHECK_NE(block->capability, 0);
	if (stsi(STSI_VIRTUAL, 2, 2, virtual) != STSI_STORED)
		return;
	CHECK_GE(virtual->count, 1);
	CHECK_EQ(virtual->machines[0].configured, smp_count());
	CHECK_EQ(virtual->machines[0].total, virtual->machines[0].configured +
						     virtual->machines[0].standby +
						     virtual->machines[0].reserved_cpus);
}

/* Digits of a UUID as the host writes it, without what is between them. */
static unsigned int digits_of(const char *text, uint8_t *bytes, unsigned int size)
{
	unsigned int count = 0;

	for (; *text && count < 2 * size; text++) {
		char digit[2] = { *text, 0 }, *end;
		unsigned long value = strtoul(digit, &end, 16);

		if (*end)
			continue;
		bytes[count / 2] = bytes[count / 2] << 4 | value;
		count++;
	}
	return count;
}

TEST(uuid, "the UUID of the virtual machine is the one that the host has",
     NEEDS("control") STSI_CITED)
{
	struct stsi_virtual *virtual = page_alloc(1);
	uint8_t wanted[16] = { 0 };
	char answer[128], *value;

	if (stsi(STSI_VIRTUAL, 2, 2, virtual) != STSI_STORED)
		SKIP("needs a virtual machine");
	REQUIRE(control_request(answer, sizeof(answer), "qmp query-uuid {}"), "%s", answer);
	value = strchr(answer, ':');
	REQUIRE(value, "%s", answer);
	REQUIRE_EQ(digits_of(value, wanted, sizeof(wanted)), 2 * sizeof(wanted));
	CHECK_MEM_EQ(virtual->machines[0].uuid, wanted, sizeof(wanted));
}

TEST(unavailable,
     "functions and selectors that do not exist set condition code 3, and store nothing",
     STSI_CITED)
{
	static const struct {
		unsigned int level, selector_1, selector_2;
	} none[] = {
		{ STSI_MACHINE, 0, 1 },
		{ STSI_MACHINE, 1, 0 },
		{ STSI_MACHINE, 0xff, 1 },
		{ STSI_MACHINE, 1, 9 },
		{ STSI_PARTITION, 1, 1 },
		{ STSI_VIRTUAL, 1, 1 },
		{ 4, 1, 1 },
		{ 15, 2, 2 },
	};
	uint8_t *block = page_alloc(2);

	for (unsigned int i = 0; i < ARRAY_SIZE(none); i++)
		CHECK_EQ(stsi(none[i].level, none[i].selector_1, none[i].selector_2, block),
			 STSI_NOT_AVAILABLE);
	CHECK_MEM_EQ(block, block + PAGE_SIZE, PAGE_SIZE);
}

TEST(reserved_bits, "reserved bits of the registers are a specification exception", STSI_CITED)
{
	void *block = page_alloc(1);

	for (unsigned int bit = 0; bit < 32; bit++) {
		uint32_t register_0 = STSI_LEVEL(STSI_MACHINE) | 1;

		if (STSI_RESERVED_0 & BIT(bit)) {
			register_0 |= BIT(bit);
			CHECK_TRAP(TRAP_SPECIFICATION, facility_stsi(&register_0, 1, block));
		} else if (STSI_RESERVED_1 & BIT(bit)) {
			CHECK_TRAP(TRAP_SPECIFICATION,
				   facility_stsi(&register_0, 1 | BIT(bit), block));
		}
	}
}

TEST(block_alignment, "a block that is not on a page boundary is a specification exception",
     STSI_CITED)
{
	uint8_t *block = page_alloc(2);

	for (unsigned int offset = 1; offset < PAGE_SIZE; offset *= 2)
		CHECK_TRAP(TRAP_SPECIFICATION, stsi(STSI_MACHINE, 1, 1, block + offset));
}
