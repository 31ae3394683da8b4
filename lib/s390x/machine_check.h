/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine-check-interruption code: what has happened, and which of what the
 * interruption stored is valid. It is the parameter of IRQ_MACHINE_CHECK.
 *
 * Principles of Operation, Machine-Check Interruption Code.
 */
#ifndef MACHINE_CHECK_H
#define MACHINE_CHECK_H

#include <stdint.h>

/* Bits are numbered from the left. */
#define MCIC_BIT(n) (1ull << (63 - (n)))

/* Subclasses: what has happened. */
#define MCIC_SYSTEM_DAMAGE	    MCIC_BIT(0)
#define MCIC_PROCESSING_DAMAGE	    MCIC_BIT(1)
#define MCIC_SYSTEM_RECOVERY	    MCIC_BIT(2)
#define MCIC_TIMING_DAMAGE	    MCIC_BIT(4)
#define MCIC_EXTERNAL_DAMAGE	    MCIC_BIT(5)
#define MCIC_DEGRADATION	    MCIC_BIT(7)
#define MCIC_WARNING		    MCIC_BIT(8)
#define MCIC_CHANNEL_REPORT	    MCIC_BIT(9)
#define MCIC_SERVICE_DAMAGE	    MCIC_BIT(10)
#define MCIC_CHANNEL_DAMAGE	    MCIC_BIT(11)
#define MCIC_SUBCLASSES		    0xfff0000000000000
#define MCIC_BACKED_UP		    MCIC_BIT(14)
#define MCIC_STORAGE_ERROR	    MCIC_BIT(16)
#define MCIC_STORAGE_CORRECTED	    MCIC_BIT(17)
#define MCIC_KEY_ERROR		    MCIC_BIT(18)
#define MCIC_STORAGE_DEGRADATION    MCIC_BIT(19)
#define MCIC_INDIRECT_STORAGE_ERROR MCIC_BIT(32)

/* The old PSW: system mask, masks and key, program mask and condition code, address. */
#define MCIC_PSW_VALID (MCIC_BIT(20) | MCIC_BIT(21) | MCIC_BIT(22) | MCIC_BIT(23))

/* What was saved in the lowcore. */
#define MCIC_VECTORS_VALID	    MCIC_BIT(25)
#define MCIC_FPRS_VALID		    MCIC_BIT(27)
#define MCIC_GPRS_VALID		    MCIC_BIT(28)
#define MCIC_CRS_VALID		    MCIC_BIT(29)
#define MCIC_ACRS_VALID		    MCIC_BIT(33)
#define MCIC_FPC_VALID		    MCIC_BIT(43)
#define MCIC_CPU_TIMER_VALID	    MCIC_BIT(46)
#define MCIC_CLOCK_COMPARATOR_VALID MCIC_BIT(47)
#define MCIC_STORAGE_VALID	    MCIC_BIT(31)

#endif
