/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The address space at the beginning: storage as it is, in leaves of 2 GB
 * beyond the first 2 GB, of 1 MB in those, and of 4 KB in the first megabyte,
 * where the lowcore is moved away from address 0 and the boot stack has its
 * guard page (see cpu_setup()).
 */
#include <arch_page.h>
#include <lowcore.h>

#define LOWCORE_PAGES (LOWCORE_SIZE >> PAGE_SHIFT)

	.section .data.mmu, "aw"
	.balign	4096
	.globl	mmu_regions, mmu_first_pages

mmu_regions:
	.quad	mmu_segments + TABLE_REGION_THIRD + TABLE_FULL_LENGTH
	.set	n, 1
	.rept	ROOT_REGION_ENTRIES - 1
	.quad	(n << REGION_SHIFT) + TABLE_LEAF + TABLE_REGION_THIRD
	.set	n, n + 1
	.endr

mmu_segments:
	.quad	mmu_first_pages
	.set	n, 1
	.rept	SEGMENT_ENTRIES - 1
	.quad	(n << SEGMENT_SHIFT) + TABLE_LEAF
	.set	n, n + 1
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
