/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facilities that the machine does not have: their instructions are operation
 * exceptions.
 *
 * A host that hides a facility from a guest promises that the guest can be moved
 * to where there is none. An instruction that works all the same is found by
 * programs that try, and breaks them after the move.
 *
 * Principles of Operation, Operation Exception and Facility Indications.
 */
#include <caught.h>
#include <lowcore.h>
#include <test.h>
#include <zpci.h>

#define CITED CITE("Principles of Operation, Operation Exception")

enum {
	FACILITY_DISTINCT_OPERANDS = 45,
	FACILITY_MISCELLANEOUS_2 = 58,
	FACILITY_TRANSACTIONS = 73,
	FACILITY_HYPERVISOR_INFORMATION = 74,
};

static void needs_absence(unsigned int facility)
{
	if (has_facility(facility))
		SKIP("needs a machine without facility %u", facility);
}

TEST(pci, "without facility 69 the instructions of PCI are operation exceptions", CITED)
{
	static uint64_t block[16];
	static struct zpci_fib fib;
	uint64_t data = 0;

	needs_absence(FACILITY_ZPCI);
	CHECK_TRAP(TRAP_OPERATION, clp(block));
	CHECK_TRAP(TRAP_OPERATION, zpci_load(0, 0, &data, NULL));
	CHECK_TRAP(TRAP_OPERATION, zpci_store(0, 0, 0, NULL));
	CHECK_TRAP(TRAP_OPERATION, zpci_store_block(0, 0, block, NULL));
	CHECK_TRAP(TRAP_OPERATION, zpci_refresh(0, 0, 0, NULL));
	CHECK_TRAP(TRAP_OPERATION, zpci_modify(0, &fib, NULL));
	CHECK_TRAP(TRAP_OPERATION, zpci_store_controls(0, &fib, NULL));
}

TEST(interruption_controls,
     "without facility 72 SET INTERRUPTION CONTROLS is an operation exception", CITED)
{
	needs_absence(FACILITY_ADAPTER_SUPPRESSION);
	CHECK_TRAP(TRAP_OPERATION, zpci_set_interruptions(SIC_ALL, 0));
}

TEST(distinct_operands, "without facility 45 ADD with three registers is an operation exception",
     CITED)
{
	needs_absence(FACILITY_DISTINCT_OPERANDS);
	catch_trap(TRAP_OPERATION);
	CATCH(".insn rrf,0xb9e80000,%%r2,%%r3,%%r4,0", : : : "r1", "r2", "cc", "memory"); /* AGRK */
	CHECK_CAUGHT_BEHIND(4);
}

TEST(miscellaneous_2, "without facility 58 MULTIPLY with three registers is an operation exception",
     CITED)
{
	needs_absence(FACILITY_MISCELLANEOUS_2);
	catch_trap(TRAP_OPERATION);
	CATCH(".insn rrf,0xb9ed0000,%%r2,%%r3,%%r4,0",
	      :
	      :
	      : "r1", "r2", "cc", "memory"); /* MSGRKC */
	CHECK_CAUGHT_BEHIND(4);
}

TEST(transactions, "without facility 73 TRANSACTION BEGIN is an operation exception", CITED)
{
	needs_absence(FACILITY_TRANSACTIONS);
	catch_trap(TRAP_OPERATION);
	CATCH(".insn sil,0xe56000000000,0,0", : : : "r1", "cc", "memory"); /* TBEGIN */
	CHECK_CAUGHT_BEHIND(6);
}

TEST(hypervisor_information,
     "without facility 74 STORE HYPERVISOR INFORMATION is an operation exception", CITED)
{
	needs_absence(FACILITY_HYPERVISOR_INFORMATION);
	catch_trap(TRAP_OPERATION);
	CATCH(".insn rre,0xb2560000,%%r2,%%r4", : : : "r1", "r2", "r3", "r4", "r5", "cc", "memory");
	CHECK_CAUGHT_BEHIND(4);
}

TEST(vectors, "without facility 129 VECTOR LOAD is an operation exception", CITED)
{
	static uint64_t value[2];

	needs_absence(FACILITY_VECTOR);
	catch_trap(TRAP_OPERATION);
	CATCH(".insn vrx,0xe70000000006,1,0(%0),0", : : "a"(value) : "r1", "memory");
	CHECK_CAUGHT_BEHIND(6);
}
