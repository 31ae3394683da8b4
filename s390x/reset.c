/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DIAGNOSE X'308': resets of the whole machine that a program asks for, and goes on
 * after. What each takes away and what it leaves; and the subcodes that say from
 * where the machine is loaded.
 *
 * A kernel that begins by such a reset, as after kexec, has nothing that its
 * predecessor left running; one that writes a dump finds its registers.
 *
 * The subcodes are those of Linux, arch/s390/include/asm/ipl.h. The two that load
 * anew (3 and 4) end this program, and are not tested.
 */
#include <alloc.h>
#include <caught.h>
#include <clock.h>
#include <control_register.h>
#include <css.h>
#include <frame.h>
#include <irq.h>
#include <lowcore.h>
#include <reset.h>
#include <sigp.h>
#include <smp.h>
#include <string.h>
#include <test.h>
#include <zpci.h>

#define CITED	      CITE("Linux, arch/s390/include/asm/ipl.h, enum diag308_subcode")
#define STATUS_OFFSET 0x1200 /* of the save area in the lowcore */
#define PATTERN	      0x0123456789abcdeful
#define CR0_INITIAL   0xe0ul
#define NO_STORAGE    0x7ffff000ul
#define ISC	      3

enum { SET = 5, STORE = 6, NO_SUBCODE = 0x2f };

/* Response codes, in the register behind the address. */
enum { STORED = 1, NO_CONFIGURATION = 0x102, INVALID_BLOCK = 0x402 };

static uint32_t sense(unsigned int id)
{
	uint32_t status = 0;

	sigp_wait(smp_cpu(id)->hardware_id, SIGP_SENSE, 0, &status);
	return status;
}

static volatile unsigned int spinning;

static void hold_pattern(void *context)
{
	(void)context;
	irq_disable();
	control_load(10, PATTERN);
	__asm__ volatile("	lgr	%%r7,%0\n"
			 "	mvhi	0(%1),1\n"
			 "0:	j	0b"
			 :
			 : "d"(PATTERN), "a"(&spinning)
			 : "r7", "memory");
}

/* The registers of CPU 1, which ran until the reset. */
static const struct lowcore *status_after(enum reset_kind kind)
{
	uint8_t *area = page_alloc(4);

	spinning = 0;
	smp_run(1, hold_pattern, NULL);
	while (!spinning)
		cpu_relax();
	machine_reset_all(kind);
	CHECK_EQ(sense(1), SIGP_STOPPED);
	CHECK_EQ(sigp_wait(smp_cpu(1)->hardware_id, SIGP_STORE_STATUS_AT_ADDRESS,
			   (uintptr_t)area + 2 * PAGE_SIZE, NULL),
		 SIGP_ACCEPTED);
	return (const void *)(area + 2 * PAGE_SIZE - STATUS_OFFSET);
}

TEST(load_normal_keeps_registers, "load normal leaves the other CPUs their registers",
     NEEDS("cpus=2") CITED)
{
	const struct lowcore *status = status_after(RESET_LOAD_NORMAL);

	CHECK_EQ(status->saved_gprs[7], PATTERN);
	CHECK_EQ(status->saved_crs[10], PATTERN);
	CHECK_EQ(status->saved_prefix, (uintptr_t)smp_cpu(1)->arch.prefix);
}

TEST(modified_clear_clears_registers, "modified clear gives the other CPUs initial registers",
     NEEDS("cpus=2") CITED)
{
	const struct lowcore *status = status_after(RESET_MODIFIED_CLEAR);

	CHECK_EQ(status->saved_gprs[7], 0);
	CHECK_EQ(status->saved_crs[10], 0);
	CHECK_EQ(status->saved_crs[0], CR0_INITIAL);
	CHECK_EQ(status->saved_prefix, 0);
}

/* Storage between here and the end is what the program has; nobody clears it. */
static void check_storage(enum reset_kind kind)
{
	enum { PAGES = 64 };
	uint64_t *words = page_alloc(PAGES);
	unsigned int wrong = 0;

	for (unsigned int i = 0; i < PAGES * PAGE_SIZE / sizeof(*words); i++)
		words[i] = PATTERN * i;
	machine_reset_all(kind);
	for (unsigned int i = 0; i < PAGES * PAGE_SIZE / sizeof(*words); i++)
		wrong += words[i] != PATTERN * i;
	CHECK_EQ(wrong, 0);
}

TEST(storage_stays, "both resets leave storage as it was", CITED)
{
	check_storage(RESET_LOAD_NORMAL);
	check_storage(RESET_MODIFIED_CLEAR);
}

static volatile unsigned int interrupts;

static void count(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	interrupts++;
}

static void check_signals(enum reset_kind kind)
{
	irq_register(IRQ_EXTERNAL(EXTERNAL_EMERGENCY), count, NULL);
	interrupts = 0;
	irq_disable();
	sigp_wait(smp_cpu(0)->hardware_id, SIGP_EMERGENCY_SIGNAL, 0, NULL);
	machine_reset_all(kind);
	irq_enable();
	clock_delay(NS_PER_MS);
	CHECK_EQ(interrupts, 0);
}

TEST(signals_are_cleared, "both resets clear an emergency signal that is pending", CITED)
{
	check_signals(RESET_LOAD_NORMAL);
	check_signals(RESET_MODIFIED_CLEAR);
}

static void check_subchannel(enum reset_kind kind)
{
	struct schib schib __attribute__((aligned(8)));
	struct subchannel *sch;

	REQUIRE_GE(css_scan(), 1);
	sch = css_nth(0);
	REQUIRE(css_enable(sch, ISC));
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK(schib.pmcw.enabled);
	machine_reset_all(kind);
	REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	CHECK(!schib.pmcw.enabled);
	CHECK_EQ(schib.pmcw.parameter, 0);
}

TEST(subchannels_are_disabled, "both resets disable subchannels", NEEDS("device=-ccw") CITED)
{
	check_subchannel(RESET_LOAD_NORMAL);
	check_subchannel(RESET_MODIFIED_CLEAR);
}

static void check_sets(enum reset_kind kind)
{
	struct schib schib __attribute__((aligned(8)));

	REQUIRE(css_enable_sets());
	REQUIRE_EQ(stsch(SID(1, 0), &schib), CC_DONE);
	machine_reset_all(kind);
	CHECK_EQ(stsch(SID(1, 0), &schib), CC_NOT_OPERATIONAL);
	CHECK_EQ(stsch(SID(0, 0), &schib), CC_DONE);
	CHECK(css_enable_sets());
	CHECK_EQ(stsch(SID(1, 0), &schib), CC_DONE);
}

TEST(sets_are_closed,
     "after both resets no subchannel set but the first answers until it is enabled",
     NEEDS("device=fe.1.") CITE("Linux, drivers/s390/cio, enabling of multiple subchannel sets"))
{
	check_sets(RESET_LOAD_NORMAL);
	check_sets(RESET_MODIFIED_CLEAR);
}

static void check_function(enum reset_kind kind)
{
	struct zpci *function = zpci_function(0);
	uint64_t data = 0;
	uint32_t handle;

	REQUIRE(function);
	REQUIRE(zpci_enable(function));
	handle = function->handle;
	machine_reset_all(kind);
	CHECK_EQ(zpci_load(zpci_operand(handle, ZPCI_CONFIGURATION, 4), 0, &data, NULL),
		 ZPCI_BAD_HANDLE);
	CHECK(zpci_enable(function));
}

TEST(functions_are_disabled, "both resets disable PCI functions", NEEDS("device=zpci") CITED)
{
	check_function(RESET_LOAD_NORMAL);
	check_function(RESET_MODIFIED_CLEAR);
}

TEST(again_and_again, "a machine can be reset 100 times, and starts its other CPUs after each",
     NEEDS("cpus=2") CITED)
{
	for (unsigned int i = 0; i < 100; i++) {
		machine_reset_all(i % 2 ? RESET_LOAD_NORMAL : RESET_MODIFIED_CLEAR);
		REQUIRE(smp_start(1));
		CHECK_EQ(sense(1), 0);
	}
}

/* The response code; may trap. */
static uint64_t diagnose(uint64_t subcode, uint64_t address)
{
	register uint64_t address_register __asm__("r2") = address;
	register uint64_t response __asm__("r3") = 0;

	__asm__ volatile(PROBED("diag %0,%2,0x308")
			 : "+d"(address_register), "+d"(response)
			 : "d"(subcode)
			 : "cc", "memory");
	return response;
}

TEST(unknown_subcode, "a subcode that does not exist is a specification exception", CITED)
{
	CHECK_TRAP(TRAP_SPECIFICATION, diagnose(NO_SUBCODE, 0));
	CHECK_TRAP(TRAP_SPECIFICATION, diagnose(0x10000, 0));
	CHECK_TRAP(TRAP_SPECIFICATION, diagnose(1ul << 32, 0));
}

static void execute_store(void)
{
	trap_probe_begin();
	diagnose(STORE, 0);
}

TEST(privileged, "in the problem state it is a privileged-operation exception",
     CITE("Principles of Operation, DIAGNOSE"))
{
	in_problem_state(execute_store);
	CHECK_EQ(trap_probed(), TRAP_PRIVILEGED);
}

TEST(block_places,
     "a block off a page is a specification exception, one without storage an addressing "
     "exception",
     CITED)
{
	uintptr_t block = (uintptr_t)page_alloc(2);

	for (unsigned int subcode = SET; subcode <= STORE; subcode++) {
		CHECK_TRAP(TRAP_SPECIFICATION, diagnose(subcode, block + 8));
		CHECK_TRAP(TRAP_SPECIFICATION, diagnose(subcode, block + PAGE_SIZE / 2));
		CHECK_TRAP(TRAP_ADDRESSING, diagnose(subcode, NO_STORAGE));
	}
}

TEST(odd_register, "an odd register where a pair is wanted is a specification exception", CITED)
{
	catch_trap(TRAP_SPECIFICATION);
	CATCH("lghi %%r4,6\n	lghi %%r3,0\n	diag %%r3,%%r4,0x308",
	      :
	      :
	      : "r1", "r3", "r4", "memory");
	CHECK_EQ(caught.count, 1);
}

TEST(store, "the parameters of the load are stored, or there are none", CITED)
{
	uint32_t *block = page_alloc(1);
	uint64_t response = diagnose(STORE, (uintptr_t)block);

	CHECK(response == STORED || response == NO_CONFIGURATION, "response %#lx", response);
	if (response == STORED)
		CHECK_LE(block[0], PAGE_SIZE);
	else
		CHECK_EQ(block[0], 0);
}

TEST(set_nonsense, "parameters that make no sense are not taken", CITED)
{
	uint32_t *block = page_alloc(1);

	CHECK_EQ(diagnose(SET, (uintptr_t)block), INVALID_BLOCK);
	block[0] = ~0u;
	CHECK_EQ(diagnose(SET, (uintptr_t)block), INVALID_BLOCK);
}
