/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <edu.h>
#include <test.h>

#define VENDOR 0x1234
#define DEVICE 0x11e8

static struct pci_function *edu;

uint32_t edu_get(unsigned int reg)
{
	return pci_bar_read(edu, 0, reg, 4);
}

void edu_set(unsigned int reg, uint32_t value)
{
	pci_bar_write(edu, 0, reg, 4, value);
}

struct pci_function *edu_need(void)
{
	edu = pci_find(VENDOR, DEVICE, 0);
	if (!edu)
		SKIP("needs QEMU's educational device: -device edu");
	pci_command(edu, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 0);
	edu_set(EDU_STATUS, 0);
	edu_set(EDU_INTERRUPT_ACK, edu_get(EDU_INTERRUPT_STATUS));
	return edu;
}

void edu_start_dma(uint64_t from, uint64_t to, unsigned int count, uint32_t command)
{
	pci_bar_write(edu, 0, EDU_DMA_FROM, 8, from);
	pci_bar_write(edu, 0, EDU_DMA_TO, 8, to);
	pci_bar_write(edu, 0, EDU_DMA_COUNT, 8, count);
	pci_bar_write(edu, 0, EDU_DMA_COMMAND, 8, command | EDU_DMA_START);
}

bool edu_dma_runs(void)
{
	return pci_bar_read(edu, 0, EDU_DMA_COMMAND, 8) & EDU_DMA_START;
}
