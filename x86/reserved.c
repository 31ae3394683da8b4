/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What control registers and MSRs must refuse: reserved bits, combinations that
 * make no sense, registers that do not exist.
 *
 * A guest that is allowed to set what the CPU would not have accepted runs into
 * trouble later, on another host or another version of this one; and it may be
 * the host itself that trips over a value it did not expect.
 */
#include <caught.h>
#include <cpu_regs.h>
#include <test.h>

#define UNKNOWN_MSR  0x7fffffff
#define RESERVED_BIT (1ul << 62)

TEST(reserved_bits_of_cr0, "setting one of the upper 32 bits of CR0 is #GP(0)",
     CITE("SDM vol. 3, 2.5, Control Registers"))
{
	catch_trap(TRAP_GP);
	CATCH("mov %0, %%cr0", : : "r"(cr0_read() | RESERVED_BIT));
	CHECK_FAULT(0);
}

TEST(reserved_bits_of_efer, "setting a reserved bit of EFER is #GP(0)",
     CITE("SDM vol. 3, 2.2.1, Extended Feature Enable Register"))
{
	uint64_t efer = msr_read(MSR_EFER) | RESERVED_BIT;

	catch_trap(TRAP_GP);
	CATCH("wrmsr", : : "c"(MSR_EFER), "a"((uint32_t)efer), "d"(efer >> 32));
	CHECK_FAULT(0);
}

TEST(paging_without_protection, "CR0.PG cannot be kept when CR0.PE is cleared: #GP(0)",
     CITE("SDM vol. 3, 2.5, Control Registers, CR0.PG"))
{
	catch_trap(TRAP_GP);
	CATCH("mov %0, %%cr0", : : "r"(cr0_read() & ~(uint64_t)CR0_PE));
	CHECK_FAULT(0);
}

TEST(unknown_msr, "reading and writing an MSR that does not exist is #GP(0)",
     CITE("SDM vol. 2, RDMSR and WRMSR"))
{
	catch_trap(TRAP_GP);
	CATCH("rdmsr", : : "c"(UNKNOWN_MSR) : "rax", "rdx");
	CHECK_FAULT(0);

	catch_trap(TRAP_GP);
	CATCH("wrmsr", : : "c"(UNKNOWN_MSR), "a"(0), "d"(0));
	CHECK_FAULT(0);
}

TEST(reserved_bits_of_cr4, "setting a reserved bit of CR4 is #GP(0)",
     CITE("SDM vol. 3, 2.5, Control Registers") TIMEOUT(1))
{
	catch_trap(TRAP_GP);
	CATCH("mov %0, %%cr4", : : "r"(cr4_read() | RESERVED_BIT));
	CHECK_FAULT(0);
}
