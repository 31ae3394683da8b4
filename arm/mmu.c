/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translation by the architecture's own tables: levels, block sizes, attributes
 * and their invalidation.
 *
 * A guest's tables are combined with those of its hypervisor, which splits,
 * merges and write-protects its own beneath them. Whatever it does, the guest
 * must see its memory by its own entries, and its changes as soon as it has
 * completed the invalidation that the architecture asks for.
 */
#include <alloc.h>
#include <atomic.h>
#include <bits.h>
#include <cache.h>
#include <clock.h>
#include <features.h>
#include <machine.h>
#include <mmu.h>
#include <mmu_arm.h>
#include <smp.h>
#include <string.h>
#include <sysreg.h>
#include <test.h>
#include "layout.h"

/* A part of the address space in which nothing else is. */
#define WINDOW ((char *)BIT(46))

#define MIB_2 BIT(21)
#define GIB_1 BIT(30)

/* PAR_EL1 */
#define PAR_FAULT   BIT(0)
#define PAR_STATUS  BIT_RANGE(6, 1)
#define PAR_ADDRESS BIT_RANGE(51, 12)
#define PAR_ATTR    BIT_RANGE(63, 56)

static uint64_t ask_to_read(const volatile void *address)
{
	__asm__ volatile("at s1e1r, %0\n	isb" : : "r"(address) : "memory");
	return sysreg_read(par_el1);
}

static uint64_t ask_to_write(const volatile void *address)
{
	__asm__ volatile("at s1e1w, %0\n	isb" : : "r"(address) : "memory");
	return sysreg_read(par_el1);
}

static uint64_t ask_to_write_as_user(const volatile void *address)
{
	__asm__ volatile("at s1e0w, %0\n	isb" : : "r"(address) : "memory");
	return sysreg_read(par_el1);
}

TEST(block_2mib, "a block of level 2 maps 2 MiB", CITE("Arm ARM, D8 Block descriptor"))
{
	char *memory = page_alloc_aligned(MIB_2 / PAGE_SIZE, MIB_2);

	REQUIRE(mmu_map_large(WINDOW, (uintptr_t)memory, MMU_READ | MMU_WRITE, 1));
	for (uint64_t offset = 0; offset < MIB_2; offset += MIB_2 / 16) {
		memory[offset] = offset / PAGE_SIZE + 1;
		CHECK_EQ(WINDOW[offset], (char)(offset / PAGE_SIZE + 1));
	}
	WINDOW[MIB_2 - 1] = 99;
	CHECK_EQ(memory[MIB_2 - 1], 99);
	CHECK_TRAP(TRAP_DATA(ABORT_TRANSLATION), probe_read(WINDOW + MIB_2, 1));
}

TEST(block_1gib, "a block of level 1 maps 1 GiB", CITE("Arm ARM, D8 Block descriptor"))
{
	uint64_t start = align_down((uintptr_t)image_start, GIB_1);
	static volatile uint64_t word;
	uint64_t offset = (uintptr_t)&word - start;

	REQUIRE(mmu_map_large(WINDOW, start, MMU_READ | MMU_WRITE, 2));
	word = 0x0123456789abcdef;
	CHECK_EQ(*(volatile uint64_t *)(WINDOW + offset), 0x0123456789abcdef);
	CHECK_TRAP(TRAP_DATA(ABORT_TRANSLATION), probe_read(WINDOW - PAGE_SIZE, 1));
}

TEST(sixteen_pages, "16 pages whose entries have the contiguous bit translate one by one",
     CITE("Arm ARM, D8 The Contiguous bit"))
{
	const uint64_t contiguous = BIT(52);
	char *memory = page_alloc_aligned(16, 16 * PAGE_SIZE);

	for (unsigned int i = 0; i < 16; i++) {
		mmu_entry_t *entry;

		mmu_map(WINDOW + i * PAGE_SIZE, (uintptr_t)memory + i * PAGE_SIZE, MMU_READ);
		entry = mmu_entry(WINDOW + i * PAGE_SIZE, 0);
		mmu_set(entry, 0, WINDOW + i * PAGE_SIZE, 0);
		memory[i * PAGE_SIZE] = i + 1;
	}
	for (unsigned int i = 0; i < 16; i++)
		mmu_set(mmu_entry(WINDOW + i * PAGE_SIZE, 0),
			mmu_make_leaf((uintptr_t)memory + i * PAGE_SIZE, MMU_READ, 0) | contiguous,
			WINDOW + i * PAGE_SIZE, 0);
	for (unsigned int i = 0; i < 16; i++)
		CHECK_EQ(WINDOW[i * PAGE_SIZE], (char)(i + 1));
}

TEST(hierarchy, "APTable of a table forbids writes that the entries below it allow",
     CITE("Arm ARM, D8 Hierarchical control of data access permissions"))
{
	const uint64_t table_read_only = BIT(62);
	char *memory = page_alloc(1);
	mmu_entry_t *table;

	mmu_map(WINDOW, (uintptr_t)memory, MMU_READ | MMU_WRITE);
	CHECK_TRAP(TRAP_NONE, probe_write(WINDOW, 1, 1));
	table = mmu_entry(WINDOW, 1);
	mmu_set(table, *table | table_read_only, WINDOW, 1);
	CHECK_TRAP(TRAP_DATA(ABORT_PERMISSION), probe_write(WINDOW, 1, 2));
	CHECK_TRAP(TRAP_NONE, probe_read(WINDOW, 1));
	CHECK_EQ(*memory, 1);
	mmu_set(table, *table & ~table_read_only, WINDOW, 1);
}

TEST(asked_address, "AT gives the address and memory type that the entry of a page says",
     CITE("Arm ARM, AT S1E1R; PAR_EL1"))
{
	char *memory = page_alloc(1);
	uint64_t mair = sysreg_read(mair_el1), par;

	mmu_map(WINDOW, (uintptr_t)memory, MMU_READ | MMU_WRITE);
	par = ask_to_read(WINDOW + 0x123);
	CHECK(!(par & PAR_FAULT));
	CHECK_EQ(par & PAR_ADDRESS, (uintptr_t)memory);
	CHECK_EQ(field_get(PAR_ATTR, par), mair >> 8 * ATTR_NORMAL & 0xff);

	mmu_map(WINDOW, (uintptr_t)memory, MMU_READ | MMU_WRITE | MMU_DEVICE);
	par = ask_to_read(WINDOW);
	CHECK_EQ(field_get(PAR_ATTR, par), mair >> 8 * ATTR_DEVICE & 0xff);
}

TEST(asked_permission, "AT tells the fault that an access would take, and takes none",
     CITE("Arm ARM, AT S1E1W; AT S1E0W; PAR_EL1"))
{
	uint64_t par;

	mmu_map(WINDOW, (uintptr_t)page_alloc(1), MMU_READ);
	CHECK(!(ask_to_read(WINDOW) & PAR_FAULT));
	par = ask_to_write(WINDOW);
	CHECK(par & PAR_FAULT);
	CHECK_EQ(field_get(PAR_STATUS, par), ABORT_PERMISSION + 3);
	par = ask_to_read(WINDOW + PAGE_SIZE);
	CHECK(par & PAR_FAULT);
	CHECK_EQ(field_get(PAR_STATUS, par), ABORT_TRANSLATION + 3);

	mmu_protect(WINDOW, MMU_READ | MMU_WRITE);
	CHECK(!(ask_to_write(WINDOW) & PAR_FAULT));
	CHECK(ask_to_write_as_user(WINDOW) & PAR_FAULT);
	mmu_protect(WINDOW, MMU_READ | MMU_WRITE | MMU_USER);
	CHECK(!(ask_to_write_as_user(WINDOW) & PAR_FAULT));
}

/* TCR_EL1 */
#define TCR_HA BIT(39)
#define TCR_HD BIT(40)

#define PTE_DIRTY_MANAGED BIT(51) /* DBM */

static void set_tcr(uint64_t tcr)
{
	sysreg_write(tcr_el1, tcr);
	isb();
	__asm__ volatile("tlbi vmalle1is\n	dsb ish\n	isb" : : : "memory");
}

TEST(access_flag_by_hardware, "with TCR_EL1.HA an access sets the access flag and does not fault",
     CITE("Arm ARM, FEAT_HAFDBS; TCR_EL1.HA"))
{
	char *page = page_alloc(1);
	mmu_entry_t *entry;

	if (FEATURE_HAFDBS < 1)
		SKIP("needs hardware management of the access flag (FEAT_HAFDBS)");
	mmu_protect(page, MMU_READ | MMU_WRITE);
	entry = mmu_entry(page, 0);
	set_tcr(sysreg_read(tcr_el1) | TCR_HA);
	mmu_set(entry, *entry & ~PTE_ACCESSED, page, 0);
	CHECK_TRAP(TRAP_NONE, probe_read(page, 1));
	CHECK(atomic_load(entry) & PTE_ACCESSED);
}

TEST(dirty_by_hardware, "with TCR_EL1.HD a write makes an entry with DBM writable, a read does not",
     CITE("Arm ARM, FEAT_HAFDBS; TCR_EL1.HD"))
{
	char *page = page_alloc(1);
	mmu_entry_t *entry;

	if (FEATURE_HAFDBS < 2)
		SKIP("needs hardware management of dirty state (FEAT_HAFDBS)");
	mmu_protect(page, MMU_READ | MMU_WRITE);
	entry = mmu_entry(page, 0);
	set_tcr(sysreg_read(tcr_el1) | TCR_HA | TCR_HD);
	mmu_set(entry, *entry | PTE_READONLY | PTE_DIRTY_MANAGED, page, 0);
	CHECK_TRAP(TRAP_NONE, probe_read(page, 1));
	CHECK(atomic_load(entry) & PTE_READONLY);
	CHECK_TRAP(TRAP_NONE, probe_write(page, 1, 1));
	CHECK(!(atomic_load(entry) & PTE_READONLY));
}

#define CHANGES 200

static struct {
	unsigned int turn;   /* how many changes there were */
	unsigned int looked; /* up to which the other CPU has looked */
	unsigned int wrong;
} broadcast;

static void look(void *context)
{
	const volatile uint64_t *window = context;

	for (unsigned int turn = 1; turn <= CHANGES; turn++) {
		while (atomic_load(&broadcast.turn) < turn)
			cpu_relax();
		broadcast.wrong += *window != turn % 2;
		atomic_store(&broadcast.looked, turn);
	}
}

TEST(broadcast_invalidation, "an invalidation for the inner shareable domain reaches another CPU",
     NEEDS("cpus=2") CITE("Arm ARM, TLBI VAAE1IS; D8 TLB maintenance instructions"))
{
	uint64_t *pages[2] = { page_alloc(1), page_alloc(1) };

	broadcast.turn = broadcast.looked = broadcast.wrong = 0;
	pages[1][0] = 1;
	mmu_map(WINDOW, (uintptr_t)pages[0], MMU_READ);
	smp_run(1, look, WINDOW);
	for (unsigned int turn = 1; turn <= CHANGES; turn++) {
		mmu_map(WINDOW, (uintptr_t)pages[turn % 2], MMU_READ);
		atomic_store(&broadcast.turn, turn);
		while (atomic_load(&broadcast.looked) < turn)
			cpu_relax();
	}
	while (!smp_wait(1, NS_PER_S))
		;
	CHECK_EQ(broadcast.wrong, 0);
}

typedef unsigned int code_function(void);

/* mov w0, #value; ret */
static void write_code(uint32_t *code, unsigned int value)
{
	code[0] = 0x52800000 | value << 5;
	code[1] = 0xd65f03c0;
	cache_sync_code(code, 8);
}

TEST(new_code, "instructions that were written are executed after the caches have been seen to",
     CITE("Arm ARM, B2 Synchronization and coherency issues between data and instruction accesses"))
{
	uint32_t *code = page_alloc(1);

	for (unsigned int value = 1; value < 100; value++) {
		write_code(code, value);
		REQUIRE_EQ(((code_function *)(uintptr_t)code)(), value);
	}
}

TEST(code_by_another_name, "code written by one mapping is executed by another",
     CITE("Arm ARM, B2 Synchronization and coherency issues between data and instruction accesses"))
{
	uint32_t *code = page_alloc(1);

	mmu_map(WINDOW, (uintptr_t)code, MMU_READ | MMU_EXECUTE);
	for (unsigned int value = 1; value < 100; value++) {
		write_code(code, value);
		cache_sync_code(WINDOW, 8);
		REQUIRE_EQ(((code_function *)(uintptr_t)WINDOW)(), value);
	}
}
