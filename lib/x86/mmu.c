/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an entry of a page table looks like, and how all CPUs learn of a new one.
 * The identity map that boot.S begins with covers 512 GiB where the CPU has pages
 * of 1 GiB, else the first 4 GiB.
 */
#include <alloc.h>
#include <atomic.h>
#include <mmu.h>
#include <smp.h>
#include "apic.h"
#include "cpu_regs.h"
#include "interrupt.h"

#define ENTRIES	     512
#define TABLE_ACCESS (PTE_PRESENT | PTE_WRITE | PTE_USER) /* the last level decides */
#define LEVEL_2M     1
#define LEVEL_1G     2

extern mmu_entry_t page_root[ENTRIES];
extern const uint32_t boot_efer;

/* Those that have ever run; CPUs stay in the list. */
static struct cpu *arrived;

/* What is to be forgotten, by how many CPUs that have not yet done so. */
static struct {
	const void *virtual;
	unsigned int level;
	unsigned int missing;
} forget;

mmu_entry_t *mmu_root(void)
{
	return page_root;
}

void *mmu_table_alloc(unsigned int level)
{
	(void)level;
	return page_keep(1);
}

static mmu_entry_t nx(void)
{
	return boot_efer & EFER_NXE ? PTE_NX : 0;
}

/* There is no write-only or execute-only page: whatever is accessible can be read. */
mmu_entry_t mmu_make_leaf(uint64_t physical, unsigned int access, unsigned int level)
{
	mmu_entry_t entry = physical;

	if (access & (MMU_READ | MMU_WRITE | MMU_EXECUTE))
		entry |= PTE_PRESENT;
	if (access & MMU_WRITE)
		entry |= PTE_WRITE;
	if (!(access & MMU_EXECUTE))
		entry |= nx();
	if (access & MMU_USER)
		entry |= PTE_USER;
	if (access & MMU_DEVICE)
		entry |= PTE_PCD | PTE_PWT;
	if (level)
		entry |= PTE_LARGE;
	return entry;
}

mmu_entry_t mmu_make_table(const void *table, unsigned int level)
{
	(void)level;
	return (uintptr_t)table | TABLE_ACCESS;
}

bool mmu_is_valid(mmu_entry_t entry, unsigned int level)
{
	(void)level;
	return entry & PTE_PRESENT;
}

bool mmu_is_leaf(mmu_entry_t entry, unsigned int level)
{
	return !level || entry & PTE_LARGE;
}

bool mmu_has_leaf(unsigned int level)
{
	if (level == LEVEL_1G)
		return cpuid(CPUID_EXTENDED, 0).edx & CPUID_E1_EDX_1G;
	return level <= LEVEL_2M;
}

unsigned int mmu_leaf_access(mmu_entry_t entry, unsigned int level)
{
	unsigned int access = MMU_READ;

	(void)level;
	if (entry & PTE_WRITE)
		access |= MMU_WRITE;
	if (!(entry & PTE_NX))
		access |= MMU_EXECUTE;
	if (entry & PTE_USER)
		access |= MMU_USER;
	if (entry & PTE_PCD)
		access |= MMU_DEVICE;
	return access;
}

/* INVLPG takes one page with it, but a large page or a table may stand for many. */
static void forget_here(void)
{
	__asm__ volatile("invlpg (%0)" : : "r"(forget.virtual) : "memory");
	if (forget.level)
		cr3_write(cr3_read());
}

void mmu_cpu_arrives(struct cpu *cpu)
{
	for (struct cpu *other = arrived; other; other = other->arch.next) {
		if (other == cpu)
			return;
	}
	cpu->arch.next = arrived;
	atomic_store(&arrived, cpu);
}

bool mmu_forget_wanted(void)
{
	if (!atomic_xchg(&this_cpu()->arch.forget, false))
		return false;
	forget_here();
	atomic_sub(&forget.missing, 1);
	return true;
}

static bool runs(struct cpu *cpu)
{
	return cpu != this_cpu() && (cpu->state == CPU_IDLE || cpu->state == CPU_BUSY);
}

/* A CPU that was stopped since starts with nothing to forget. */
static void forget_elsewhere(void)
{
	for (struct cpu *cpu = arrived; cpu; cpu = cpu->arch.next) {
		if (!runs(cpu))
			continue;
		atomic_add(&forget.missing, 1);
		atomic_store(&cpu->arch.forget, true);
		apic_send_nmi(cpu->hardware_id);
	}
	while (atomic_load(&forget.missing))
		cpu_relax();
}

/* One at a time: lib/mmu.c holds its lock. */
void mmu_set(mmu_entry_t *place, mmu_entry_t entry, const void *virtual, unsigned int level)
{
	*(volatile mmu_entry_t *)place = entry;
	forget.virtual = virtual;
	forget.level = level;
	forget_here();
	forget_elsewhere();
}
