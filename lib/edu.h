/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's educational device: a PCI function whose interrupts and DMA the guest
 * starts by single registers, so that each can be watched alone.
 *
 * QEMU documentation, "EDU device".
 */
#ifndef EDU_H
#define EDU_H

#include <pci.h>

enum {
	EDU_IDENTITY = 0x00,
	EDU_LIVENESS = 0x04,
	EDU_FACTORIAL = 0x08,
	EDU_STATUS = 0x20,
	EDU_INTERRUPT_STATUS = 0x24,
	EDU_INTERRUPT_RAISE = 0x60,
	EDU_INTERRUPT_ACK = 0x64,
	EDU_DMA_FROM = 0x80,
	EDU_DMA_TO = 0x88,
	EDU_DMA_COUNT = 0x90,
	EDU_DMA_COMMAND = 0x98,
};

#define EDU_IDENTITY_VALUE	0xed
#define EDU_IDENTITY_MASK	0xff
#define EDU_STATUS_COMPUTING	0x01
#define EDU_STATUS_INTERRUPT	0x80 /* when the factorial is done */
#define EDU_INTERRUPT_FACTORIAL 0x001
#define EDU_INTERRUPT_DMA	0x100

#define EDU_DMA_START	    0x1
#define EDU_DMA_TO_MEMORY   0x2
#define EDU_DMA_INTERRUPT   0x4
#define EDU_DMA_BUFFER	    0x40000 /* in the device */
#define EDU_DMA_BUFFER_SIZE 4096

/* With memory and bus mastering on, nothing pending; skips the case where there is none. */
struct pci_function *edu_need(void);

uint32_t edu_get(unsigned int reg);
void edu_set(unsigned int reg, uint32_t value);

void edu_start_dma(uint64_t from, uint64_t to, unsigned int count, uint32_t command);
bool edu_dma_runs(void);

#endif
