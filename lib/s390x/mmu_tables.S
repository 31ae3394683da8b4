/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The address space at the beginning: the first megabyte as it is, in pages,
 * but for the lowcore, which is moved away from address 0, and the guard page
 * of the boot stack (see cpu_setup()). The rest follows when it is first
 * needed, see identity.c.
 */
#include <arch_page.h>
#include <lowcore.h>

#define LOWCORE_PAGES (LOWCORE_SIZE >> PAGE_SHIFT)

	.section .data.mmu, "aw"
	.balign	4096
	.globl	mmu_regions, mmu_first_pages

mmu_regions:
	.quad	first_segments + TABLE_REGION_THIRD
	.rept	ROOT_REGION_ENTRIES - 1
	.quad	TABLE_INVALID + TABLE_REGION_THIRD
	.endr

first_segments:
	.quad	mmu_first_pages
	.rept	PART_OF_SEGMENTS - 1
	.quad	TABLE_INVALID
	.endr

mmu_first_pages:
	.rept	LOWCORE_PAGES
	.quad	PAGE_INVALID
	.endr
	.set	n, 0
	.rept	LOWCORE_PAGES
	.quad	n << PAGE_SHIFT
	.set	n, n + 1
	.endr
	.set	n, 2 * LOWCORE_PAGES
	.rept	PAGE_ENTRIES - 2 * LOWCORE_PAGES
	.quad	n << PAGE_SHIFT
	.set	n, n + 1
	.endr
