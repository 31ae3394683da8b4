/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dynamic address translation: which level stops a translation and how that is
 * told, what protects a page, and what makes CPUs forget an old translation.
 *
 * A host that translates for the guest, by shadow tables or in software, has to
 * get each of these right for the guest's own memory management to be safe.
 *
 * Principles of Operation, chapter 'Storage', Dynamic Address Translation.
 */
#include <alloc.h>
#include <caught.h>
#include <clock.h>
#include <control_register.h>
#include <irq.h>
#include <lowcore.h>
#include <mmu.h>
#include <smp.h>
#include <test.h>

#define CITED(section) CITE("Principles of Operation, " section)

/* Bits of the translation-exception identification. */
#define TEID_FETCH	       0x800
#define TEID_STORE	       0x400
#define TEID_SUPPRESSION       0x004
#define TEID_NOT_DAT	       0x080
#define TEID_SPACE	       0x003
#define TEID_SECONDARY_SPACE   0x002
#define TEID_FETCH_STORE_KNOWN 75 /* the facility */

#define TERABYTE (1ull << 40)
#define PATTERN	 0x123456789abcdef0ull

static void load_from(const void *at)
{
	CATCH("lg %%r0,0(%0)", : : "a"(at) : "r0", "r1", "memory");
}

static void store_to(void *at)
{
	CATCH("stg %0,0(%1)", : : "d"(PATTERN), "a"(at) : "r1", "memory");
}

TEST(page_invalid, "a load by an invalid page-table entry is a page-translation exception",
     CITED("Page-Translation Exception"))
{
	char *page = page_alloc(1);

	mmu_unmap(page);
	catch_trap(TRAP_PAGE);
	load_from(page + 0x123);
	CHECK_CAUGHT_AT(6);
	CHECK_EQ(caught.parameter, (uintptr_t)page);
	CHECK_EQ(caught.frame.translation_exception & TEID_SPACE, 0);
}

TEST(segment_invalid, "a load by an invalid segment-table entry is a segment-translation exception",
     CITED("Segment-Translation Exception"))
{
	uint64_t size = 1ull << mmu_level_shift(1);
	char *segment = page_alloc_aligned(size / PAGE_SIZE, size);
	mmu_entry_t *place = mmu_entry(segment, 1), before = *place;

	mmu_set(place, before | TABLE_INVALID, segment, 1);
	catch_trap(TRAP_SEGMENT);
	load_from(segment + PAGE_SIZE);
	mmu_set(place, before, segment, 1);
	CHECK_CAUGHT_AT(6);
	CHECK_EQ(caught.parameter, (uintptr_t)segment + PAGE_SIZE);
}

TEST(beyond_the_tables,
     "an address beyond the length of a region-third table is a region-third exception",
     CITED("Region-Third-Translation Exception"))
{
	catch_trap(TRAP_REGION_THIRD);
	load_from((void *)(2 * TERABYTE));
	CHECK_CAUGHT_AT(6);
	CHECK_EQ(caught.parameter, 2 * TERABYTE);
}

TEST(beyond_the_type,
     "an address that the table designation has no index for is an ASCE-type exception",
     CITED("ASCE-Type Exception"))
{
	catch_trap(TRAP_ASCE_TYPE);
	load_from((void *)(4 * TERABYTE));
	CHECK_CAUGHT_AT(6);
	CHECK_EQ(caught.parameter, 4 * TERABYTE);
}

/* Table-designation types and what their first entry, invalid, leads to. */
static const struct {
	unsigned int type;
	unsigned int trap;
} designations[] = {
	{ 0x0, TRAP_SEGMENT },
	{ 0x4, TRAP_REGION_THIRD },
	{ 0x8, TRAP_REGION_SECOND },
	{ 0xc, TRAP_REGION_FIRST },
};

#define CR0_SECONDARY_SPACE 0x0000000004000000

TEST(each_designation, "a space that begins with any of the four tables fails at that table",
     CITED("Address-Space-Control Element"))
{
	static char bytes[8];
	uint64_t *table = page_alloc(4);

	control_load(0, control_store(0) | CR0_SECONDARY_SPACE);
	for (unsigned int i = 0; i < 4; i++) {
		for (unsigned int n = 0; n < SEGMENT_ENTRIES; n++)
			table[n] = TABLE_INVALID | designations[i].type;
		control_load(7, (uintptr_t)table | designations[i].type | TABLE_FULL_LENGTH);
		catch_trap(designations[i].trap);
		CATCH("mvcp 0(%0,%1),0(%1),%2",
		      :
		      : "d"(sizeof(bytes)), "a"(bytes), "d"(0ul)
		      : "r1", "cc", "memory");
		CHECK_CAUGHT_AT(6);
		CHECK_EQ(caught.frame.translation_exception & TEID_SPACE, TEID_SECONDARY_SPACE);
	}
}

TEST(bit_that_must_be_zero,
     "a page-table entry with bit 52 is a translation-specification exception",
     CITED("Translation-Specification Exception"))
{
	const mmu_entry_t bit_52 = 0x800;
	char *page = page_alloc(1);
	mmu_entry_t *place;

	mmu_map(page, (uintptr_t)page, MMU_READ | MMU_WRITE);
	place = mmu_entry(page, 0);
	mmu_set(place, *place | bit_52, page, 0);
	catch_trap(TRAP_TRANSLATION);
	load_from(page);
	CHECK_CAUGHT_BEHIND(6);
}

TEST(fetch_or_store, "the exception tells whether it was a fetch or a store",
     NEEDS("facility=75") CITED("Access-Exception-Fetch/Store Indication"))
{
	char *page = page_alloc(1);

	mmu_unmap(page);
	catch_trap(TRAP_PAGE);
	load_from(page);
	CHECK_EQ(caught.frame.translation_exception & (TEID_FETCH | TEID_STORE), TEID_FETCH);
	catch_trap(TRAP_PAGE);
	store_to(page);
	CHECK_EQ(caught.frame.translation_exception & (TEID_FETCH | TEID_STORE), TEID_STORE);
}

TEST(page_protected, "a store by a protected page-table entry is a protection exception",
     CITED("DAT Protection"))
{
	volatile uint64_t *page = page_alloc(1);

	mmu_protect((void *)page, MMU_READ);
	catch_trap(TRAP_PROTECTION);
	store_to((void *)page);
	CHECK_CAUGHT_BEHIND(6);
	CHECK_EQ(caught.parameter, (uintptr_t)page);
	CHECK(caught.frame.translation_exception & TEID_SUPPRESSION);
	CHECK_EQ(*page, 0);
}

TEST(segment_protected, "a protected segment protects pages that are not", CITED("DAT Protection"))
{
	uint64_t size = 1ull << mmu_level_shift(1);
	volatile uint64_t *segment = page_alloc_aligned(size / PAGE_SIZE, size);
	mmu_entry_t *place = mmu_entry((void *)segment, 1), before = *place;

	mmu_set(place, before | TABLE_PROTECTED, (void *)segment, 1);
	catch_trap(TRAP_PROTECTION);
	store_to((void *)(segment + PAGE_SIZE));
	mmu_set(place, before, (void *)segment, 1);
	CHECK_CAUGHT_BEHIND(6);
	CHECK_EQ(segment[PAGE_SIZE], 0);
}

TEST(not_executable, "a branch to a page without execution is a protection exception that says so",
     NEEDS("no-execute") CITED("Instruction-Execution Protection"))
{
	const uint16_t branch_on_r14 = 0x07fe;
	uint16_t *page = page_alloc(1);

	*page = branch_on_r14;
	trap_probe_call((void (*)(void))page);
	CHECK_EQ(trap_probed(), TRAP_NONE);
	mmu_protect(page, MMU_READ | MMU_WRITE);
	trap_probe_call((void (*)(void))page);
	CHECK_EQ(trap_probed(), TRAP_PROTECTION);
	CHECK_EQ(lowcore()->translation_exception & (TEID_SUPPRESSION | TEID_NOT_DAT),
		 TEID_SUPPRESSION | TEID_NOT_DAT);
}

TEST(low_address_protection, "with CR0 bit 35 stores to 0-511 and 4096-4607 trap, and no others",
     CITED("Low-Address Protection"))
{
	static const struct {
		uintptr_t address;
		bool traps;
	} places[] = {
		{ 0, true },	{ 504, true },	{ 512, false },
		{ 4096, true }, { 4600, true }, { 4608, false },
	};

	mmu_map(NULL, 0, MMU_READ | MMU_WRITE);
	mmu_map((void *)PAGE_SIZE, PAGE_SIZE, MMU_READ | MMU_WRITE);
	for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		uint64_t *alias = (void *)(LOWCORE + places[i].address), before = *alias;

		control_load(0, control_store(0) | CR0_LOW_ADDRESS_PROTECTION);
		catch_trap(TRAP_PROTECTION);
		store_to((void *)places[i].address);
		control_load(0, control_store(0) & ~(uint64_t)CR0_LOW_ADDRESS_PROTECTION);
		CHECK_EQ(caught.count, places[i].traps);
		CHECK_EQ(*alias == before, places[i].traps);
		*alias = before;
	}
}

/* LOAD REAL ADDRESS: the condition code says how far it came. */
static unsigned int load_real(const void *virtual, uint64_t *real)
{
	unsigned int cc;

	__asm__ volatile("	lrag	%1,0(%2)\n"
			 "	ipm	%0\n"
			 "	srl	%0,28"
			 : "=d"(cc), "=d"(*real)
			 : "a"(virtual)
			 : "cc");
	return cc;
}

TEST(load_real_address, "LOAD REAL ADDRESS gives the address that a load would use",
     CITED("LOAD REAL ADDRESS"))
{
	char *page = page_alloc(2), *other = page + PAGE_SIZE;
	uint64_t real;

	mmu_map(page, (uintptr_t)other, MMU_READ | MMU_WRITE);
	CHECK_EQ(load_real(page + 0x321, &real), 0);
	CHECK_EQ(real, (uintptr_t)other + 0x321);
}

TEST(load_real_address_of_nothing,
     "LOAD REAL ADDRESS sets condition code 2 and gives the page-table entry if that is invalid",
     CITED("LOAD REAL ADDRESS"))
{
	char *page = page_alloc(1);
	uint64_t real;

	mmu_unmap(page);
	CHECK_EQ(load_real(page, &real), 2);
	CHECK_EQ(real, (uintptr_t)mmu_entry(page, 0));
}

/*
 * The ways to invalidate or replace an entry. Each is told the place of the
 * page-table entry and the address that it translates.
 */
static void by_ipte(mmu_entry_t *place, const char *virtual)
{
	uintptr_t table = (uintptr_t)place & ~(PAGE_SIZE / 2 - 1);

	__asm__ volatile("ipte %0,%1" : : "a"(table), "a"(virtual) : "memory");
}

static void by_cspg(mmu_entry_t *place, const char *virtual)
{
	mmu_set(place, *place | PAGE_INVALID, virtual, 0);
}

/* The entry of the segment, so that the page goes with it. */
static void by_idte(mmu_entry_t *place, const char *virtual)
{
	uint64_t index = (uintptr_t) virtual >> SEGMENT_SHIFT & (SEGMENT_ENTRIES - 1);
	uintptr_t origin = (uintptr_t)mmu_entry(virtual, 1) - index * sizeof(mmu_entry_t);

	(void)place;
	__asm__ volatile(".insn rrf,0xb98e0000,%0,%1,0,0" : : "a"(origin), "a"(virtual) : "memory");
}

static bool reads(const void *at)
{
	trap_probe_begin();
	probe_read(at, 8);
	return trap_probed() == TRAP_NONE;
}

struct watch {
	const char *page;
	volatile unsigned int readable, stop;
};

static void read_until_gone(void *context)
{
	struct watch *watch = context;

	while (reads(watch->page) && !watch->stop)
		watch->readable = 1;
	watch->readable = 0;
}

/* Here, and on a CPU that was reading the page all the time. */
static void check_invalidation(void (*invalidate)(mmu_entry_t *, const char *))
{
	uint64_t size = 1ull << mmu_level_shift(1);
	char *page = page_alloc_aligned(size / PAGE_SIZE, size);
	struct watch watch = { .page = page };
	mmu_entry_t *place, *segment, before;

	mmu_map(page, (uintptr_t)page, MMU_READ | MMU_WRITE);
	place = mmu_entry(page, 0);
	segment = mmu_entry(page, 1);
	before = *segment;
	smp_run(1, read_until_gone, &watch);
	while (!watch.readable)
		cpu_relax();
	CHECK(reads(page));
	invalidate(place, page);
	CHECK(!reads(page));
	CHECK(smp_wait(1, NS_PER_S), "the other CPU still reads the page");
	watch.stop = 1;
	mmu_set(segment, before, page, 1);
}

TEST(invalidate_page, "INVALIDATE PAGE TABLE ENTRY is seen at once, by all CPUs",
     NEEDS("cpus=2") CITED("INVALIDATE PAGE TABLE ENTRY"))
{
	check_invalidation(by_ipte);
}

TEST(invalidate_segment, "INVALIDATE DAT TABLE ENTRY of a segment is seen at once, by all CPUs",
     NEEDS("cpus=2") CITED("INVALIDATE DAT TABLE ENTRY"))
{
	check_invalidation(by_idte);
}

TEST(swap_and_purge, "COMPARE AND SWAP AND PURGE of an entry is seen at once, by all CPUs",
     NEEDS("cpus=2") CITED("COMPARE AND SWAP AND PURGE"))
{
	check_invalidation(by_cspg);
}

TEST(purge_here, "after PURGE TLB this CPU translates by the entry as it is now",
     CITED("PURGE TLB"))
{
	char *page = page_alloc(1);
	mmu_entry_t *place, before;

	mmu_map(page, (uintptr_t)page, MMU_READ | MMU_WRITE);
	place = mmu_entry(page, 0);
	CHECK(reads(page));
	before = *place;
	*(volatile mmu_entry_t *)place = before | PAGE_INVALID;
	__asm__ volatile("ptlb" : : : "memory");
	CHECK(!reads(page));
	*(volatile mmu_entry_t *)place = before;
	CHECK(reads(page));
}

TEST(large_segment, "a segment-table entry with the format control maps a megabyte",
     NEEDS("edat1") CITED("Enhanced-DAT Facility 1"))
{
	uint64_t size = 1ull << mmu_level_shift(1), real;
	char *segment = page_alloc_aligned(size / PAGE_SIZE, size);

	REQUIRE(mmu_map_large(segment, (uintptr_t)segment, MMU_READ, 1));
	CHECK_EQ(load_real(segment + size - 8, &real), 0);
	CHECK_EQ(real, (uintptr_t)segment + size - 8);
	catch_trap(TRAP_PROTECTION);
	store_to(segment + size / 2);
	CHECK_CAUGHT_BEHIND(6);
}

TEST(large_region, "a region-third-table entry with the format control maps 2 GB",
     NEEDS("edat2") CITED("Enhanced-DAT Facility 2"))
{
	uint64_t size = 1ull << mmu_level_shift(2), real;

	REQUIRE(mmu_map_large((void *)(16 * size), 0, MMU_READ, 2));
	CHECK_EQ(load_real((void *)(16 * size + PAGE_SIZE * 20), &real), 0);
	CHECK_EQ(real, PAGE_SIZE * 20);
}
