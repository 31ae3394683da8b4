/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data exceptions: one program interruption code for bad decimal digits,
 * registers that are switched off, and all that IEEE 754 calls an exception.
 * The data-exception code tells them apart, and floating point software
 * depends on it.
 *
 * Principles of Operation, Data Exception and chapter 'Floating-Point Overview'.
 */
#include <caught.h>
#include <control_register.h>
#include <test.h>

/* Data-exception codes; those of IEEE exceptions are masks of the FPC as well. */
enum {
	DXC_DECIMAL = 0x00,
	DXC_AFP_REGISTER = 0x01,
	DXC_BFP_INSTRUCTION = 0x02,
	DXC_INEXACT = 0x08,
	DXC_UNDERFLOW = 0x10,
	DXC_OVERFLOW = 0x20,
	DXC_DIVIDE = 0x40,
	DXC_INVALID = 0x80,
	DXC_VECTOR_INSTRUCTION = 0xfe,
	DXC_COMPARE_AND_TRAP = 0xff,
};

/* An inexact result that was truncated, or incremented, when it trapped. */
#define DXC_INEXACT_TRUNCATED	0x08
#define DXC_INEXACT_INCREMENTED 0x0c

#define FPC_DXC	      0x0000ff00u
#define FPC_MASK(dxc) ((uint32_t)(dxc) << 24)
#define FPC_FLAG(dxc) ((uint32_t)(dxc) << 16)
#define FPC_CODE(fpc) (((fpc)&FPC_DXC) >> 8)

/* Binary floating point, short format. */
#define ONE	  0x3f800000u
#define THREE	  0x40400000u
#define LARGEST	  0x7f7fffffu
#define SMALLEST  0x00800000u /* that is normal */
#define SIGNALING 0x7fa00000u /* not a number */

static uint32_t fpc(void)
{
	uint32_t value;

	__asm__ volatile("stfpc %0" : "=Q"(value));
	return value;
}

static void set_fpc(uint32_t value)
{
	__asm__ volatile("lfpc %0" : : "Q"(value));
}

TEST(decimal_digit, "CONVERT TO BINARY of a digit above 9 is a data exception, code 0",
     CITE("Principles of Operation, CONVERT TO BINARY"))
{
	const uint64_t not_decimal = 0x000000000000a00c;
	int binary = 0;

	catch_trap(TRAP_DATA);
	CATCH("cvb %0,%1", : "+d"(binary) : "R"(not_decimal) : "r1", "memory");
	CHECK_CAUGHT_BEHIND(4);
	CHECK_EQ(caught.parameter, DXC_DECIMAL);
}

TEST(registers_switched_off, "without AFP registers, one beyond the first four is a data exception",
     CITE("Principles of Operation, CR0 bit 45"))
{
	uint64_t before = control_store(0);

	catch_trap(TRAP_DATA);
	control_load(0, before & ~(uint64_t)CR0_AFP_REGISTERS);
	CATCH("ldr %%f1,%%f3", : : : "r1", "memory");
	control_load(0, before);
	CHECK_CAUGHT_BEHIND(2);
	CHECK_EQ(caught.parameter, DXC_AFP_REGISTER);
}

TEST(binary_switched_off,
     "without AFP registers, a binary floating point instruction is a data exception",
     CITE("Principles of Operation, CR0 bit 45"))
{
	uint64_t before = control_store(0);

	catch_trap(TRAP_DATA);
	control_load(0, before & ~(uint64_t)CR0_AFP_REGISTERS);
	CATCH("aebr %%f0,%%f2", : : : "r1", "cc", "memory");
	control_load(0, before);
	CHECK_CAUGHT_BEHIND(4);
	CHECK_EQ(caught.parameter, DXC_BFP_INSTRUCTION);
}

TEST(vectors_switched_off, "without vector enablement, a vector instruction is a data exception",
     NEEDS("vector") CITE("Principles of Operation, CR0 bit 46"))
{
	uint64_t before = control_store(0);

	catch_trap(TRAP_DATA);
	control_load(0, before & ~(uint64_t)CR0_VECTOR);
	CATCH(".insn vrx,0xe70000000006,1,0(%0),0", : : "a"(&before) : "r1", "memory"); /* VL */
	control_load(0, before);
	CHECK_CAUGHT_BEHIND(6);
	CHECK_EQ(caught.parameter, DXC_VECTOR_INSTRUCTION);
	CHECK_EQ(FPC_CODE(caught.frame.fpc), DXC_VECTOR_INSTRUCTION);
}

TEST(compare_and_trap, "COMPARE AND TRAP whose comparison holds is a data exception",
     CITE("Principles of Operation, COMPARE AND TRAP"))
{
	catch_trap(TRAP_DATA);
	CATCH("cgrtlh %0,%1", : : "d"(1ul), "d"(2ul) : "r1", "memory");
	CHECK_CAUGHT_BEHIND(4);
	CHECK_EQ(caught.parameter, DXC_COMPARE_AND_TRAP);
	CHECK_EQ(FPC_CODE(caught.frame.fpc), DXC_COMPARE_AND_TRAP);

	catch_trap(TRAP_DATA);
	CATCH("cgrtlh %0,%0", : : "d"(1ul) : "r1", "memory");
	CHECK_EQ(caught.count, 0);
}

/* Executes the instruction on two short numbers, in %f0 and %f2, with traps enabled for these. */
#define IEEE_CATCH(instruction, a, b, enabled)                                   \
	do {                                                                     \
		set_fpc(FPC_MASK(enabled));                                      \
		__asm__ volatile("le %%f0,%0\n	le %%f2,%1" : : "R"(a), "R"(b)); \
		CATCH(instruction, : : : "r1", "cc", "memory");                  \
	} while (0)

static const uint32_t one = ONE, three = THREE, largest = LARGEST, smallest = SMALLEST,
		      signaling = SIGNALING, zero;

TEST(ieee_divide_by_zero, "a division by zero is a data exception if the mask says so",
     CITE("Principles of Operation, IEEE Division-By-Zero"))
{
	catch_trap(TRAP_DATA);
	IEEE_CATCH("debr %%f0,%%f2", one, zero, DXC_DIVIDE);
	CHECK_CAUGHT_BEHIND(4);
	CHECK_EQ(caught.parameter, DXC_DIVIDE);
	CHECK_EQ(FPC_CODE(caught.frame.fpc), DXC_DIVIDE);
}

TEST(ieee_masked, "an IEEE exception whose mask is zero sets its flag and does not trap",
     CITE("Principles of Operation, IEEE Exceptions"))
{
	catch_trap(TRAP_DATA);
	IEEE_CATCH("debr %%f0,%%f2", one, zero, 0);
	CHECK_EQ(caught.count, 0);
	CHECK_EQ(fpc(), FPC_FLAG(DXC_DIVIDE));
}

TEST(ieee_invalid, "an operation on a signaling NaN is a data exception if the mask says so",
     CITE("Principles of Operation, IEEE Invalid Operation"))
{
	catch_trap(TRAP_DATA);
	IEEE_CATCH("aebr %%f0,%%f2", signaling, one, DXC_INVALID);
	CHECK_CAUGHT_BEHIND(4);
	CHECK_EQ(caught.parameter, DXC_INVALID);
}

TEST(ieee_overflow, "a result too large is a data exception if the mask says so",
     CITE("Principles of Operation, IEEE Overflow"))
{
	catch_trap(TRAP_DATA);
	IEEE_CATCH("aebr %%f0,%%f2", largest, largest, DXC_OVERFLOW);
	CHECK_CAUGHT_BEHIND(4);
	CHECK_EQ(caught.parameter & ~(DXC_INEXACT_INCREMENTED | 0ul), DXC_OVERFLOW);
}

TEST(ieee_underflow, "a result too small is a data exception if the mask says so",
     CITE("Principles of Operation, IEEE Underflow"))
{
	catch_trap(TRAP_DATA);
	IEEE_CATCH("debr %%f0,%%f2", smallest, three, DXC_UNDERFLOW);
	CHECK_CAUGHT_BEHIND(4);
	CHECK_EQ(caught.parameter & ~(DXC_INEXACT_INCREMENTED | 0ul), DXC_UNDERFLOW);
}

TEST(ieee_inexact, "a result that was rounded is a data exception if the mask says so",
     CITE("Principles of Operation, IEEE Inexact"))
{
	catch_trap(TRAP_DATA);
	IEEE_CATCH("debr %%f0,%%f2", one, three, DXC_INEXACT);
	CHECK_CAUGHT_BEHIND(4);
	CHECK(caught.parameter == DXC_INEXACT_TRUNCATED ||
		      caught.parameter == DXC_INEXACT_INCREMENTED,
	      "code %#lx", caught.parameter);
}

TEST(vector_divide_by_zero,
     "a division by zero in a vector is a vector-processing exception that names the element",
     NEEDS("vector") CITE("Principles of Operation, Vector-Processing Exception"))
{
	/* Element 1 in the left half of the code, division by zero in the right. */
	const uint64_t code = 0x12;
	static const uint64_t ones[2] = { 0x3ff0000000000000, 0x3ff0000000000000 };
	static const uint64_t divisors[2] = { 0x3ff0000000000000, 0 };

	set_fpc(FPC_MASK(DXC_DIVIDE));
	__asm__ volatile(".insn vrx,0xe70000000006,1,0(%0),0\n" /* VL of 1 and 2 */
			 "	.insn vrx,0xe70000000006,2,0(%1),0"
			 :
			 : "a"(ones), "a"(divisors));
	catch_trap(TRAP_VECTOR);
	CATCH(".insn vrr,0xe700000000e5,1,1,2,3,0,0", : : : "r1", "memory"); /* VFDDB 1,1,2 */
	CHECK_CAUGHT_BEHIND(6);
	CHECK_EQ(caught.parameter, code);
	CHECK_EQ(FPC_CODE(caught.frame.fpc), code);
}
