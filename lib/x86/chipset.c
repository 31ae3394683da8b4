/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's two PCs: i440FX with PIIX4, and Q35 with ICH9. Values are those that
 * other firmware chooses as well.
 */
#include "chipset.h"
#include "io.h"

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc
#define CONFIG_ENABLE  0x80000000

#define FUNCTION(slot, function) ((slot) << 11 | (function) << 8)
#define HOST_BRIDGE		 FUNCTION(0, 0)
#define PIIX4_PM		 FUNCTION(1, 3)
#define ICH9_LPC		 FUNCTION(31, 0)

#define ID_I440FX   0x12378086
#define ID_Q35	    0x29c08086
#define ID_PIIX4_PM 0x71138086
#define ID_ICH9_LPC 0x29188086

#define PM_BASE		 0x600
#define PM_BASE_REGISTER 0x40 /* of both */
#define PM_BASE_MASK	 0xff80

#define PIIX4_PM_MISC	0x80
#define PIIX4_PM_ENABLE 0x01
#define ICH9_ACPI_CTRL	0x44
#define ICH9_PM_ENABLE	0x80

#define Q35_PCIEXBAR	   0x60
#define Q35_PCIEXBAR_BASE  0xb0000000 /* 256 buses */
#define Q35_PCIEXBAR_VALID 0x01

static uint32_t read(uint32_t function, uint32_t reg)
{
	out32(CONFIG_ADDRESS, CONFIG_ENABLE | function | reg);
	return in32(CONFIG_DATA);
}

static void write(uint32_t function, uint32_t reg, uint32_t value)
{
	out32(CONFIG_ADDRESS, CONFIG_ENABLE | function | reg);
	out32(CONFIG_DATA, value);
}

static void setup_power(uint32_t function, uint32_t reg, uint32_t enable)
{
	if (read(function, PM_BASE_REGISTER) & PM_BASE_MASK)
		return;
	write(function, PM_BASE_REGISTER, PM_BASE | 1);
	write(function, reg, read(function, reg) | enable);
}

void chipset_setup(void)
{
	switch (read(HOST_BRIDGE, 0)) {
	case ID_I440FX:
		if (read(PIIX4_PM, 0) == ID_PIIX4_PM)
			setup_power(PIIX4_PM, PIIX4_PM_MISC, PIIX4_PM_ENABLE);
		break;
	case ID_Q35:
		if (!(read(HOST_BRIDGE, Q35_PCIEXBAR) & Q35_PCIEXBAR_VALID)) {
			write(HOST_BRIDGE, Q35_PCIEXBAR + 4, 0);
			write(HOST_BRIDGE, Q35_PCIEXBAR, Q35_PCIEXBAR_BASE | Q35_PCIEXBAR_VALID);
		}
		if (read(ICH9_LPC, 0) == ID_ICH9_LPC)
			setup_power(ICH9_LPC, ICH9_ACPI_CTRL, ICH9_PM_ENABLE);
		break;
	}
}
