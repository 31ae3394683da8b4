/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Telling a PONG device what to do, see docs/pong.md. Each of these runs a
 * program of its own and ends the case if that does not end well.
 */
#ifndef PONG_IO_H
#define PONG_IO_H

#include <css.h>
#include <pong.h>

/* The nth PONG device, from 0, open and as after a reset. */
struct subchannel *pong_open(unsigned int nth, unsigned int isc);

void pong_behave(struct subchannel *sch, const struct pong_behaviour *behaviour);
void pong_alert(struct subchannel *sch, const struct pong_alert *alert);
void pong_interrupt(struct subchannel *sch, const struct pong_interrupt *interrupt);
void pong_store(struct subchannel *sch, const void *record, uint16_t size);
struct pong_counters pong_counters(struct subchannel *sch);

#endif
