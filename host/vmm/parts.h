/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios that move their guest just when it would miss a part of its state. The guest puts
 * something there, asks to be moved, and looks whether it is still there.
 */
#ifndef PARTS_H
#define PARTS_H

#include "scenario.h"

/*
 * Lets a CPU have what of its MOVE_… and moves the guest each time it asks for that. before and
 * after, if not NULL, are called when the guest stands still in its old and in its new machine.
 */
void parts_move(unsigned int cpu, uint64_t what, void (*before)(void), void (*after)(void));

#endif
