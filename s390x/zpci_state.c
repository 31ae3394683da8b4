/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a PCI function is: enabled or not, with or without translation and
 * interrupts, in error or not. CLP and MODIFY PCI FUNCTION CONTROLS change it,
 * STORE PCI FUNCTION CONTROLS tells.
 *
 * The handle is a part of this: it changes with the state, so that who holds an
 * old one is told so instead of reaching a function that was reset meanwhile.
 *
 * No manual of these instructions is public. What they promise is what Linux
 * takes for granted: arch/s390/include/asm/pci_clp.h and pci_insn.h.
 */
#include <alloc.h>
#include <bits.h>
#include <caught.h>
#include <clock.h>
#include <lowcore.h>
#include <pci.h>
#include <smp.h>
#include <string.h>
#include <test.h>
#include <zpci_dma.h>

#define HEADER	     "Linux, arch/s390/include/asm/pci_insn.h"
#define CLP_HEADER   "Linux, arch/s390/include/asm/pci_clp.h"
#define NO_OPERATION 0x77

static struct zpci *zpci;

static void open_device(void)
{
	zpci = zpci_function(0);
	if (!zpci)
		SKIP("needs a PCI function: -device zpci");
	REQUIRE(zpci_enable(zpci));
}

static uint16_t set(unsigned int operation, unsigned int dma_spaces)
{
	uint32_t ignored;

	return clp_set_function(zpci->handle, operation, dma_spaces, &ignored);
}

/* As the list has it now. */
static uint32_t listed_handle(void)
{
	struct {
		struct clp_list_response head;
		struct clp_entry entries[1];
	} list = { 0 };

	REQUIRE_EQ(clp_list(0, &list.head, sizeof(list)), CLP_OK);
	return list.entries[0].handle;
}

TEST(enabled_handle,
     "enabling a function gives a new handle, which the list shows and queries take",
     NEEDS("device=zpci") CITE(CLP_HEADER ", struct clp_rsp_set_pci"))
{
	struct clp_function about;
	uint32_t before;

	open_device();
	REQUIRE(zpci_disable(zpci));
	before = zpci->handle;
	CHECK(!(before & CLP_HANDLE_ENABLED));
	CHECK_EQ(listed_handle(), before);

	REQUIRE(zpci_enable(zpci));
	CHECK_NE(zpci->handle, before);
	CHECK(zpci->handle & CLP_HANDLE_ENABLED);
	CHECK_EQ(listed_handle(), zpci->handle);
	CHECK_EQ(clp_query_function(zpci->handle, &about), CLP_OK);
	CHECK_EQ(about.fid, zpci->entry.fid);
}

TEST(old_handle, "after a function was enabled or disabled, its handle from before is unknown",
     NEEDS("device=zpci") CITE(CLP_HEADER ", CLP_RC_SETPCIFN_FH"))
{
	struct clp_function about;
	uint32_t disabled, enabled;

	open_device();
	enabled = zpci->handle;
	REQUIRE(zpci_disable(zpci));
	disabled = zpci->handle;
	CHECK_EQ(clp_query_function(enabled, &about), CLP_BAD_HANDLE);
	REQUIRE(zpci_enable(zpci));
	CHECK_EQ(clp_query_function(disabled, &about), CLP_BAD_HANDLE);
}

static bool is_refused(uint16_t code)
{
	return code == CLP_HANDLE_NOT_FOR_THIS || code == CLP_ALREADY;
}

TEST(enabled_twice, "a function that is enabled is not enabled again, nor a disabled one disabled",
     NEEDS("device=zpci") CITE(CLP_HEADER ", CLP_RC_SETPCIFN_FHOP and CLP_RC_SETPCIFN_ALRDY"))
{
	open_device();
	CHECK(is_refused(set(CLP_ENABLE, 1)));
	CHECK_EQ(listed_handle(), zpci->handle);
	REQUIRE(zpci_disable(zpci));
	CHECK(is_refused(set(CLP_DISABLE, 0)));
	CHECK_EQ(listed_handle(), zpci->handle);
}

TEST(no_dma_space, "a function is not enabled with no DMA address space",
     NEEDS("device=zpci") CITE(CLP_HEADER ", CLP_RC_SETPCIFN_DMAAS"))
{
	open_device();
	REQUIRE(zpci_disable(zpci));
	CHECK_EQ(set(CLP_ENABLE, 0), CLP_BAD_DMA_SPACES);
	CHECK_EQ(listed_handle(), zpci->handle);
}

TEST(too_many_dma_spaces, "a function is not enabled with more DMA address spaces than there are",
     NEEDS("device=zpci") CITE(CLP_HEADER ", CLP_RC_SETPCIFN_RES"))
{
	open_device();
	REQUIRE(zpci_disable(zpci));
	CHECK_EQ(set(CLP_ENABLE, 0xff), CLP_NO_RESOURCES);
	CHECK_EQ(listed_handle(), zpci->handle);
}

TEST(unknown_operation, "an operation on a function that does not exist is refused",
     NEEDS("device=zpci") CITE(CLP_HEADER ", CLP_RC_SETPCIFN_FHOP"))
{
	open_device();
	CHECK_NE(set(NO_OPERATION, 1), CLP_OK);
	CHECK_EQ(listed_handle(), zpci->handle);
}

TEST(mio, "memory-mapped access is enabled if its facility is installed, and else refused",
     NEEDS("device=zpci") CITE(CLP_HEADER ", CLP_SET_ENABLE_MIO"))
{
	uint16_t code;

	open_device();
	code = set(CLP_ENABLE_MIO, 1);
	if (!has_facility(FACILITY_ZPCI_MIO)) {
		CHECK_NE(code, CLP_OK);
		return;
	}
	CHECK_EQ(code, CLP_OK);
	CHECK_EQ(set(CLP_DISABLE_MIO, 1), CLP_OK);
}

TEST(bars_as_told, "the BARs that CLP tells are those of the configuration space, with their sizes",
     NEEDS("device=zpci") CITE(CLP_HEADER ", struct clp_rsp_query_pci, bar and bar_size"))
{
	struct pci_function *function = pci_function(0);
	struct clp_function about;

	open_device();
	REQUIRE(function);
	pci_write(function, PCI_BAR(0), 4, function->bars[0].address);
	REQUIRE_EQ(clp_query_function(zpci->handle, &about), CLP_OK);
	for (unsigned int n = 0; n < CLP_BARS; n++) {
		uint64_t size = about.bar_sizes[n] ? BIT(about.bar_sizes[n]) : 0;

		CHECK_EQ(pci_read(function, PCI_BAR(n), 4), about.bars[n]);
		CHECK_EQ(function->bars[n].size, size);
	}
}

static void check_flags(uint32_t handle, uint8_t flags)
{
	struct zpci_fib fib;

	memset(&fib, 0xff, sizeof(fib));
	CHECK_EQ(zpci_store_controls(zpci_operand(handle, 0, 0), &fib, NULL), ZPCI_DONE);
	CHECK_EQ(fib.format, 0);
	CHECK_EQ(fib.flags, flags);
	CHECK_EQ(fib.anchor, 0);
	CHECK_EQ(fib.vector, 0);
	CHECK_EQ(fib.summary, 0);
	CHECK_EQ(fib.measurement, 0);
}

TEST(stored_controls, "the controls tell that a function is enabled, and that it is not",
     NEEDS("device=zpci") CITE(HEADER ", struct zpci_fib, ZPCI_FC_ENABLED"))
{
	open_device();
	check_flags(zpci->handle, ZPCI_FIB_ENABLED);
	REQUIRE(zpci_disable(zpci));
	check_flags(zpci->handle, 0);
}

TEST(disabling_forgets, "a function that was disabled has no translation and no interrupts",
     NEEDS("device=zpci") CITE(HEADER ", struct zpci_fib"))
{
	static uint64_t vector[2], summary;
	const struct zpci_fib interrupts = {
		.interrupts = field_put(ZPCI_FIB_MESSAGES, 0, 2) | ZPCI_FIB_SUMMARIZE,
		.vector = (uintptr_t)vector,
		.summary = (uintptr_t)&summary,
	};

	open_device();
	CHECK_EQ(zpci_dma_register(zpci, zpci_dma_anchor(zpci_dma_tables()), NULL), ZPCI_DONE);
	CHECK_EQ(zpci_modify(zpci_operand(zpci->handle, 0, ZPCI_REGISTER_INTERRUPTS), &interrupts,
			     NULL),
		 ZPCI_DONE);
	REQUIRE(zpci_enable(zpci));
	check_flags(zpci->handle, ZPCI_FIB_ENABLED);
}

TEST(dma_space_of_store, "controls of a DMA space that does not exist are not stored",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_MOD_ST_DMAAS_INVAL"))
{
	struct zpci_fib fib = { .guest = 1 };
	uint8_t status = 0;

	open_device();
	CHECK_EQ(zpci_store_controls(zpci_operand(zpci->handle, 1, 0), &fib, &status),
		 ZPCI_REFUSED);
	CHECK_EQ(status, ZPCI_BAD_DMA_SPACE);
	CHECK_EQ(fib.guest, 1);
}

TEST(block_alignment, "a function-information block off a doubleword is a specification exception",
     NEEDS("device=zpci") CITE(HEADER ", struct zpci_fib"))
{
	static uint8_t blocks[2 * sizeof(struct zpci_fib)] __attribute__((aligned(8)));

	open_device();
	for (unsigned int n = 1; n < 8; n++) {
		struct zpci_fib *fib = (void *)(blocks + n);

		CHECK_TRAP(TRAP_SPECIFICATION,
			   zpci_modify(zpci_operand(zpci->handle, 0, ZPCI_RESET_ERROR), fib, NULL));
		CHECK_TRAP(TRAP_SPECIFICATION,
			   zpci_store_controls(zpci_operand(zpci->handle, 0, 0), fib, NULL));
	}
}

TEST(malformed_modification, "an operation or a format that does not exist is an operand exception",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_MOD_FC_REG_INT to ZPCI_MOD_FC_SET_MEASURE"))
{
	const struct zpci_fib none = { 0 }, format = { .format = 0x7f };

	open_device();
	CHECK_TRAP(TRAP_OPERAND,
		   zpci_modify(zpci_operand(zpci->handle, 0, NO_OPERATION), &none, NULL));
	CHECK_TRAP(TRAP_OPERAND,
		   zpci_modify(zpci_operand(zpci->handle, 0, ZPCI_RESET_ERROR), &format, NULL));
	check_flags(zpci->handle, ZPCI_FIB_ENABLED);
}

TEST(no_error_to_reset, "the error of a function that is in none cannot be reset",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_MOD_ST_SEQUENCE"))
{
	static const enum zpci_operation resets[] = { ZPCI_RESET_ERROR, ZPCI_RESET_BLOCKED };
	const struct zpci_fib none = { 0 };

	open_device();
	for (unsigned int i = 0; i < 2; i++) {
		uint8_t status = 0;

		CHECK_EQ(zpci_modify(zpci_operand(zpci->handle, 0, resets[i]), &none, &status),
			 ZPCI_REFUSED);
		CHECK_EQ(status, ZPCI_SEQUENCE);
	}
	check_flags(zpci->handle, ZPCI_FIB_ENABLED);
}

/* Format 0 of what is measured; behind it there is what depends on the type of function. */
struct measurement {
	uint32_t format;
	uint32_t samples;
	uint64_t updated; /* time of day, and a bit while it is being updated */
	uint64_t loads, stores, block_stores, refreshes;
	uint64_t rest[26];
} __attribute__((aligned(16)));

#define UPDATING 1

TEST(measurement, "the loads of a function are counted, and the count is stored at each interval",
     NEEDS("device=zpci") CITE("Linux, arch/s390/include/asm/pci.h, struct zpci_fmb"))
{
	enum { LOADS = 1000 };
	static volatile struct measurement block;
	const struct zpci_fib measured = { .measurement = (uintptr_t)&block }, none = { 0 };
	uint64_t operand, end, data = 0;

	open_device();
	operand = zpci_operand(zpci->handle, 0, ZPCI_SET_MEASUREMENT);
	CHECK_EQ(zpci_modify(operand, &measured, NULL), ZPCI_DONE);
	for (unsigned int i = 0; i < LOADS; i++)
		zpci_load(zpci_operand(zpci->handle, ZPCI_CONFIGURATION, 4), 0, &data, NULL);
	end = clock_ns() + 2ull * zpci->group.measurement_interval * NS_PER_MS * clock_slowness();
	while ((!block.updated || block.updated & UPDATING) && clock_ns() < end)
		cpu_relax();
	CHECK_EQ(block.loads, LOADS);
	CHECK_EQ(block.stores, 0);
	CHECK_EQ(zpci_modify(operand, &none, NULL), ZPCI_DONE);
}

TEST(measurement_alignment, "a measurement block off a boundary of 16 bytes is refused",
     NEEDS("device=zpci") CITE("Linux, arch/s390/include/asm/pci.h, struct zpci_fmb"))
{
	static struct measurement block;
	const struct zpci_fib misplaced = { .measurement = (uintptr_t)&block + 8 };

	open_device();
	CHECK_EQ(zpci_modify(zpci_operand(zpci->handle, 0, ZPCI_SET_MEASUREMENT), &misplaced, NULL),
		 ZPCI_REFUSED);
}

static unsigned int instruction;
static uint8_t storage[64] __attribute__((aligned(8)));

static void execute(void)
{
	uint64_t data = 0;

	switch (instruction) {
	case 0:
		clp(storage);
		break;
	case 1:
		zpci_load(0, 0, &data, NULL);
		break;
	case 2:
		zpci_store(0, 0, 0, NULL);
		break;
	case 3:
		zpci_store_block(0, 0, storage, NULL);
		break;
	case 4:
		zpci_refresh(0, 0, 0, NULL);
		break;
	case 5:
		zpci_modify(0, (struct zpci_fib *)storage, NULL);
		break;
	case 6:
		zpci_store_controls(0, (struct zpci_fib *)storage, NULL);
		break;
	default:
		zpci_set_interruptions(SIC_ALL, 0);
	}
}

TEST(privileged, "in the problem state each instruction is a privileged-operation exception",
     NEEDS("facility=69") NEEDS("facility=72")
	     CITE("Principles of Operation, Privileged-Operation Exception"))
{
	for (instruction = 0; instruction < 8; instruction++) {
		in_problem_state(execute);
		CHECK(trap_probed() == TRAP_PRIVILEGED, "instruction %u: %s", instruction,
		      trap_name(trap_probed()));
	}
}
