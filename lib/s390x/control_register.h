/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control registers: the bits that the library and its tests use. The
 * constants may be used in assembly as well.
 */
#ifndef CONTROL_REGISTER_H
#define CONTROL_REGISTER_H

#define CR0_INSTRUCTION_EXECUTION_PROTECTION 0x00100000
#define CR0_LOW_ADDRESS_PROTECTION	     0x10000000
#define CR0_EXTRACTION_AUTHORITY	     0x08000000
#define CR0_ENHANCED_DAT		     0x00800000
#define CR0_AFP_REGISTERS		     0x00040000
#define CR0_VECTOR			     0x00020000
#define CR0_MALFUNCTION_ALERT		     0x00008000
#define CR0_EMERGENCY_SIGNAL		     0x00004000
#define CR0_EXTERNAL_CALL		     0x00002000
#define CR0_CLOCK_COMPARATOR		     0x00000800
#define CR0_CPU_TIMER			     0x00000400
#define CR0_SERVICE_SIGNAL		     0x00000200
#define CR0_INTERRUPT_KEY		     0x00000040

/* Designation of a region-third table of 512 entries, for CR1, CR7 and CR13. */
#define ASCE_REGION_THIRD 0x4

/* CR6: interruption subclass 0 is the leftmost bit of the low word. */
#define CR6_ISC(isc) (0x80000000 >> (isc))

#define CR14_ALWAYS_ONE	     0xc0000000
#define CR14_CHANNEL_REPORT  0x10000000
#define CR14_RECOVERY	     0x08000000
#define CR14_DEGRADATION     0x04000000
#define CR14_EXTERNAL_DAMAGE 0x02000000
#define CR14_WARNING	     0x01000000
#define CR14_REPRESSIBLE                                                                 \
	(CR14_CHANNEL_REPORT | CR14_RECOVERY | CR14_DEGRADATION | CR14_EXTERNAL_DAMAGE | \
	 CR14_WARNING)

/* What the library loads; its own interrupts are open, those of tests closed. */
#define CR0_LIBRARY                                                                    \
	(CR0_INSTRUCTION_EXECUTION_PROTECTION | CR0_ENHANCED_DAT | CR0_AFP_REGISTERS | \
	 CR0_VECTOR | CR0_EMERGENCY_SIGNAL | CR0_EXTERNAL_CALL | CR0_CLOCK_COMPARATOR)

#ifndef __ASSEMBLER__
#include <stdint.h>

#define CONTROL_REGISTERS 16

/* The number must be a constant. */
#define control_store(number)                                                           \
	({                                                                              \
		uint64_t control_value;                                                 \
		__asm__ volatile("stctg %1,%1,%0" : "=Q"(control_value) : "i"(number)); \
		control_value;                                                          \
	})

#define control_load(number, value)                                                                \
	do {                                                                                       \
		uint64_t control_value = (value);                                                  \
		__asm__ volatile("lctlg %1,%1,%0" : : "Q"(control_value), "i"(number) : "memory"); \
	} while (0)

/* From boot.S: what each CPU begins with, and each case. */
extern const uint64_t control_library[CONTROL_REGISTERS];
#endif

#endif
