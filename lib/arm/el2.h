/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EL2, where the loader entered there. Tests run at EL1 on every machine, so
 * that they are the same tests; a stub has stayed behind at EL2. It executes
 * single instructions there, without memory or stack, and hands all other
 * exceptions on: an HVC, or what a bit of HCR_EL2 traps, is a trap at EL1, with
 * the syndrome that EL2 got.
 */
#ifndef EL2_H
#define EL2_H

#include <bits.h>
#include <stdbool.h>
#include <stdint.h>
#include "arm_cpu.h"
#include "layout.h"

static inline bool el2_available(void)
{
	return entry_el == 2;
}

#define EL2_STRING(x)  #x
#define EL2_STRING_(x) EL2_STRING(x)
#define EL2_ENTER      "adr x1, 881f\nhvc #" EL2_STRING_(HVC_EL2_CALL) "\nb 882f\n881: "
#define EL2_LEAVE      "\nret\n882:\n"

/* Runs an instruction at EL2, with and for x0. */
#define EL2_EXECUTE(instruction, x0_value)                           \
	({                                                           \
		register uint64_t el2_x0 __asm__("x0") = (x0_value); \
		__asm__ volatile(EL2_ENTER instruction EL2_LEAVE     \
				 : "+r"(el2_x0)                      \
				 :                                   \
				 : "x1", "x30", "memory");           \
		el2_x0;                                              \
	})

#define el2_read(name)	       EL2_EXECUTE("mrs x0, " EL2_STRING_(name), 0)
#define el2_write(name, value) ((void)EL2_EXECUTE("msr " EL2_STRING_(name) ", x0", value))

/* HCR_EL2 */
#define HCR_AMO BIT(5)
#define HCR_VSE BIT(8)
#define HCR_TSC BIT(19)
#define HCR_TVM BIT(26)

static inline void hcr_set(uint64_t bits)
{
	el2_write(hcr_el2, el2_read(hcr_el2) | bits);
}

static inline void hcr_clear(uint64_t bits)
{
	el2_write(hcr_el2, el2_read(hcr_el2) & ~bits);
}

#define VSESR_EL2    s3_4_c5_c2_3
#define SYNDROME_IDS BIT(24) /* what follows is the implementation's own */

#endif
