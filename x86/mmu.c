/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paging with four levels: what each bit of an entry does, at each level, and
 * which translations a CPU may keep.
 *
 * Emulators walk the tables by software, and hypervisors that have no second
 * level of translation build tables of their own from them; both must honour
 * every bit, and forget what the guest tells them to forget.
 */
#include <alloc.h>
#include <caught.h>
#include <cpu_regs.h>
#include <mmu.h>
#include <string.h>
#include <test.h>

#define LEVEL_4K   0
#define LEVEL_2M   1
#define LEVEL_1G   2
#define LEVEL_ROOT 3

#define SIZE_2M (1ul << 21)
#define SIZE_1G (1ul << 30)

/* Far from everything that is mapped: entries 256 and up of the root are unused. */
#define ELSEWHERE 0xffff900000000000ul
#define FRESH(n)  ((void *)(ELSEWHERE + (n)*SIZE_1G))

#define RESERVED_BIT (1ul << 51)

static const unsigned int rw = MMU_READ | MMU_WRITE;

/* A page at an address of its own, so that all tables on the way to it are its own. */
static uint64_t *map_fresh(unsigned int n, unsigned int access)
{
	mmu_map(FRESH(n), (uintptr_t)page_alloc(1), access);
	return FRESH(n);
}

/* Not by lib/mmu.c, which would make other CPUs and this one forget. */
static void change(void *virtual, unsigned int level, uint64_t clear, uint64_t set)
{
	mmu_entry_t *entry = mmu_entry(virtual, level);

	REQUIRE(entry);
	*(volatile mmu_entry_t *)entry = (*entry & ~clear) | set;
}

static void invlpg(const void *virtual)
{
	__asm__ volatile("invlpg (%0)" : : "r"(virtual) : "memory");
}

static void change_and_forget(void *virtual, unsigned int level, uint64_t clear, uint64_t set)
{
	change(virtual, level, clear, set);
	invlpg(virtual);
}

TEST(accessed, "reading sets the A bit of each entry on the way, and of no other",
     CITE("SDM vol. 3, 4.8, Accessed and Dirty Flags"))
{
	uint64_t *page = map_fresh(0, rw);

	for (unsigned int level = 0; level < MMU_LEVELS; level++)
		change_and_forget(page, level, PTE_ACCESSED | PTE_DIRTY, 0);
	CHECK_EQ(*(volatile uint64_t *)page, 0);
	for (unsigned int level = 0; level < MMU_LEVELS; level++)
		CHECK(*mmu_entry(page, level) & PTE_ACCESSED, "level %u", level);
	CHECK(!(*mmu_entry(page, LEVEL_4K) & PTE_DIRTY), "reading has set D");
}

TEST(dirty, "writing sets the D bit of the last entry, also if reading has set A before",
     CITE("SDM vol. 3, 4.8, Accessed and Dirty Flags"))
{
	volatile uint64_t *page = map_fresh(1, rw);

	(void)*page;
	CHECK(!(*mmu_entry((void *)page, LEVEL_4K) & PTE_DIRTY));
	*page = 1;
	CHECK(*mmu_entry((void *)page, LEVEL_4K) & PTE_DIRTY);
}

TEST(write_needs_each_level, "without W in an entry of any level, a write is #PF with P and W",
     CITE("SDM vol. 3, 4.6.1, Determination of Access Rights"))
{
	uint64_t *page = map_fresh(2, rw);

	for (unsigned int level = 0; level < MMU_LEVELS; level++) {
		change_and_forget(page, level, PTE_WRITE, 0);
		catch_trap(TRAP_PF);
		CATCH("movq $1, %0", : "=m"(*page));
		CHECK_FAULT(PF_PRESENT | PF_WRITE);
		CHECK_TRAP(TRAP_NONE, probe_read(page, 8));
		change_and_forget(page, level, 0, PTE_WRITE);
	}
	CHECK_TRAP(TRAP_NONE, probe_write(page, 8, 1));
}

TEST(write_protect_off, "with CR0.WP clear the supervisor writes to read-only pages",
     CITE("SDM vol. 3, 4.6.1, Determination of Access Rights"))
{
	uint64_t *page = map_fresh(3, MMU_READ);

	CHECK_TRAP(TRAP_PF, probe_write(page, 8, 1));
	cr0_write(cr0_read() & ~(uint64_t)CR0_WP);
	CHECK_TRAP(TRAP_NONE, probe_write(page, 8, 1));
	cr0_write(cr0_read() | CR0_WP);
	CHECK_TRAP(TRAP_PF, probe_write(page, 8, 2));
	CHECK_EQ(*page, 1);
}

TEST(execute_needs_each_level, "with NX in an entry of any level, fetching is #PF with P and I",
     NEEDS("no-execute") CITE("SDM vol. 3, 4.6.1, Determination of Access Rights"))
{
	uint8_t *page = (uint8_t *)map_fresh(4, rw | MMU_EXECUTE);

	*page = 0xc3; /* ret */
	for (unsigned int level = 0; level < MMU_LEVELS; level++) {
		change_and_forget(page, level, 0, PTE_NX);
		CHECK_TRAP(TRAP_PF, trap_probe_call((void (*)(void))page));
		change_and_forget(page, level, PTE_NX, 0);
		CHECK_TRAP(TRAP_NONE, trap_probe_call((void (*)(void))page));
	}
}

TEST(reserved_bit, "a reserved bit in an entry of any level is #PF with P and RSVD",
     CITE("SDM vol. 3, 4.7, Page-Fault Exceptions"))
{
	uint64_t *page = map_fresh(5, rw), value;

	if (cpuid(0x80000008, 0).eax % 256 > 51)
		SKIP("needs a CPU with fewer than 52 bits of physical address");
	for (unsigned int level = 0; level < MMU_LEVELS; level++) {
		change_and_forget(page, level, 0, RESERVED_BIT);
		catch_trap(TRAP_PF);
		CATCH("mov %1, %0", : "=r"(value) : "m"(*page));
		CHECK_FAULT(PF_PRESENT | PF_RESERVED);
		change_and_forget(page, level, RESERVED_BIT, 0);
	}
}

TEST(large_bit_in_root, "the large-page bit is reserved in an entry of the root",
     CITE("SDM vol. 3, table 4-15, Format of a PML4E"))
{
	uint64_t *page = map_fresh(6, rw), value;

	change_and_forget(page, LEVEL_ROOT, 0, PTE_LARGE);
	catch_trap(TRAP_PF);
	CATCH("mov %1, %0", : "=r"(value) : "m"(*page));
	change_and_forget(page, LEVEL_ROOT, PTE_LARGE, 0);
	CHECK_FAULT(PF_PRESENT | PF_RESERVED);
}

static void check_large(unsigned int n, unsigned int level, size_t size)
{
	uint64_t *memory = page_alloc(2);
	uintptr_t base = (uintptr_t)memory & ~(size - 1), offset = (uintptr_t)memory - base;
	volatile uint64_t *alias = (uint64_t *)((char *)FRESH(n) + offset);
	uint64_t physical;

	REQUIRE(mmu_map_large(FRESH(n), base, rw, level));
	*memory = 42;
	CHECK_EQ(*alias, 42);
	alias[PAGE_SIZE / 8] = 43;
	CHECK_EQ(memory[PAGE_SIZE / 8], 43);
	CHECK(mmu_translate((void *)alias, &physical));
	CHECK_EQ(physical, (uintptr_t)memory);
	CHECK(*mmu_entry(FRESH(n), level) & PTE_DIRTY);
	CHECK(!mmu_entry(FRESH(n), level - 1), "there is a table below");
}

TEST(page_2m, "a page of 2 MiB translates all its addresses, and has one D bit",
     CITE("SDM vol. 3, table 4-18, Format of a Page-Directory Entry that Maps a 2-MByte Page"))
{
	check_large(8, LEVEL_2M, SIZE_2M);
}

TEST(page_1g, "a page of 1 GiB translates all its addresses, and has one D bit",
     NEEDS("gbpages") CITE("SDM vol. 3, table 4-16"))
{
	check_large(9, LEVEL_1G, SIZE_1G);
}

TEST(large_reserved, "in a large page, address bits below its size are reserved, but for PAT",
     CITE("SDM vol. 3, table 4-18"))
{
	uint64_t value;

	REQUIRE(mmu_map_large(FRESH(10), 0, rw, LEVEL_2M));
	change_and_forget(FRESH(10), LEVEL_2M, 0, 1ul << 13);
	catch_trap(TRAP_PF);
	CATCH("mov %1, %0", : "=r"(value) : "m"(*((uint64_t *)FRESH(10) + PAGE_SIZE)));
	CHECK_FAULT(PF_PRESENT | PF_RESERVED);
}

TEST(invlpg_forgets, "after INVLPG a page is translated by the new entry",
     CITE("SDM vol. 3, 4.10.4.1, Operations that Invalidate TLBs and Paging-Structure Caches"))
{
	uint64_t *first = page_alloc(1), *second = page_alloc(1);

	*first = 1;
	*second = 2;
	mmu_map(FRESH(11), (uintptr_t)first, rw);
	CHECK_EQ(*(volatile uint64_t *)FRESH(11), 1);
	change(FRESH(11), LEVEL_4K, PTE_ADDRESS, (uintptr_t)second);
	invlpg(FRESH(11));
	CHECK_EQ(*(volatile uint64_t *)FRESH(11), 2);
}

TEST(cr3_forgets, "after a write to CR3 all pages that are not global are translated anew",
     CITE("SDM vol. 3, 4.10.4.1"))
{
	uint64_t *pages[2];

	for (unsigned int i = 0; i < 2; i++)
		pages[i] = map_fresh(12 + i, rw);
	CHECK_TRAP(TRAP_NONE, probe_read(pages[0], 8));
	CHECK_TRAP(TRAP_NONE, probe_read(pages[1], 8));
	change(pages[0], LEVEL_4K, PTE_PRESENT, 0);
	change(pages[1], LEVEL_1G, PTE_PRESENT, 0);
	cr3_write(cr3_read());
	CHECK_TRAP(TRAP_PF, probe_read(pages[0], 8));
	CHECK_TRAP(TRAP_PF, probe_read(pages[1], 8));
}

TEST(cr4_forgets, "a change of CR4.PGE forgets global pages as well", CITE("SDM vol. 3, 4.10.4.1"))
{
	uint64_t *page = map_fresh(14, rw);

	change(page, LEVEL_4K, 0, PTE_GLOBAL);
	cr4_write(cr4_read() | CR4_PGE);
	CHECK_TRAP(TRAP_NONE, probe_read(page, 8));
	change(page, LEVEL_4K, PTE_PRESENT, 0);
	cr4_write(cr4_read() & ~(uint64_t)CR4_PGE);
	CHECK_TRAP(TRAP_PF, probe_read(page, 8));
}

TEST(not_present_is_not_kept, "an entry that becomes present needs no INVLPG",
     CITE("SDM vol. 3, 4.10.4.3, Optional Invalidation"))
{
	uint64_t *page = map_fresh(15, rw);

	for (unsigned int level = 0; level < MMU_LEVELS; level++) {
		change_and_forget(page, level, PTE_PRESENT, 0);
		CHECK_TRAP(TRAP_PF, probe_read(page, 8));
		change(page, level, 0, PTE_PRESENT);
		CHECK_TRAP(TRAP_NONE, probe_read(page, 8));
	}
}

TEST(two_names, "two addresses of one page see each other's writes at once",
     CITE("SDM vol. 3, 4.3"))
{
	uint64_t *memory = page_alloc(1);
	volatile uint64_t *a = FRESH(16), *b = FRESH(17);

	mmu_map((void *)a, (uintptr_t)memory, rw);
	mmu_map((void *)b, (uintptr_t)memory, rw);
	for (uint64_t i = 0; i < 512; i++) {
		a[i] = i;
		CHECK_EQ(b[i], i);
		b[i] = ~i;
		CHECK_EQ(a[i], ~i);
	}
}

static volatile uint64_t *pkey_page;

static void write_pkru(uint32_t value)
{
	__asm__ volatile("wrpkru" : : "a"(value), "c"(0), "d"(0) : "memory");
}

TEST(protection_key, "PKRU bits AD and WD forbid access and writing to user pages with their key",
     NEEDS("pku") CITE("SDM vol. 3, 4.6.2, Protection Keys"))
{
	pkey_page = map_fresh(18, rw | MMU_USER);
	change_and_forget((void *)pkey_page, LEVEL_4K, 0, 5ul << 59);
	cr4_write(cr4_read() | CR4_PKE);

	write_pkru(0);
	CHECK_TRAP(TRAP_NONE, probe_write(pkey_page, 8, 1));
	write_pkru(2u << 5 * 2);
	CHECK_TRAP(TRAP_NONE, probe_read(pkey_page, 8));
	CHECK_TRAP(TRAP_PF, probe_write(pkey_page, 8, 2));
	write_pkru(1u << 5 * 2);
	CHECK_TRAP(TRAP_PF, probe_read(pkey_page, 8));
	write_pkru(0);
	CHECK_EQ(*pkey_page, 1);
}
