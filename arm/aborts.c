/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Aborts: what the MMU or the bus refuses, told apart by the fault status code.
 *
 * The status, the level of the table, the direction of the access and FAR_EL1
 * are what a kernel's page fault handler works from. A hypervisor computes them
 * anew for each fault that it reflects to its guest.
 */
#include <alloc.h>
#include <args.h>
#include <bits.h>
#include <caught.h>
#include <features.h>
#include <irq.h>
#include <machine.h>
#include <mmu.h>
#include <mmu_arm.h>
#include <sysreg.h>
#include <test.h>
#include "layout.h"

/* Where an identity map of RAM and devices has no table of any level: the last of 48 bits. */
#define NOWHERE (BIT(48) - PAGE_SIZE)

static unsigned int status(void)
{
	return caught.frame.esr & ISS_STATUS;
}

static bool was_write(void)
{
	return caught.frame.esr & ISS_WRITE;
}

static void load(const volatile void *address)
{
	CATCH("ldr	x0, [%0]", "r"(address));
}

static void store(volatile void *address)
{
	CATCH("str	xzr, [%0]", "r"(address));
}

/* Level of the manual: 3 for pages. */
static void check_translation(const void *address, unsigned int level)
{
	catch_trap(TRAP_DATA(ABORT_TRANSLATION));
	load(address);
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(status(), ABORT_TRANSLATION + level);
	CHECK_EQ(caught.parameter, (uintptr_t)address);
	CHECK(!was_write());
}

TEST(translation_levels, "a translation fault tells the level at which the walk ended",
     CITE("Arm ARM, ISS encoding for an exception from a Data Abort, DFSC"))
{
	char *window = (char *)BIT(46), *page = page_alloc(1);

	check_translation(window, 0);
	mmu_map(window, (uintptr_t)page, MMU_READ);
	check_translation(window + PAGE_SIZE, 3);
	check_translation(window + BIT(mmu_level_shift(1)), 2);
	check_translation(window + BIT(mmu_level_shift(2)), 1);
}

TEST(beyond_the_tables, "addresses that no table reaches are translation faults at level 0",
     CITE("Arm ARM, Translation faults"))
{
	check_translation((void *)BIT(48), 0);
	check_translation((void *)(BIT(55) - 8), 0);
	check_translation((void *)BIT_RANGE(63, 48), 0); /* TTBR1_EL1 is not in use */
	check_translation((void *)~7ul, 0);
}

TEST(direction, "a fault of a store and one of an exclusive pair are told apart as write and read",
     CITE("Arm ARM, ISS encoding for an exception from a Data Abort, WnR"))
{
	catch_trap(TRAP_DATA(ABORT_TRANSLATION));
	store((void *)NOWHERE);
	CHECK_CAUGHT_AT(0);
	CHECK(was_write());
	CHECK_EQ(caught.parameter, NOWHERE);

	catch_trap(TRAP_DATA(ABORT_TRANSLATION));
	CATCH("ldxr	x0, [%0]", "r"(NOWHERE));
	CHECK_CAUGHT_AT(0);
	CHECK(!was_write());
}

TEST(cache_maintenance, "cleaning an address that is not mapped is a translation fault of a write",
     CITE("Arm ARM, Permission faults and translation faults from DC instructions"))
{
	catch_trap(TRAP_DATA(ABORT_TRANSLATION));
	CATCH("dc	civac, %0", "r"(NOWHERE));
	CHECK_CAUGHT_AT(0);
	CHECK(was_write());
	CHECK_EQ(caught.parameter, NOWHERE);
}

TEST(within_the_page, "FAR_EL1 is the very address of the access, not only its page",
     CITE("Arm ARM, FAR_EL1"))
{
	catch_trap(TRAP_DATA(ABORT_TRANSLATION));
	CATCH("ldrb	w0, [%0]", "r"(NOWHERE + 0xabc));
	CHECK_EQ(caught.parameter, NOWHERE + 0xabc);
}

TEST(second_page, "FAR_EL1 of an access over two pages is in the page that is not mapped",
     CITE("Arm ARM, FAR_EL1"))
{
	char *pages = page_alloc(2);

	mmu_unmap(pages + PAGE_SIZE);
	catch_trap(TRAP_DATA(ABORT_TRANSLATION));
	load(pages + PAGE_SIZE - 4);
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.parameter, (uintptr_t)pages + PAGE_SIZE);
}

TEST(permission, "a store to a page that is read-only is a permission fault at level 3",
     CITE("Arm ARM, Permission faults"))
{
	uint64_t *page = page_alloc(1);

	mmu_protect(page, MMU_READ);
	catch_trap(TRAP_DATA(ABORT_PERMISSION));
	store(page);
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(status(), ABORT_PERMISSION + 3);
	CHECK_EQ(caught.parameter, (uintptr_t)page);
	catch_trap(TRAP_DATA(ABORT_PERMISSION));
	load(page);
	CHECK_EQ(caught.count, 0);
}

TEST(access_flag, "an access by an entry whose access flag is zero is an access flag fault",
     CITE("Arm ARM, Access flag faults"))
{
	uint64_t *page = page_alloc(1);
	mmu_entry_t *entry;

	mmu_protect(page, MMU_READ | MMU_WRITE);
	entry = mmu_entry(page, 0);
	mmu_set(entry, *entry & ~PTE_ACCESSED, page, 0);
	catch_trap(TRAP_DATA(ABORT_ACCESS_FLAG));
	load(page);
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(status(), ABORT_ACCESS_FLAG + 3);
}

TEST(address_size, "an entry beyond the physical addresses of TCR_EL1.IPS is an address size fault",
     CITE("Arm ARM, Address size faults; TCR_EL1.IPS"))
{
	uint64_t tcr = sysreg_read(tcr_el1), four_gib = BIT(32);
	char *window = (char *)BIT(46);

	if ((uintptr_t)image_end >= four_gib)
		SKIP("needs the image below 4 GiB");
	mmu_map(window, four_gib, MMU_READ);
	catch_trap(TRAP_DATA(ABORT_ADDRESS_SIZE));
	irq_disable();
	sysreg_write(tcr_el1, tcr & ~BIT_RANGE(TCR_IPS_SHIFT + 2, TCR_IPS_SHIFT));
	isb();
	__asm__ volatile("tlbi vmalle1\n	dsb nsh\n	isb" : : : "memory");
	load(window);
	sysreg_write(tcr_el1, tcr);
	isb();
	__asm__ volatile("tlbi vmalle1\n	dsb nsh\n	isb" : : : "memory");
	irq_enable();
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(status(), ABORT_ADDRESS_SIZE + 3);
}

TEST(alignment_check,
     "with SCTLR_EL1.A set an unaligned load of normal memory is an alignment fault",
     CITE("Arm ARM, SCTLR_EL1.A"))
{
	char *page = page_alloc(1);

	catch_trap(TRAP_DATA(ABORT_ALIGNMENT));
	load(page + 1);
	CHECK_EQ(caught.count, 0);
	sysreg_write(sctlr_el1, SCTLR_WORK | SCTLR_A);
	isb();
	load(page + 1);
	sysreg_write(sctlr_el1, SCTLR_WORK);
	isb();
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.parameter, (uintptr_t)page + 1);
}

TEST(device_alignment,
     "an unaligned load of device memory is an alignment fault without SCTLR_EL1.A",
     CITE("Arm ARM, Alignment of data accesses"))
{
	char *page = page_alloc(1);

	mmu_protect(page, MMU_READ | MMU_WRITE | MMU_DEVICE);
	catch_trap(TRAP_DATA(ABORT_ALIGNMENT));
	load(page + 1);
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(caught.parameter, (uintptr_t)page + 1);
	catch_trap(TRAP_DATA(ABORT_ALIGNMENT));
	load(page + 8);
	CHECK_EQ(caught.count, 0);
}

TEST(exclusive_alignment, "a load-exclusive over a 16-byte boundary is an alignment fault",
     CITE("Arm ARM, Alignment of data accesses, Load-Exclusive"))
{
	char *page = page_alloc(1);

	catch_trap(TRAP_DATA(ABORT_ALIGNMENT));
	CATCH("ldxr	x0, [%0]\n	clrex", "r"(page + 12));
	CHECK_CAUGHT_AT(0);
}

TEST(privileged_never, "with PSTATE.PAN set EL1 may not read a page that EL0 may",
     CITE("Arm ARM, FEAT_PAN"))
{
	uint64_t *page = page_alloc(1);

	if (!FEATURE_PAN)
		SKIP("needs privileged access never (FEAT_PAN)");
	mmu_protect(page, MMU_READ | MMU_WRITE | MMU_USER);
	catch_trap(TRAP_DATA(ABORT_PERMISSION));
	load(page);
	CHECK_EQ(caught.count, 0);
	CATCH(".inst	0xd500419f\n" /* msr pan, #1 */
	      "	adr	x17, 773f\n"
	      "773:	ldr	x0, [%0]",
	      "r"(page));
	__asm__ volatile(".inst 0xd500409f" : : : "memory"); /* msr pan, #0 */
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(status(), ABORT_PERMISSION + 3);
}

TEST(unprivileged_access, "LDTR and STTR are allowed what EL0 is allowed",
     CITE("Arm ARM, LDTR; STTR"))
{
	uint64_t *page = page_alloc(1);

	catch_trap(TRAP_DATA(ABORT_PERMISSION));
	CATCH("ldtr	x0, [%0]", "r"(page));
	CHECK_CAUGHT_AT(0);

	mmu_protect(page, MMU_READ | MMU_USER);
	catch_trap(TRAP_DATA(ABORT_PERMISSION));
	CATCH("ldtr	x0, [%0]", "r"(page));
	CHECK_EQ(caught.count, 0);
	CATCH("sttr	xzr, [%0]", "r"(page));
	CHECK_CAUGHT_AT(0);
	CHECK(was_write());
}

static void call(const void *code)
{
	CATCH("adr	x17, 772f\n"
	      "	blr	%0",
	      "r"(code));
}

static void check_insn_abort(const void *code, unsigned int wanted)
{
	CHECK_EQ(caught.count, 1);
	CHECK_EQ(caught.frame.pc, (uintptr_t)code);
	CHECK_EQ(caught.parameter, (uintptr_t)code);
	CHECK_EQ(status(), wanted);
}

TEST(fetch_translation, "a branch to where nothing is mapped is an instruction abort at the target",
     CITE("Arm ARM, ISS encoding for an exception from an Instruction Abort"))
{
	catch_trap(TRAP_INSN(ABORT_TRANSLATION));
	call((void *)NOWHERE);
	check_insn_abort((void *)NOWHERE, ABORT_TRANSLATION + 0);
}

TEST(fetch_permission, "a branch into a page that is execute-never is a permission fault",
     CITE("Arm ARM, Instruction execution permissions, PXN"))
{
	void *page = page_alloc(1);

	mmu_protect(page, MMU_READ | MMU_WRITE);
	catch_trap(TRAP_INSN(ABORT_PERMISSION));
	call(page);
	check_insn_abort(page, ABORT_PERMISSION + 3);
}

TEST(fetch_from_user_data, "EL1 does not execute a page that EL0 can write, whatever PXN says",
     CITE("Arm ARM, Instruction execution permissions"))
{
	void *page = page_alloc(1);

	mmu_protect(page, MMU_READ | MMU_WRITE | MMU_EXECUTE | MMU_USER);
	CHECK(!(*mmu_entry(page, 0) & PTE_PXN));
	catch_trap(TRAP_INSN(ABORT_PERMISSION));
	call(page);
	check_insn_abort(page, ABORT_PERMISSION + 3);
}

/* An address of which the run knows that nobody answers there and that this is an abort. */
static void *nobody(unsigned int access)
{
	uint64_t address = args_number("nobody", 0);
	char *window = (char *)BIT(46);

	if (!address)
		SKIP("needs the argument nobody=ADDRESS, where this host answers with an abort");
	mmu_map(window, address, access);
	return window;
}

TEST(external, "a load or store that nobody answers is a synchronous external abort",
     CITE("Arm ARM, Synchronous External abort"))
{
	void *window = nobody(MMU_READ | MMU_WRITE | MMU_DEVICE);

	catch_trap(TRAP_DATA(ABORT_EXTERNAL));
	load(window);
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(status(), ABORT_EXTERNAL);
	CHECK_EQ(caught.parameter, (uintptr_t)window);
	catch_trap(TRAP_DATA(ABORT_EXTERNAL));
	store(window);
	CHECK_CAUGHT_AT(0);
	CHECK(was_write());
}

TEST(fetch_external, "an instruction fetch that nobody answers is a synchronous external abort",
     CITE("Arm ARM, Synchronous External abort"))
{
	void *window = nobody(MMU_READ | MMU_EXECUTE);

	catch_trap(TRAP_INSN(ABORT_EXTERNAL));
	call(window);
	check_insn_abort(window, ABORT_EXTERNAL);
}

TEST(walk_external, "a table that nobody answers for is an external abort on the walk",
     CITE("Arm ARM, Synchronous External abort on translation table walk"))
{
	uint64_t address = args_number("nobody", 0);
	char *window = (char *)BIT(46);
	mmu_entry_t *entry, before;

	if (!address)
		SKIP("needs the argument nobody=ADDRESS, where this host answers with an abort");
	mmu_map(window, address, MMU_READ); /* for the tables above */
	entry = mmu_entry(window, 1);
	REQUIRE(entry);
	before = *entry;
	mmu_set(entry, mmu_make_table((void *)address, 1), window, 1);
	catch_trap(TRAP_DATA(ABORT_EXTERNAL_WALK));
	load(window);
	mmu_set(entry, before, window, 1);
	CHECK_CAUGHT_AT(0);
	CHECK_EQ(status(), ABORT_EXTERNAL_WALK + 3);
}
