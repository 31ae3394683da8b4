/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the DMA of PCI functions goes: a region-third table, segment tables and
 * page tables, in the form of those of CPUs, but all of full length, and the
 * functions know of a change only after zpci_refresh().
 */
#ifndef ZPCI_DMA_H
#define ZPCI_DMA_H

#include <stdint.h>
#include <zpci.h>

#define ZPCI_ANCHOR_TRANSLATES	 0x800
#define ZPCI_ANCHOR_PROTECTED	 0x200
#define ZPCI_ANCHOR_TYPE	 0x01c
#define ZPCI_ANCHOR_SEGMENT	 0x000
#define ZPCI_ANCHOR_REGION_THIRD 0x004

/* Of page-table entries; those of the others are as in <arch_page.h>. */
#define ZPCI_PAGE_INVALID   0x400
#define ZPCI_PAGE_PROTECTED 0x200

/* Of regions and segments: 2048 entries of 8 bytes. */
#define ZPCI_TABLE_SIZE 0x4000
#define ZPCI_PAGES_SIZE 0x800

/* Tables that map nothing yet; they end with the case. */
uint64_t *zpci_dma_tables(void);

/* The page-table entry of a DMA address; makes the tables that lead to it. */
uint64_t *zpci_dma_entry(uint64_t *regions, uint64_t dma);

uint64_t zpci_dma_anchor(const uint64_t *regions);

/* Gives the function these tables for all of its DMA addresses; a condition code. */
unsigned int zpci_dma_register(struct zpci *function, uint64_t anchor, uint8_t *status);

#endif
