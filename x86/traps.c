/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exceptions: each one that a program can provoke in 64-bit mode, with its
 * vector, its error code, the address that is saved, and CR2 for page faults.
 *
 * Whoever emulates or virtualises a CPU raises many of these by software, and
 * an operating system decides by error code and address what to do. #TS cannot
 * be provoked without task switches, which 64-bit mode does not have, nor #MC by
 * an instruction.
 */
#include <alloc.h>
#include <caught.h>
#include <cpu.h>
#include <cpu_regs.h>
#include <mmu.h>
#include <smp.h>
#include <test.h>

#define NON_CANONICAL 0x8000000000000000ul

#define FCW_DEFAULT	  0x037f
#define FCW_ZERO_DIVIDE	  0x0004
#define MXCSR_DEFAULT	  0x1f80
#define MXCSR_ZERO_DIVIDE 0x0200

/* Of an error code: it names a gate. */
#define ERROR_IDT	   0x2
#define ERROR_GATE(vector) ((vector)*8 | ERROR_IDT)

TEST(divide_error, "dividing by zero, and a quotient that does not fit, are #DE",
     CITE("SDM vol. 3, 6.15, Interrupt 0"))
{
	catch_trap(TRAP_DE);
	CATCH("div %0", : : "r"(0ul), "a"(1ul), "d"(0ul) : "cc");
	CHECK_FAULT(0);

	catch_trap(TRAP_DE);
	CATCH("idiv %0", : : "r"(-1l), "a"(0l), "d"(1ul << 62) : "cc");
	CHECK_FAULT(0);
}

TEST(breakpoint, "INT3 is #BP, with the address of the next instruction",
     CITE("SDM vol. 3, 6.15, Interrupt 3"))
{
	catch_trap(TRAP_BP);
	CATCH("int3");
	CHECK_TRAPPED();
}

TEST(single_step, "with RFLAGS.TF set, #DB follows the next instruction, and DR6.BS tells why",
     CITE("SDM vol. 3, 17.3.1.4, Single-Step Exception Condition"))
{
	catch_trap(TRAP_DB);
	dr6_write(DR6_FIXED);
	CATCH("pushq %0; popfq; nop",
	      :
	      : "i"(RFLAGS_FIXED | RFLAGS_IF | RFLAGS_TF)
	      : "memory", "cc");
	CHECK_TRAPPED();
	CHECK(dr6_read() & DR6_BS, "DR6 is %#lx", dr6_read());
}

static uint64_t watched;

TEST(no_step_after_ss, "after a MOV to SS, #DB waits until the instruction behind it is executed",
     CITE("SDM vol. 3, 6.8.3, Masking Exceptions and Interrupts When Switching Stacks"))
{
	catch_trap(TRAP_DB);
	dr6_write(DR6_FIXED);
	CATCH("pushq %0; popfq; mov %1, %%ss; nop",
	      :
	      : "i"(RFLAGS_FIXED | RFLAGS_IF | RFLAGS_TF), "r"(KERNEL_DATA)
	      : "memory", "cc");
	CHECK_TRAPPED();
}

TEST(data_breakpoint, "a write to the address in DR0 is #DB after the instruction, with DR6.B0 set",
     CITE("SDM vol. 3, 17.3.1.2, Data Memory and I/O Breakpoint Exception Conditions"))
{
	catch_trap(TRAP_DB);
	dr6_write(DR6_FIXED);
	dr0_write((uintptr_t)&watched);
	dr7_write(DR7_FIXED | DR7_ENABLE_0 | DR7_WRITE_0 | DR7_8_BYTES_0);
	CATCH("movq $1, %0", : "=m"(watched) : : "memory");
	CHECK_TRAPPED();
	CHECK(dr6_read() & DR6_B0, "DR6 is %#lx", dr6_read());
	CHECK_EQ(watched, 1);
}

/* Not inline, so that the instruction has one address. */
static void __attribute__((noinline)) set_to_one(uint64_t *value)
{
	CATCH("movq $1, %0", : "=m"(*value));
}

TEST(instruction_breakpoint, "the address in DR0 is #DB before the instruction there is executed",
     CITE("SDM vol. 3, 17.3.1.1, Instruction-Breakpoint Exception Condition"))
{
	uint64_t value;

	catch_trap(TRAP_DB);
	set_to_one(&value);
	REQUIRE_EQ(caught.count, 0);

	value = 0;
	dr6_write(DR6_FIXED);
	dr0_write(catch_instruction);
	dr7_write(DR7_FIXED | DR7_ENABLE_0);
	set_to_one(&value);
	CHECK_FAULT(0);
	CHECK_EQ(value, 0);
}

TEST(invalid_opcode, "UD2, and LOCK before a register, are #UD",
     CITE("SDM vol. 3, 6.15, Interrupt 6"))
{
	catch_trap(TRAP_UD);
	CATCH("ud2");
	CHECK_FAULT(0);

	catch_trap(TRAP_UD);
	CATCH(".byte 0xf0, 0x01, 0xc0 # lock add %%eax, %%eax", : : : "eax", "cc");
	CHECK_FAULT(0);
}

TEST(invalid_in_64_bits,
     "DAA, AAA, PUSH ES and PUSHA, which 32-bit code has, are #UD in 64-bit mode",
     CITE("SDM vol. 2, appendix A, One-Byte Opcode Map"))
{
	catch_trap(TRAP_UD);
	CATCH(".byte 0x27 # daa", : : : "eax", "cc");
	CHECK_FAULT(0);

	catch_trap(TRAP_UD);
	CATCH(".byte 0x37 # aaa", : : : "eax", "cc");
	CHECK_FAULT(0);

	catch_trap(TRAP_UD);
	CATCH(".byte 0x06 # push %%es", : : : "memory");
	CHECK_FAULT(0);

	catch_trap(TRAP_UD);
	CATCH(".byte 0x60 # pusha", : : : "memory");
	CHECK_FAULT(0);
}

TEST(aam_is_invalid, "AAM, which 32-bit code has, is #UD in 64-bit mode", CITE("SDM vol. 2, AAM"))
{
	catch_trap(TRAP_UD);
	CATCH(".byte 0xd4, 0x0a # aam", : : : "eax", "cc");
	CHECK_FAULT(0);
}

TEST(into_is_invalid, "INTO, which 32-bit code has, is #UD in 64-bit mode",
     CITE("SDM vol. 2, INT n/INTO/INT3/INT1"))
{
	catch_trap(TRAP_UD);
	CATCH(".byte 0xce # into");
	CHECK_FAULT(0);
}

TEST(no_fpu, "with CR0.TS set, x87 and SSE instructions are #NM, with CR0.EM set SSE is #UD",
     CITE("SDM vol. 3, 6.15, Interrupt 7; 13.1.2"))
{
	cr0_write(CR0_LIBRARY | CR0_TS);
	catch_trap(TRAP_NM);
	CATCH("fnop");
	CHECK_FAULT(0);

	catch_trap(TRAP_NM);
	CATCH("pxor %%xmm0, %%xmm0", : : : "memory");
	CHECK_FAULT(0);

	cr0_write(CR0_LIBRARY | CR0_EM);
	catch_trap(TRAP_UD);
	CATCH("pxor %%xmm0, %%xmm0", : : : "memory");
	CHECK_FAULT(0);
	cr0_write(CR0_LIBRARY);
}

TEST(gate_not_present,
     "INT n with a gate that is not present is #NP, whose error code names the gate",
     CITE("SDM vol. 3, 6.15, Interrupt 11; 6.13"))
{
	idt_gate(0x40)->type &= ~GATE_PRESENT;
	catch_trap(TRAP_NP);
	CATCH("int $0x40");
	CHECK_FAULT(ERROR_GATE(0x40));
}

TEST(segment_not_present, "a selector of a segment that is not present is #NP for ES, #SS for SS",
     CITE("SDM vol. 3, 6.15, Interrupts 11 and 12"))
{
	catch_trap(TRAP_NP);
	CATCH("mov %0, %%es", : : "r"(SPARE_DATA));
	CHECK_FAULT(SPARE_DATA);

	catch_trap(TRAP_SS);
	CATCH("mov %0, %%ss", : : "r"(SPARE_DATA));
	CHECK_FAULT(SPARE_DATA);
}

TEST(stack_not_canonical, "an access by way of RSP to an address that is not canonical is #SS(0)",
     CITE("SDM vol. 3, 6.15, Interrupt 12"))
{
	catch_trap(TRAP_GP);
	catch_trap(TRAP_SS);
	CATCH("mov (%%rsp, %0), %%rax", : : "r"(NON_CANONICAL) : "rax");
	CHECK_FAULT(0);
	CHECK_EQ(caught.code, TRAP_SS);
}

TEST(not_canonical, "any other access to an address that is not canonical is #GP(0)",
     CITE("SDM vol. 1, 3.3.7.1, Canonical Addressing"))
{
	catch_trap(TRAP_GP);
	CATCH("mov (%0), %%rax", : : "r"(NON_CANONICAL) : "rax");
	CHECK_FAULT(0);

	catch_trap(TRAP_GP);
	CATCH("movb $0, (%0)", : : "r"(NON_CANONICAL) : "memory");
	CHECK_FAULT(0);
}

TEST(bad_selector, "a selector beyond the GDT is #GP, whose error code is the selector",
     CITE("SDM vol. 3, 6.15, Interrupt 13"))
{
	unsigned int beyond = GDT_ENTRIES * 8 + 64;

	catch_trap(TRAP_GP);
	CATCH("mov %0, %%ds", : : "r"(beyond));
	CHECK_FAULT(beyond);
}

TEST(page_not_present,
     "a page that is not there is #PF with the address in CR2; error bit 1 is the write",
     CITE("SDM vol. 3, 4.7, Page-Fault Exceptions"))
{
	char *page = page_alloc(1);

	mmu_unmap(page);
	catch_trap(TRAP_PF);
	CATCH("mov %0, %%al", : : "m"(page[5]) : "rax");
	CHECK_FAULT(0);
	CHECK_EQ(caught.frame.cr2, (uintptr_t)page + 5);

	catch_trap(TRAP_PF);
	CATCH("movb $1, %0", : "=m"(page[7]));
	CHECK_FAULT(PF_WRITE);
	CHECK_EQ(caught.frame.cr2, (uintptr_t)page + 7);
}

TEST(page_protected,
     "a write to a read-only page is #PF with error bits 0 and 1, and stores nothing",
     CITE("SDM vol. 3, 4.7, Page-Fault Exceptions"))
{
	uint64_t *page = page_alloc(1);

	mmu_protect(page, MMU_READ);
	catch_trap(TRAP_PF);
	CATCH("movq $1, %0", : "=m"(page[1]));
	CHECK_FAULT(PF_PRESENT | PF_WRITE);
	CHECK_EQ(page[1], 0);
}

TEST(access_over_two_pages,
     "an access that ends in a page that is not there has its address in CR2",
     CITE("SDM vol. 3, 4.7, Page-Fault Exceptions"))
{
	char *pages = page_alloc(2);

	mmu_unmap(pages + PAGE_SIZE);
	catch_trap(TRAP_PF);
	CATCH("movq $-1, %0", : "=m"(pages[PAGE_SIZE - 4]));
	CHECK_FAULT(PF_WRITE);
	CHECK_EQ(caught.frame.cr2, (uintptr_t)pages + PAGE_SIZE);
	CHECK_EQ(pages[PAGE_SIZE - 4], 0);
}

TEST(double_fault, "a #GP whose gate is not present is #DF with error code 0",
     CITE("SDM vol. 3, 6.15, Interrupt 8, table 6-5"))
{
	idt_gate(VECTOR_OF_TRAP(TRAP_GP))->type &= ~GATE_PRESENT;
	catch_trap(TRAP_DF);
	CATCH("mov (%0), %%rax", : : "r"(NON_CANONICAL) : "rax");
	CHECK_EQ(caught.count, 1);
	CHECK_EQ(caught.frame.error, 0);
}

TEST(x87_error, "an x87 exception that is not masked is #MF at the next waiting x87 instruction",
     CITE("SDM vol. 3, 6.15, Interrupt 16"))
{
	uint16_t unmasked = FCW_DEFAULT & ~FCW_ZERO_DIVIDE;

	catch_trap(TRAP_MF);
	__asm__ volatile("fninit; fldcw %0; fld1; fldz; fdivrp" : : "m"(unmasked));
	CHECK_EQ(caught.count, 0);
	CATCH("fwait");
	__asm__ volatile("fnclex; fninit");
	CHECK_FAULT(0);
}

TEST(simd_error, "an SSE exception that is not masked is #XM at the instruction that raises it",
     CITE("SDM vol. 3, 6.15, Interrupt 19"))
{
	uint32_t unmasked = MXCSR_DEFAULT & ~MXCSR_ZERO_DIVIDE, one = 0x3f800000;

	catch_trap(TRAP_XM);
	__asm__ volatile("ldmxcsr %0; movss %1, %%xmm0; xorps %%xmm1, %%xmm1"
			 :
			 : "m"(unmasked), "m"(one));
	CATCH("divss %%xmm1, %%xmm0", : : : "memory");
	unmasked = MXCSR_DEFAULT;
	__asm__ volatile("ldmxcsr %0" : : "m"(unmasked));
	CHECK_FAULT(0);
}

TEST(int_into_exception,
     "INT n into the vector of an exception has no error code, and saves the next address",
     CITE("SDM vol. 3, 6.12, Exception and Interrupt Handling"))
{
	catch_trap(TRAP_GP);
	CATCH("int $13");
	CHECK_TRAPPED();
}
