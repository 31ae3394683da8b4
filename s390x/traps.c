/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Program interruptions: each kind that a program can provoke, with its exact
 * code, the length of the instruction, the address that the old PSW is left
 * with, and what else the machine tells about it.
 *
 * Operating systems decode these and resume by them, so a host that is off by
 * one instruction or by one bit breaks a guest far from the cause.
 */
#include <alloc.h>
#include <caught.h>
#include <control_register.h>
#include <lowcore.h>
#include <mmu.h>
#include <string.h>
#include <test.h>

/* Far beyond any storage, within what the translation tables reach. */
#define NO_STORAGE (1ull << 39)

TEST(operation, "an operation code that is not assigned is an operation exception",
     CITE("Principles of Operation, Operation Exception"))
{
	catch_trap(TRAP_OPERATION);
	CATCH(".short 0", : : : "r1", "memory");
	CHECK_CAUGHT_BEHIND(2);

	catch_trap(TRAP_OPERATION);
	CATCH(".long 0xb2ff0000", : : : "r1", "memory");
	CHECK_CAUGHT_BEHIND(4);
}

static void store_cpu_address(void)
{
	uint16_t address;

	CATCH("stap %0", : "=Q"(address) : : "r1", "memory");
}

TEST(privileged, "STORE CPU ADDRESS in the problem state is a privileged-operation exception",
     CITE("Principles of Operation, Privileged-Operation Exception"))
{
	catch_trap(TRAP_PRIVILEGED);
	in_problem_state(store_cpu_address);
	CHECK_CAUGHT_BEHIND(4);
	CHECK(caught.frame.psw.mask & PSW_PROBLEM_STATE);
}

TEST(supervisor_is_privileged, "STORE CPU ADDRESS in the supervisor state does not trap",
     CITE("Principles of Operation, STORE CPU ADDRESS"))
{
	catch_trap(TRAP_PRIVILEGED);
	store_cpu_address();
	CHECK_EQ(caught.count, 0);
}

TEST(execute, "EXECUTE of an EXECUTE is an execute exception",
     CITE("Principles of Operation, Execute Exception"))
{
	catch_trap(TRAP_EXECUTE);
	CATCH("exrl 0,0f\n	j 772f\n0:	exrl 0,0b", : : : "r1", "memory");
	CHECK_CAUGHT_BEHIND(6);
}

TEST(executed_instruction_traps,
     "a trap of an instruction under EXECUTE has the length and the place of the EXECUTE",
     CITE("Principles of Operation, Instruction-Length Code"))
{
	catch_trap(TRAP_OPERATION);
	CATCH("exrl 0,0f\n	j 772f\n0:	.short 0", : : : "r1", "memory");
	CHECK_CAUGHT_BEHIND(6);
}

TEST(addressing, "a load from where there is no storage is an addressing exception",
     CITE("Principles of Operation, Addressing Exception"))
{
	char *page = page_alloc(1);
	uint64_t value = 0;

	mmu_map(page, NO_STORAGE, MMU_READ | MMU_WRITE);
	catch_trap(TRAP_ADDRESSING);
	CATCH("lg %0,0(%1)", : "+d"(value) : "a"(page) : "r1", "memory");
	CHECK_CAUGHT_BEHIND(6);
	CHECK_EQ(value, 0);
}

TEST(odd_register_pair, "an odd register where a pair is wanted is a specification exception",
     CITE("Principles of Operation, Specification Exception"))
{
	catch_trap(TRAP_SPECIFICATION);
	CATCH(".insn rr,0x1c00,1,2", : : : "r1", "r2", "memory");
	CHECK_CAUGHT_BEHIND(2);
}

TEST(misaligned_operand, "COMPARE AND SWAP of a word off its boundary is a specification exception",
     CITE("Principles of Operation, COMPARE AND SWAP"))
{
	static char bytes[16] __attribute__((aligned(8)));

	for (unsigned int offset = 1; offset < 4; offset++) {
		catch_trap(TRAP_SPECIFICATION);
		CATCH("cs %%r0,%%r0,0(%0)", : : "a"(bytes + offset) : "r0", "r1", "cc", "memory");
		CHECK_CAUGHT_BEHIND(4);
	}
}

TEST(invalid_psw_bit,
     "LOAD PSW EXTENDED of a PSW with a bit that must be zero loads it, and traps in its name",
     CITE("Principles of Operation, PSW Format Error, early"))
{
	struct psw psw = { .mask = psw_mask() | PSW_MUST_BE_ZERO };

	catch_trap(TRAP_SPECIFICATION);
	__asm__ volatile("	larl	%%r1,0f\n"
			 "	stg	%%r1,8(%0)\n"
			 "	stgrl	%%r1,catch_landing\n"
			 "	lpswe	0(%0)\n"
			 "0:"
			 :
			 : "a"(&psw)
			 : "r1", "cc", "memory");
	CHECK_EQ(caught.count, 1);
	CHECK_EQ(caught.frame.psw.address, psw.address);
	CHECK(caught.frame.psw.mask & PSW_MUST_BE_ZERO);
	CHECK_EQ(caught.frame.ilc, 0);
}

TEST(fixed_overflow, "an overflow traps if the program mask says so, and the sum is stored",
     CITE("Principles of Operation, Fixed-Point-Overflow Exception"))
{
	int sum = INT32_MAX;

	catch_trap(TRAP_FIXED_OVERFLOW);
	CATCH("ahi %0,1", : "+d"(sum) : : "r1", "cc", "memory");
	CHECK_EQ(caught.count, 0);

	sum = INT32_MAX;
	psw_set_mask(psw_mask() | PSW_FIXED_OVERFLOW);
	CATCH("ahi %0,1", : "+d"(sum) : : "r1", "cc", "memory");
	psw_set_mask(psw_mask() & ~(uint64_t)PSW_FIXED_OVERFLOW);
	CHECK_CAUGHT_BEHIND(4);
	CHECK_EQ(sum, INT32_MIN);
}

TEST(fixed_divide, "a division by zero is a fixed-point-divide exception",
     CITE("Principles of Operation, Fixed-Point-Divide Exception"))
{
	catch_trap(TRAP_FIXED_DIVIDE);
	CATCH("lghi %%r2,0\n	lghi %%r3,7\n	lghi %%r4,0\n	dsgr %%r2,%%r4",
	      :
	      :
	      : "r1", "r2", "r3", "r4", "memory");
	CHECK_EQ(caught.count, 1);
	CHECK_EQ(caught.frame.ilc, 4);
	CHECK_EQ(caught.frame.psw.address, catch_landing);
	CHECK_EQ(caught.frame.gprs[3], 7);
}

TEST(too_large_for_binary,
     "CONVERT TO BINARY of more than 31 bits is a fixed-point-divide exception",
     CITE("Principles of Operation, CONVERT TO BINARY"))
{
	const uint64_t decimal = 0x002147483648000c; /* +2147483648000 */
	int binary = 0;

	catch_trap(TRAP_FIXED_DIVIDE);
	CATCH("cvb %0,%1", : "+d"(binary) : "R"(decimal) : "r1", "memory");
	CHECK_CAUGHT_BEHIND(4);
}

TEST(monitor_event, "MONITOR CALL of an enabled class reports class and code",
     CITE("Principles of Operation, MONITOR CALL"))
{
	const unsigned int class = 5;
	const uint64_t code = 0x123;

	control_load(8, 0x8000ul >> class);
	catch_trap(TRAP_MONITOR);
	CATCH("mc %0(%1),5", : : "i"(0x123), "a"(0ul) : "r1", "memory");
	CHECK_CAUGHT_BEHIND(4);
	CHECK_EQ(caught.frame.monitor_class, class);
	CHECK_EQ(caught.parameter, code);
}

TEST(monitor_event_masked, "MONITOR CALL of a class that is not enabled does nothing",
     CITE("Principles of Operation, MONITOR CALL"))
{
	catch_trap(TRAP_MONITOR);
	CATCH("mc 0,5", : : : "r1", "memory");
	CHECK_EQ(caught.count, 0);
}

TEST(operand,
     "HALT SUBCHANNEL of a subsystem identification without its one bit is an operand exception",
     CITE("Principles of Operation, Operand Exception"))
{
	catch_trap(TRAP_OPERAND);
	CATCH("lghi %%r1,0\n	hsch", : : : "r1", "cc", "memory");
	CHECK_EQ(caught.count, 1);
	CHECK_EQ(caught.frame.ilc, 4);
	CHECK_EQ(caught.frame.psw.address, catch_landing);
}

TEST(special_operation,
     "MOVE TO PRIMARY without secondary-space control is a special-operation exception",
     CITE("Principles of Operation, MOVE TO PRIMARY"))
{
	static char bytes[8];

	catch_trap(TRAP_SPECIAL_OPERATION);
	CATCH("mvcp 0(%0,%1),0(%1),%0", : : "d"(1ul), "a"(bytes) : "r1", "cc", "memory");
	CHECK_CAUGHT_BEHIND(6);
}

TEST(null_pointer, "a load by a null pointer is a page-translation exception at address 0",
     CITE("Principles of Operation, Page-Translation Exception"))
{
	catch_trap(TRAP_PAGE);
	CATCH("lg %%r0,0(%0)", : : "a"(0ul) : "r0", "r1", "memory");
	CHECK_CAUGHT_AT(6);
	CHECK_EQ(caught.parameter, 0);
}

static volatile unsigned int reached;

static void reach(void)
{
	reached++;
}

TEST(null_function, "a call of a null pointer traps before it executes anything",
     CITE("Principles of Operation, Page-Translation Exception"))
{
	trap_probe_call(NULL);
	CHECK_EQ(trap_probed(), TRAP_PAGE);
	reached = 0;
	trap_probe_call(reach);
	CHECK_EQ(trap_probed(), TRAP_NONE);
	CHECK_EQ(reached, 1);
}

static void *probed_in_function(void *at)
{
	return (void *)probe_read(at, 8);
}

TEST(odd_function, "an instruction address that is odd is a specification exception",
     CITE("Principles of Operation, PSW Format Error, late"))
{
	trap_probe_call((void (*)(void))((uintptr_t)reach + 1));
	CHECK_EQ(trap_probed(), TRAP_SPECIFICATION);
}

TEST(trap_after_trap, "a thousand traps in a row are each taken and each survived",
     CITE("Principles of Operation, Program Interruption"))
{
	unsigned int taken = 0;

	for (unsigned int i = 0; i < 1000; i++) {
		trap_probe_begin();
		probed_in_function(NULL);
		taken += trap_probed() == TRAP_PAGE;
	}
	CHECK_EQ(taken, 1000);
}

#define DECIMAL_OVERFLOW_MASK 0x0000040000000000 /* in the PSW */

TEST(decimal_overflow,
     "ADD DECIMAL into a field that is too short traps if the program mask says so",
     CITE("Principles of Operation, Decimal-Overflow Exception"))
{
	uint8_t sum[1] = { 0x9c }, one[1] = { 0x1c };

	psw_set_mask(psw_mask() | DECIMAL_OVERFLOW_MASK);
	CHECK_TRAP(TRAP_DECIMAL_OVERFLOW, ({
			   __asm__ volatile(PROBED("ap 0(1,%0),0(1,%1)")
					    :
					    : "a"(sum), "a"(one)
					    : "cc", "memory");
			   0;
		   }));
}

TEST(decimal_divide, "DIVIDE DECIMAL by zero is a decimal-divide exception",
     CITE("Principles of Operation, Decimal-Divide Exception"))
{
	uint8_t dividend[2] = { 0x00, 0x7c }, zero[1] = { 0x0c };

	CHECK_TRAP(TRAP_DECIMAL_DIVIDE, ({
			   __asm__ volatile(PROBED("dp 0(2,%0),0(1,%1)")
					    :
					    : "a"(dividend), "a"(zero)
					    : "cc", "memory");
			   0;
		   }));
}

TEST(hfp_divide, "a hexadecimal floating point division by zero is an HFP-divide exception",
     CITE("Principles of Operation, HFP-Divide Exception"))
{
	CHECK_TRAP(TRAP_HFP_DIVIDE, ({
			   __asm__ volatile("lzer %%f2\n" PROBED("der %%f0,%%f2") : : : "memory");
			   0;
		   }));
}

#define KEY_ONE	    0x10
#define PSW_KEY_TWO 0x0020000000000000

TEST(key_protection, "a store by key 2 to a page of key 1 is a protection exception",
     CITE("Principles of Operation, Key-Controlled Protection"))
{
	char *page = page_alloc(1);

	__asm__ volatile("sske %0,%1" : : "d"(KEY_ONE), "a"(page) : "memory");
	psw_set_mask(psw_mask() | PSW_KEY_TWO);
	catch_trap(TRAP_PROTECTION);
	CATCH("mvi 0(%0),1", : : "a"(page) : "r1", "memory");
	psw_set_mask(psw_mask() & ~(uint64_t)PSW_KEY);
	__asm__ volatile("sske %0,%1" : : "d"(0), "a"(page) : "memory");
	CHECK_CAUGHT_BEHIND(4);
	CHECK_EQ(*page, 0);
}
