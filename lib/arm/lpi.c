/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LPIs: interrupts that have no registers. A table in memory, one byte for each,
 * tells all redistributors which are enabled; each has a table of its own for
 * those that are pending.
 */
#include <bits.h>
#include <smp.h>
#include "gic.h"
#include "its_impl.h"
#include "mmio.h"
#include "sysreg.h"

enum { GICR_CTLR = 0x00, GICR_PROPBASER = 0x70, GICR_PENDBASER = 0x78 };

#define CTLR_ENABLE_LPIS BIT(0)

#define BASER_CACHE  BIT_RANGE(9, 7)
#define BASER_SHARE  BIT_RANGE(11, 10)
#define PENDING_ZERO BIT(62)

/* Numbers have so many bits, and the tables room for all of them. */
#define ID_BITS	     14
#define CONFIG_SIZE  (BIT(ID_BITS) - FIRST_LPI)
#define PENDING_SIZE (BIT(ID_BITS) / 8)

#define CONFIG_ENABLED 0x01
#define CONFIG_RES1    0x02

static volatile uint8_t *configuration;

static uint64_t with_attributes(const volatile void *table)
{
	uint64_t base = (uintptr_t)table;

	base = field_put(BASER_CACHE, base, ITS_CACHED);
	return field_put(BASER_SHARE, base, ITS_SHARED);
}

void lpi_setup_cpu(struct cpu *cpu)
{
	uintptr_t redistributor = cpu->arch.redistributor;
	uint32_t control = mmio_read32(redistributor + GICR_CTLR);

	if (control & CTLR_ENABLE_LPIS)
		return;
	if (!configuration)
		configuration = its_table(CONFIG_SIZE);
	mmio_write64(redistributor + GICR_PROPBASER,
		     with_attributes(configuration) | (ID_BITS - 1));
	mmio_write64(redistributor + GICR_PENDBASER,
		     with_attributes(its_table(PENDING_SIZE)) | PENDING_ZERO);
	dsb(ishst);
	mmio_write32(redistributor + GICR_CTLR, control | CTLR_ENABLE_LPIS);
}

void lpi_configure(uint32_t lpi, bool enabled)
{
	configuration[lpi - FIRST_LPI] =
		GIC_PRIORITY | CONFIG_RES1 | (enabled ? CONFIG_ENABLED : 0);
	dsb(ishst);
}
