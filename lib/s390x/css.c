/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instructions. A trap leaves the condition code as it was.
 */
#include <css.h>
#include <trap.h>

#define CONDITION_CODE \
	"	ipm	%0\n"    \
	"	srl	%0,28"

/* The subchannel in general register 1, and a block or none. */
#define DEFINE_WITH_BLOCK(name, block_type)                            \
	unsigned int name(uint64_t sid, block_type block)              \
	{                                                              \
		register uint64_t r1 __asm__("r1") = sid;              \
		unsigned int cc;                                       \
                                                                       \
		__asm__ volatile(PROBED(#name " 0(%2)") CONDITION_CODE \
				 : "=d"(cc)                            \
				 : "d"(r1), "a"(block)                 \
				 : "cc", "memory");                    \
		return cc;                                             \
	}

#define DEFINE_ALONE(name)                                    \
	unsigned int name(uint64_t sid)                       \
	{                                                     \
		register uint64_t r1 __asm__("r1") = sid;     \
		unsigned int cc;                              \
                                                              \
		__asm__ volatile(PROBED(#name) CONDITION_CODE \
				 : "=d"(cc)                   \
				 : "d"(r1)                    \
				 : "cc", "memory");           \
		return cc;                                    \
	}

#define DEFINE_STORING(name)                                           \
	unsigned int name(void *block)                                 \
	{                                                              \
		unsigned int cc;                                       \
                                                                       \
		__asm__ volatile(PROBED(#name " 0(%1)") CONDITION_CODE \
				 : "=d"(cc)                            \
				 : "a"(block)                          \
				 : "cc", "memory");                    \
		return cc;                                             \
	}

DEFINE_WITH_BLOCK(stsch, void *)
DEFINE_WITH_BLOCK(msch, const void *)
DEFINE_WITH_BLOCK(ssch, const void *)
DEFINE_WITH_BLOCK(tsch, void *)
DEFINE_ALONE(hsch)
DEFINE_ALONE(csch)
DEFINE_ALONE(xsch)
DEFINE_ALONE(rsch)
DEFINE_ALONE(rchp)
DEFINE_STORING(tpi)
DEFINE_STORING(stcrw)

unsigned int chsc(void *block)
{
	unsigned int cc;

	__asm__ volatile(PROBED(".insn rre,0xb25f0000,%1,%%r0") CONDITION_CODE
			 : "=d"(cc)
			 : "a"(block)
			 : "cc", "memory");
	return cc;
}

void schm(uint64_t control, uint64_t origin)
{
	register uint64_t r1 __asm__("r1") = control;
	register uint64_t r2 __asm__("r2") = origin;

	__asm__ volatile(PROBED("schm") : : "d"(r1), "d"(r2) : "memory");
}
