/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program-status word of a CPU that is running when the guest is migrated.
 *
 * A guest is stopped between any two of its instructions: behind one that sets the condition
 * code, before the branch that looks at it. Emulators keep the code in another form than the
 * PSW has, and have to put it there before they save the PSW.
 */
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <smp.h>
#include <test.h>

#define PROGRAM_MASK_SHIFT 24 /* of SPM and IPM: two bits of code, four of mask */
#define CODES		   4
#define DECIMAL_OVERFLOW   0x4 /* in the program mask: what nothing here can raise */

static uint64_t go_on; /* 2: hold, 1: enough */
static uint32_t found;

/* Neither of the two instructions of the loop touches the condition code. */
static void hold(void *context)
{
	uint32_t word = *(const uint32_t *)context << PROGRAM_MASK_SHIFT;
	uint64_t flag;

	__asm__ volatile("	spm	%2\n"
			 "0:	lg	%1,%3\n"
			 "	brctg	%1,0b\n"
			 "	ipm	%0\n"
			 : "=d"(found), "=&d"(flag)
			 : "d"(word), "T"(go_on)
			 : "cc", "memory");
	found = found >> PROGRAM_MASK_SHIFT & 0x3f;
	__asm__ volatile("spm %0" : : "d"(0) : "cc");
}

static void move_while_held(uint32_t word)
{
	atomic_store(&go_on, 2);
	smp_run(1, hold, &word);
	clock_delay(NS_PER_MS);
	control_migrate("precopy", NULL);
	atomic_store(&go_on, 1);
	REQUIRE(smp_wait(1, 10 * NS_PER_S), "CPU 1 is gone");
	CHECK(found == word, "condition code and program mask were %#x, and are %#x", word, found);
}

TEST(program_mask, "the program mask of a running CPU is the same after a migration",
     NEEDS("migration") NEEDS("cpus=2")
	     CITE("Principles of Operation, Program-Status Word, bits 20-23"))
{
	move_while_held(DECIMAL_OVERFLOW);
}

TEST(condition_code, "the condition code of a running CPU is the same after a migration",
     NEEDS("migration") NEEDS("cpus=2")
	     CITE("Principles of Operation, Program-Status Word, bits 18-19"))
{
	for (uint32_t code = 0; code < CODES; code++)
		move_while_held(code << 4);
}
