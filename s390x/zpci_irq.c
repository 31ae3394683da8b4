/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts of a PCI function: a message sets a bit in a vector, a bit in a
 * summary, and raises an adapter interruption if that bit was not set.
 *
 * A host writes these bits into storage that the guest has named, from wherever
 * the message comes. It must write nothing else, and lose none of the two.
 *
 * No manual is public. The promises are those that Linux builds upon:
 * arch/s390/include/asm/pci_insn.h and arch/s390/pci/pci_irq.c.
 */
#include <clock.h>
#include <irq.h>
#include <lowcore.h>
#include <smp.h>
#include <string.h>
#include <test.h>
#include <zpci_sender.h>

#define HEADER	     "Linux, arch/s390/include/asm/pci_insn.h"
#define SOURCE	     "Linux, arch/s390/pci/pci_irq.c"
#define PATIENCE     (5 * NS_PER_S)
#define ISC	     2
#define ISCS	     8
#define WORD_ADAPTER 0x80000000u
#define WORD_ISC(n)  ((n) << 27)

TEST(each_subclass, "a message interrupts once, on the subclass that was registered, as an adapter",
     NEEDS("device=zpci") CITE("Principles of Operation, I/O-Interruption Code, A"))
{
	zpci_sender_open(0);
	for (unsigned int isc = 0; isc < ISCS; isc++) {
		if (isc)
			zpci_sender_listen(isc);
		zpci_sender_register(isc);
		zpci_sender_clear();
		CHECK(zpci_sender_sent());
		CHECK_EQ(zpci_sender_interrupts(isc + 1), isc + 1);
		CHECK_EQ(zpci_sender.word, WORD_ADAPTER | WORD_ISC(isc));
		zpci_sender_unregister();
	}
}

TEST(bits_that_are_set, "a message sets its bit in the vector, that of the summary, and no other",
     NEEDS("device=zpci") CITE(HEADER ", struct zpci_fib, aibv, aibvo, aisb and aisbo"))
{
	zpci_sender_open(ISC);
	for (unsigned int bit = 0; bit < 64; bit += 7) {
		const struct zpci_fib fib =
			zpci_sender_fib(ISC, ZPCI_SENDER_MESSAGES, bit, 63 - bit);
		unsigned int at = bit + zpci_sender.message;

		zpci_sender_clear();
		REQUIRE_EQ(zpci_sender_modify(ZPCI_REGISTER_INTERRUPTS, &fib, NULL), ZPCI_DONE);
		CHECK(zpci_sender_sent());
		zpci_sender_unregister();
		for (unsigned int n = 0; n < 4; n++)
			CHECK_EQ(zpci_sender.vector[n], n == at / 64 ? zpci_bit(at % 64) : 0);
		CHECK_EQ(zpci_sender.summary[0], zpci_bit(63 - bit));
		CHECK_EQ(zpci_sender.summary[1], 0);
	}
}

TEST(others_stay, "a message leaves all bits as they are that are not its own",
     NEEDS("device=zpci") CITE(SOURCE ", zpci_floating_irq_handler"))
{
	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	zpci_sender.vector[0] = ~0ul;
	zpci_sender.summary[0] = ~zpci_bit(0);
	CHECK(zpci_sender_sent());
	CHECK_EQ(zpci_sender.vector[0], ~0ul);
	CHECK_EQ(zpci_sender.summary[0], ~0ul);
}

TEST(own_summary, "a message interrupts if its summary bit is not set, whatever is set beside it",
     NEEDS("device=zpci") CITE(HEADER ", struct zpci_fib, aisb and aisbo"))
{
	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	zpci_sender.summary[0] = zpci_bit(1);
	CHECK(zpci_sender_sent());
	CHECK_EQ(zpci_sender_interrupts(1), 1);
}

TEST(summary_holds_back, "while the summary is set, a message sets its bit and does not interrupt",
     NEEDS("device=zpci") CITE(SOURCE ", zpci_floating_irq_handler"))
{
	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	CHECK(zpci_sender_sent());
	CHECK_EQ(zpci_sender_interrupts(1), 1);
	for (unsigned int i = 0; i < 10; i++)
		CHECK(zpci_sender_sent());
	CHECK_EQ(zpci_sender_interrupts(1), 1);
	zpci_sender.summary[0] = 0;
	CHECK(zpci_sender_sent());
	CHECK_EQ(zpci_sender_interrupts(2), 2);
}

TEST(kept_while_closed, "what comes while the subclass is closed is taken when it opens, once",
     NEEDS("device=zpci") CITE("Principles of Operation, I/O-Interruption Subclass Mask"))
{
	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	irq_close(IRQ_IO(ISC));
	CHECK(zpci_sender_sent());
	CHECK_EQ(zpci_sender_interrupts(0), 0);
	irq_open(IRQ_IO(ISC));
	CHECK_EQ(zpci_sender_interrupts(1), 1);
}

TEST(thousand,
     "a thousand messages are a thousand interruptions, if the summary is taken each time",
     NEEDS("device=zpci") CITE(SOURCE ", zpci_floating_irq_handler"))
{
	enum { COUNT = 1000 };

	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	for (unsigned int i = 1; i <= COUNT; i++) {
		uint64_t end = clock_ns() + PATIENCE * clock_slowness();

		zpci_sender.summary[0] = 0;
		REQUIRE(zpci_sender_sent());
		while (zpci_sender.interrupts < i && clock_ns() < end)
			cpu_relax();
		REQUIRE_EQ(zpci_sender.interrupts, i);
	}
	CHECK_EQ(zpci_sender_interrupts(COUNT), COUNT);
}

TEST(stored, "the controls tell how interrupts were registered",
     NEEDS("device=zpci") CITE(HEADER ", struct zpci_fib"))
{
	const struct zpci_fib fib = zpci_sender_fib(5, 37, 11, 22);
	struct zpci_fib stored = { 0 };

	zpci_sender_open(ISC);
	REQUIRE_EQ(zpci_sender_modify(ZPCI_REGISTER_INTERRUPTS, &fib, NULL), ZPCI_DONE);
	CHECK_EQ(zpci_store_controls(zpci_operand(zpci_sender.zpci->handle, 0, 0), &stored, NULL),
		 ZPCI_DONE);
	CHECK_EQ(stored.interrupts, fib.interrupts);
	CHECK_EQ(stored.vector, fib.vector);
	CHECK_EQ(stored.summary, fib.summary);
	CHECK_EQ(stored.flags, ZPCI_FIB_ENABLED);
}

TEST(registered_twice, "interrupts are not registered where they are, nor unregistered where not",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_MOD_ST_SEQUENCE"))
{
	const struct zpci_fib fib = zpci_sender_fib(ISC, ZPCI_SENDER_MESSAGES, 0, 0);
	uint8_t status = 0;

	zpci_sender_open(ISC);
	CHECK_EQ(zpci_sender_modify(ZPCI_UNREGISTER_INTERRUPTS, &fib, &status), ZPCI_REFUSED);
	CHECK_EQ(status, ZPCI_SEQUENCE);
	status = 0;
	REQUIRE_EQ(zpci_sender_modify(ZPCI_REGISTER_INTERRUPTS, &fib, NULL), ZPCI_DONE);
	CHECK_EQ(zpci_sender_modify(ZPCI_REGISTER_INTERRUPTS, &fib, &status), ZPCI_REFUSED);
	CHECK_EQ(status, ZPCI_SEQUENCE);
	CHECK_EQ(zpci_sender_modify(ZPCI_UNREGISTER_INTERRUPTS, &fib, NULL), ZPCI_DONE);
}

TEST(unregistered,
     "a function whose interrupts were unregistered sets no bit and does not interrupt",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_MOD_FC_DEREG_INT"))
{
	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	zpci_sender_unregister();
	zpci_sender_send();
	CHECK_EQ(zpci_sender_interrupts(0), 0);
	CHECK_EQ(zpci_sender.vector[0], 0);
	CHECK_EQ(zpci_sender.summary[0], 0);
}

/* Of this CPU the prefix is 0, so real storage at 0 is absolute storage at 0. */
TEST(unregistered_leaves_storage,
     "a function whose interrupts were unregistered does not write to storage at 0",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_MOD_FC_DEREG_INT"))
{
	static const uint8_t zeros[sizeof(lowcore()->ipl)];

	zpci_sender_open(ISC);
	memset(lowcore()->ipl, 0, sizeof(lowcore()->ipl));
	zpci_sender_send();
	CHECK_MEM_EQ(lowcore()->ipl, zeros, sizeof(zeros));
}

TEST(beyond_the_number, "a message beyond the number that was registered sets no bit",
     NEEDS("device=zpci") CITE(HEADER ", struct zpci_fib, noi"))
{
	struct zpci_fib fib;

	zpci_sender_open(ISC);
	REQUIRE_GE(zpci_sender.message, 1);
	fib = zpci_sender_fib(ISC, zpci_sender.message, 0, 0);
	REQUIRE_EQ(zpci_sender_modify(ZPCI_REGISTER_INTERRUPTS, &fib, NULL), ZPCI_DONE);
	zpci_sender_send();
	CHECK_EQ(zpci_sender.vector[0], 0);
}

TEST(not_in_error, "a function in error does not interrupt until its error was reset",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_MOD_FC_RESET_ERROR"))
{
	const struct zpci_fib none = { 0 };

	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	/* There are no tables to refresh: that is an error of the function. */
	REQUIRE_EQ(zpci_refresh(zpci_sender.zpci->handle, 0, 4096, NULL), ZPCI_REFUSED);
	REQUIRE_EQ(zpci_sender_modify(ZPCI_RESET_BLOCKED, &none, NULL), ZPCI_DONE);
	zpci_sender_send();
	CHECK_EQ(zpci_sender_interrupts(0), 0);
	CHECK_EQ(zpci_sender.vector[0], 0);
	REQUIRE_EQ(zpci_sender_modify(ZPCI_RESET_ERROR, &none, NULL), ZPCI_DONE);
	CHECK(zpci_sender_sent());
	CHECK_EQ(zpci_sender_interrupts(1), 1);
}
