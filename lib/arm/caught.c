/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bits.h>
#include <caught.h>
#include "sysreg.h"

/* SPSR_EL1 */
#define PSTATE_IL BIT(20)
#define PSTATE_SS BIT(21)

#define MDSCR_SS BIT(0)

void catch_leave(struct frame *frame)
{
	frame->pstate &= ~(PSTATE_IL | PSTATE_SS);
	sysreg_write(mdscr_el1, sysreg_read(mdscr_el1) & ~MDSCR_SS);
	frame_set_pc(frame, frame->x[16]);
}

bool caught_at(unsigned int distance)
{
	return caught.count == 1 && caught.frame.pc == caught.frame.x[17] + distance;
}
