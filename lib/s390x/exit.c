/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <console_lines.h>
#include <machine.h>
#include <sigp.h>
#include <smp.h>

/*
 * A machine whose last CPU stops ends. When another CPU could not be stopped,
 * a reset of all ends a machine that was told not to boot again.
 */
void machine_off(void)
{
	const unsigned long modified_clear_reset = 0;
	uint16_t self;

	console_end_line();
	if (!smp_reset())
		__asm__ volatile("diag %%r0,%0,0x308" : : "d"(modified_clear_reset) : "memory");
	__asm__ volatile("stap %0" : "=Q"(self));
	for (;;)
		sigp(self, SIGP_STOP, 0, NULL);
}
