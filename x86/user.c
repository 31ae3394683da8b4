/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User mode: what code at privilege level 3 may not do, and how it is told.
 *
 * This is the border that every operating system relies on. Hypervisors move it
 * when they run guests at other levels than hardware would, and emulators check
 * it by software at each access.
 */
#include <alloc.h>
#include <cpu.h>
#include <cpu_regs.h>
#include <frame.h>
#include <irq.h>
#include <mmu.h>
#include <string.h>
#include <test.h>
#include <user.h>

#define PRIVILEGE_USER 3
#define ERROR_IDT      0x2

/* Code at its beginning, stack at its end. */
static char *page;
static struct user_result result;

/* Runs these bytes of code in user mode. */
static void run_bytes(const void *code, size_t size, uint64_t argument)
{
	page = page_alloc(1);
	memcpy(page, code, size);
	mmu_protect(page, MMU_READ | MMU_WRITE | MMU_EXECUTE | MMU_USER);
	user_call(&result, (uintptr_t)page, argument, (uintptr_t)page + PAGE_SIZE);
}

#define RUN(argument, ...)                                             \
	do {                                                           \
		static const uint8_t code_[] = { __VA_ARGS__ };        \
		run_bytes(code_, sizeof(code_), (uint64_t)(argument)); \
	} while (0)

#define INT3 0xcc

#define CHECK_ENDED(want, want_error)                                                       \
	CHECK(result.trap == (want) && result.error == (want_error), "%s, error code %#lx", \
	      trap_name(result.trap), result.error)

TEST(comes_back, "INT3 through a gate of level 3 ends user mode, with registers as they were there",
     CITE("SDM vol. 3, 6.12.1.2, Protection of Exception- and Interrupt-Handler Procedures"))
{
	RUN(0x1234, 0x48, 0x89, 0xf8 /* mov %rdi, %rax */, INT3);
	CHECK_ENDED(TRAP_BP, 0);
	CHECK_EQ(result.value, 0x1234);
	CHECK_EQ(result.pc, (uintptr_t)page + 4);
}

TEST(level_3, "CS and SS in user mode have the privilege level 3",
     CITE("SDM vol. 3, 5.5, Privilege Levels"))
{
	RUN(0, 0x8c, 0xc8 /* mov %cs, %eax */, INT3);
	CHECK_EQ(result.value & PRIVILEGE_USER, PRIVILEGE_USER);
	RUN(0, 0x8c, 0xd0 /* mov %ss, %eax */, INT3);
	CHECK_EQ(result.value & PRIVILEGE_USER, PRIVILEGE_USER);
}

TEST(privileged, "HLT, CLI, MOV to CR3, LGDT, RDMSR and INVLPG are #GP(0) in user mode",
     CITE("SDM vol. 3, 5.9, Privileged Instructions"))
{
	RUN(0, 0xf4 /* hlt */);
	CHECK_ENDED(TRAP_GP, 0);
	RUN(0, 0xfa /* cli */);
	CHECK_ENDED(TRAP_GP, 0);
	RUN(0, 0x0f, 0x22, 0xd8 /* mov %rax, %cr3 */);
	CHECK_ENDED(TRAP_GP, 0);
	RUN(0, 0x0f, 0x01, 0x14, 0x24 /* lgdt (%rsp) */);
	CHECK_ENDED(TRAP_GP, 0);
	RUN(0, 0x0f, 0x32 /* rdmsr */);
	CHECK_ENDED(TRAP_GP, 0);
	RUN(0, 0x0f, 0x01, 0x38 /* invlpg (%rax) */);
	CHECK_ENDED(TRAP_GP, 0);
	CHECK_EQ(result.pc, (uintptr_t)page);
}

TEST(ports, "IN and OUT are #GP(0) in user mode without a permission bitmap",
     CITE("SDM vol. 1, 19.5.2, I/O Permission Bit Map"))
{
	RUN(0, 0xe4, 0x80 /* in $0x80, %al */);
	CHECK_ENDED(TRAP_GP, 0);
	RUN(0, 0xe6, 0x80 /* out %al, $0x80 */);
	CHECK_ENDED(TRAP_GP, 0);
}

TEST(gate_of_level_0, "INT n in user mode with a gate of level 0 is #GP, naming the gate",
     CITE("SDM vol. 3, 6.12.1.2"))
{
	RUN(0, 0xcd, 0x80 /* int $0x80 */);
	CHECK_ENDED(TRAP_GP, 0x80 * 8 | ERROR_IDT);
}

static void answer(const struct irq *irq, void *context)
{
	(void)context;
	irq->frame->rax = 0x5678;
}

TEST(gate_of_level_3, "INT n in user mode with a gate of level 3 calls the handler, and returns",
     CITE("SDM vol. 3, 6.12.1.2"))
{
	irq_register(IRQ_VECTOR(0x80), answer, NULL);
	idt_gate(0x80)->type |= GATE_USER;
	RUN(0, 0xcd, 0x80 /* int $0x80 */, INT3);
	CHECK_ENDED(TRAP_BP, 0);
	CHECK_EQ(result.value, 0x5678);
}

TEST(supervisor_page, "a read of a page without the U bit is #PF with error bits P and U",
     CITE("SDM vol. 3, 4.6, Access Rights"))
{
	uint64_t *secret = page_alloc(1);

	RUN(secret, 0x48, 0x8b, 0x07 /* mov (%rdi), %rax */, INT3);
	CHECK_ENDED(TRAP_PF, PF_PRESENT | PF_USER);
	CHECK_EQ(result.cr2, (uintptr_t)secret);
	CHECK_EQ(result.pc, (uintptr_t)page);
}

TEST(user_page, "a page with the U bit can be read and, with W, written in user mode",
     CITE("SDM vol. 3, 4.6, Access Rights"))
{
	uint64_t *shared = page_alloc(1);

	mmu_protect(shared, MMU_READ | MMU_WRITE | MMU_USER);
	RUN(shared, 0x48, 0xff, 0x07 /* incq (%rdi) */, INT3);
	CHECK_ENDED(TRAP_BP, 0);
	CHECK_EQ(*shared, 1);

	mmu_protect(shared, MMU_READ | MMU_USER);
	RUN(shared, 0x48, 0xff, 0x07 /* incq (%rdi) */, INT3);
	CHECK_ENDED(TRAP_PF, PF_PRESENT | PF_WRITE | PF_USER);
	CHECK_EQ(*shared, 1);
}

TEST(not_executable, "a jump to a page with NX is #PF with error bits P, U and I",
     NEEDS("no-execute") CITE("SDM vol. 3, 4.7, Page-Fault Exceptions"))
{
	char *data = page_alloc(1);

	mmu_protect(data, MMU_READ | MMU_WRITE | MMU_USER);
	RUN(data, 0xff, 0xe7 /* jmp *%rdi */);
	CHECK_ENDED(TRAP_PF, PF_PRESENT | PF_USER | PF_FETCH);
	CHECK_EQ(result.cr2, (uintptr_t)data);
}

TEST(alignment, "with CR0.AM and RFLAGS.AC, an access across its size is #AC(0) in user mode",
     CITE("SDM vol. 3, 6.15, Interrupt 17"))
{
	cr0_write(cr0_read() | CR0_AM);
	RUN(0, 0x9c /* pushfq */, 0x80, 0x4c, 0x24, 0x02, 0x04 /* orb $4, 2(%rsp) */,
	    0x9d /* popfq */, 0x48, 0x8b, 0x44, 0x24, 0xf1 /* mov -15(%rsp), %rax */, INT3);
	CHECK_ENDED(TRAP_AC, 0);
}

TEST(alignment_not_asked_for, "without CR0.AM, or without RFLAGS.AC, the same access is fine",
     CITE("SDM vol. 3, 6.15, Interrupt 17"))
{
	RUN(0, 0x9c /* pushfq */, 0x80, 0x4c, 0x24, 0x02, 0x04 /* orb $4, 2(%rsp) */,
	    0x9d /* popfq */, 0x48, 0x8b, 0x44, 0x24, 0xf1 /* mov -15(%rsp), %rax */, INT3);
	CHECK_ENDED(TRAP_BP, 0);
	cr0_write(cr0_read() | CR0_AM);
	RUN(0, 0x48, 0x8b, 0x44, 0x24, 0xf1 /* mov -15(%rsp), %rax */, INT3);
	CHECK_ENDED(TRAP_BP, 0);
}

TEST(umip, "with CR4.UMIP, SGDT, SIDT, SLDT, SMSW and STR are #GP(0) in user mode, else not",
     NEEDS("umip") CITE("SDM vol. 3, 2.5, CR4.UMIP"))
{
	RUN(0, 0x0f, 0x01, 0x44, 0x24, 0xe0 /* sgdt -32(%rsp) */, INT3);
	CHECK_ENDED(TRAP_BP, 0);
	cr4_write(cr4_read() | CR4_UMIP);
	RUN(0, 0x0f, 0x01, 0x44, 0x24, 0xe0 /* sgdt -32(%rsp) */, INT3);
	CHECK_ENDED(TRAP_GP, 0);
	RUN(0, 0x0f, 0x01, 0x4c, 0x24, 0xe0 /* sidt -32(%rsp) */, INT3);
	CHECK_ENDED(TRAP_GP, 0);
	RUN(0, 0x0f, 0x00, 0xc0 /* sldt %eax */, INT3);
	CHECK_ENDED(TRAP_GP, 0);
	RUN(0, 0x0f, 0x01, 0xe0 /* smsw %eax */, INT3);
	CHECK_ENDED(TRAP_GP, 0);
	RUN(0, 0x0f, 0x00, 0xc8 /* str %eax */, INT3);
	CHECK_ENDED(TRAP_GP, 0);
}

TEST(smep, "with CR4.SMEP, the supervisor cannot execute a page of the user: #PF with P and I",
     NEEDS("smep") CITE("SDM vol. 3, 4.6, Access Rights"))
{
	char *code = page_alloc(1);

	*code = 0xc3; /* ret */
	mmu_protect(code, MMU_READ | MMU_WRITE | MMU_EXECUTE | MMU_USER);
	CHECK_TRAP(TRAP_NONE, trap_probe_call((void (*)(void))code));
	cr4_write(cr4_read() | CR4_SMEP);
	CHECK_TRAP(TRAP_PF, trap_probe_call((void (*)(void))code));
}

TEST(smap, "with CR4.SMAP, the supervisor reads a page of the user only while RFLAGS.AC is set",
     NEEDS("smap") CITE("SDM vol. 3, 4.6, Access Rights"))
{
	uint64_t *shared = page_alloc(1);

	*shared = 42;
	mmu_protect(shared, MMU_READ | MMU_WRITE | MMU_USER);
	cr4_write(cr4_read() | CR4_SMAP);
	CHECK_TRAP(TRAP_PF, probe_read(shared, 8));
	__asm__ volatile("stac" : : : "cc", "memory");
	CHECK_EQ(probe_read(shared, 8), 42);
	__asm__ volatile("clac" : : : "cc", "memory");
	CHECK_TRAP(TRAP_PF, probe_read(shared, 8));
}
