/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SET INTERRUPTION CONTROLS: a guest that is still busy with the last adapter
 * interruption of a subclass keeps further ones away. In single-interruption
 * mode one is delivered, and then none until the mode is set anew.
 *
 * The bits in storage are set all the same, so nothing is lost for who looks.
 * A host that delivers one too many costs time, one too few hangs a device.
 *
 * No manual is public. The promises are those that Linux builds upon:
 * arch/s390/pci/pci_irq.c.
 */
#include <case.h>
#include <test.h>
#include <zpci_sender.h>

#define SOURCE "Linux, arch/s390/pci/pci_irq.c"
#define ISC    2
#define ISCS   8

static void all_again(struct case_undo *self)
{
	(void)self;
	for (unsigned int isc = 0; isc < ISCS; isc++)
		zpci_set_interruptions(SIC_ALL, isc);
}

static void set_mode(enum sic_mode mode, unsigned int isc)
{
	static struct case_undo undo = { .undo = all_again };

	case_at_end(&undo);
	REQUIRE_EQ(zpci_set_interruptions(mode, isc), SIC_DONE);
}

/* As after a handler that has taken the summary. */
static void send(void)
{
	zpci_sender.summary[0] = 0;
	CHECK(zpci_sender_sent());
	CHECK_EQ(zpci_sender.summary[0], zpci_bit(0));
}

TEST(single, "in single-interruption mode the first message interrupts, those after it do not",
     NEEDS("device=zpci") NEEDS("facility=72") CITE(SOURCE ", SIC_IRQ_MODE_SINGLE"))
{
	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	set_mode(SIC_SINGLE, ISC);
	for (unsigned int i = 0; i < 5; i++)
		send();
	CHECK_EQ(zpci_sender_interrupts(1), 1);
}

TEST(single_again,
     "setting single-interruption mode again lets one more through, and none from before",
     NEEDS("device=zpci") NEEDS("facility=72") CITE(SOURCE ", zpci_floating_irq_handler"))
{
	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	for (unsigned int i = 1; i <= 5; i++) {
		set_mode(SIC_SINGLE, ISC);
		CHECK_EQ(zpci_sender_interrupts(i - 1), i - 1);
		send();
		send();
		CHECK_EQ(zpci_sender_interrupts(i), i);
	}
}

TEST(all_after_single, "in all-interruptions mode each message interrupts, also after single mode",
     NEEDS("device=zpci") NEEDS("facility=72") CITE(SOURCE ", SIC_IRQ_MODE_ALL"))
{
	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	set_mode(SIC_SINGLE, ISC);
	send();
	send();
	CHECK_EQ(zpci_sender_interrupts(1), 1);
	set_mode(SIC_ALL, ISC);
	CHECK_EQ(zpci_sender_interrupts(1), 1);
	for (unsigned int i = 2; i <= 5; i++) {
		send();
		CHECK_EQ(zpci_sender_interrupts(i), i);
	}
}

TEST(mode_of_others, "the mode of a subclass does not concern the others",
     NEEDS("device=zpci") NEEDS("facility=72") CITE(SOURCE ", SIC_IRQ_MODE_SINGLE"))
{
	zpci_sender_open(ISC);
	zpci_sender_register(ISC);
	for (unsigned int isc = 0; isc < ISCS; isc++) {
		if (isc != ISC)
			set_mode(SIC_SINGLE, isc);
	}
	for (unsigned int i = 1; i <= 3; i++) {
		send();
		CHECK_EQ(zpci_sender_interrupts(i), i);
	}
}

TEST(unknown_mode, "a mode that does not exist is an operand exception",
     NEEDS("facility=72") CITE(SOURCE ", __zpci_set_irq_ctrl"))
{
	static const uint16_t modes[] = { 2, 3, 5, 0x7777, 0xffff };

	for (unsigned int i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		CHECK_TRAP(TRAP_OPERAND, zpci_set_interruptions(modes[i], ISC));
}
