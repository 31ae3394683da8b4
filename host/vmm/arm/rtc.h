/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real-time clock, a PL031. */
#ifndef RTC_H
#define RTC_H

#include "../vm.h"

void rtc_create(struct vm *vm);

/* No alarm comes after rtc_save() until the state is in a machine again; its lines may be saved. */
struct rtc_state;
struct rtc_state *rtc_save(struct vm *vm);
/* Once the machine has its lines back. Also frees it. */
void rtc_restore(struct vm *vm, struct rtc_state *state);

#endif
