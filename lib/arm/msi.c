/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages: GICv2 has a frame (GICv2m) that makes shared peripheral interrupts
 * of them, GICv3 a translation service (ITS) that makes LPIs of them.
 */
#include <bits.h>
#include <dt.h>
#include <mmu.h>
#include <pci_host.h>
#include "gic.h"
#include "its.h"
#include "mmio.h"

enum { V2M_TYPER = 0x8, V2M_SETSPI = 0x40 };

#define TYPER_BASE  BIT_RANGE(25, 16)
#define TYPER_COUNT BIT_RANGE(9, 0)

static bool message_by_v2m(int node, unsigned int n, struct pci_message *message)
{
	unsigned int intid;
	uint64_t frame;
	uint32_t type;

	if (!dt_reg(node, 0, &frame, NULL))
		return false;
	type = mmio_read32((uintptr_t)mmu_device(frame, PAGE_SIZE) + V2M_TYPER);
	if (n >= field_get(TYPER_COUNT, type))
		return false;
	intid = field_get(TYPER_BASE, type) + n;
	gic_set_edge(intid, true);
	irq_open(IRQ_INTID(intid));
	*message = (struct pci_message){ frame + V2M_SETSPI, intid, IRQ_INTID(intid) };
	return true;
}

bool pci_host_message(uint16_t requester, unsigned int n, struct pci_message *message)
{
	int node = dt_find(DT_START, "arm,gic-v2m-frame");

	return node == DT_NONE ? its_message(requester, n, message)
			       : message_by_v2m(node, n, message);
}
