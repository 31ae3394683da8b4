/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <machine.h>
#include "psci.h"

void machine_off(void)
{
	psci_call(PSCI_SYSTEM_OFF, 0, 0, 0);
	for (;;)
		__asm__ volatile("wfi");
}
