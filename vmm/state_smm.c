/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario state_smm: it has a handler for SMIs, is moved into another machine
 * before the handler runs or by the handler itself, and looks whether it has run as it had to.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <clock.h>
#include <string.h>

#include "../host/vmm/x86/smm.h"
#include "parts.h"

#define LIMIT (20 * NS_PER_S * clock_slowness())

/* Where handlers begin is so far from SMBASE, and behind it what they work with. */
#define SMBASE_RESET 0x30000u
#define SMBASE_OTHER 0x50000u
#define SMM_ENTRY    0x8000u
#define SMM_MAILBOX  0x8f00u

struct mailbox {
	uint32_t bell;	 /* 0: it does not ring */
	uint32_t result; /* addresses: of the command's result, and of the command */
	uint32_t command;
	uint32_t smbase;  /* from the return on */
	uint32_t entered; /* how often */
	uint32_t left;
};

/*
 * The code is entered in a kind of real mode with segments of 4 GiB; CS is at SMBASE. What the
 * return loads as the next SMBASE is in what the CPU has saved.
 */
extern const uint8_t smm_code[], smm_code_end[];

__asm__(".pushsection .rodata\n"
	".globl smm_code, smm_code_end\n"
	".set	smm_bell, 0x8f00\n"
	".set	smm_result, smm_bell + 4\n"
	".set	smm_command, smm_bell + 8\n"
	".set	smm_smbase, smm_bell + 12\n"
	".set	smm_entered, smm_bell + 16\n"
	".set	smm_left, smm_bell + 20\n"
	".set	smm_saved_smbase, 0xff00\n"
	".code16\n"
	"smm_code:\n"
	"	incl	%cs:smm_entered\n"
	"	movl	%cs:smm_smbase, %eax\n"
	"	movl	%eax, %cs:smm_saved_smbase\n"
	"	movl	%cs:smm_bell, %ebx\n"
	"	testl	%ebx, %ebx\n"
	"	jz	1f\n"
	"	movl	%cs:smm_result, %ecx\n"
	"	movl	$1, (%ecx)\n" /* MOVE_ASKED */
	"	movl	%cs:smm_command, %eax\n"
	"	movl	%eax, (%ebx)\n"
	"1:	incl	%cs:smm_left\n"
	"	rsm\n"
	"smm_code_end:\n"
	".code64\n"
	".popsection");

_Static_assert(MOVE_ASKED == 1, "the handler's");

static volatile struct mailbox *place(uint32_t smbase, bool rings)
{
	volatile struct mailbox *mailbox = (void *)(uintptr_t)(smbase + SMM_MAILBOX);
	volatile struct command *command = parts_command();

	memcpy((void *)(uintptr_t)(smbase + SMM_ENTRY), smm_code, smm_code_end - smm_code);
	mailbox->bell = rings ? (uintptr_t)parts_bell : 0;
	mailbox->result = (uintptr_t)&command->result;
	mailbox->command = (uintptr_t)command;
	mailbox->smbase = smbase;
	mailbox->entered = 0;
	mailbox->left = 0;
	return mailbox;
}

static void wait_for(const volatile uint32_t *left)
{
	for (uint64_t begin = clock_ns(); !*left && clock_ns() - begin < LIMIT;)
		cpu_relax();
}

static void move_smi(void)
{
	volatile struct mailbox *mailbox = place(SMBASE_RESET, false);

	compare(0, 0, mailbox->entered);
	move(); /* sent before */
	wait_for(&mailbox->left);
	compare(1, 1, mailbox->entered);
	compare(2, 1, mailbox->left);
}

static void move_in_smi(void)
{
	volatile struct mailbox *mailbox = place(SMBASE_RESET, true);

	move(); /* sent behind */
	wait_for(&mailbox->left);
	compare(1, 1, mailbox->entered);
	compare(2, 1, mailbox->left);
}

/* The first SMI changes the place from which on the second one is handled. */
static void move_smbase(void)
{
	volatile struct mailbox *first = place(SMBASE_RESET, false);
	volatile struct mailbox *second = place(SMBASE_OTHER, false);

	first->smbase = SMBASE_OTHER;
	move(); /* sent behind */
	wait_for(&first->left);
	compare(1, 1, first->left);
	move(); /* sent behind */
	wait_for(&second->left);
	compare(2, 1, first->entered);
	compare(3, 1, second->left);
}

static void (*const moves[])(void) = {
	[MOVE_SMI] = move_smi,
	[MOVE_IN_SMI] = move_in_smi,
	[MOVE_SMBASE] = move_smbase,
};

TEST(obeys, "the CPU is moved with what the VMM tells it to have")
{
	parts_serve(moves);
}
