/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the loader to start(). PVH and multiboot2 both enter in 32-bit protected
 * mode with flat segments and without paging; EBX leads to what they have to
 * say, and EAX is a magic number with multiboot2, anything with PVH. Loaders
 * have zeroed .bss.
 *
 * An emulator pays for each instruction that it sees for the first time, so the
 * tables are data wherever they can be.
 */
#include "cpu_regs.h"

#define MB2_HEADER_MAGIC 0xe85250d6
#define MB2_REQUEST_TAG	 1
#define MB2_COMMAND_LINE 1
#define MB2_MEMORY_MAP	 6

#define NOTE_PHYS32_ENTRY 18

#define PTE_PW	  0x003 /* present, writable */
#define PTE_PWU	  0x007 /* for entries that lead to tables: the last level decides */
#define PTE_AD	  0x060
#define PTE_LARGE 0x080
#define PTE_UC	  0x018
#define PTE_WRITE 0x002
#define PTE_NX	  0x8000000000000000
#define NX_HIGH	  0x80000000

#define BOOT_STACK_SIZE 0x20000

	.section .multiboot2, "a"
	.balign 8
header: .long MB2_HEADER_MAGIC, 0, header_end - header
	.long -(MB2_HEADER_MAGIC + header_end - header)
	.short MB2_REQUEST_TAG, 0
	.long 16, MB2_COMMAND_LINE, MB2_MEMORY_MAP
	.short 0, 0
	.long 8
header_end:

	.section .note.pvh, "a", @note
	.balign 4
	.long 4, 8, NOTE_PHYS32_ENTRY
	.asciz "Xen"
	.quad boot_entry

	.text
	.code32
	.globl boot_entry
	.type boot_entry, @function
boot_entry:
	mov %eax, boot_magic
	mov %ebx, boot_info

	mov $CPUID_EXTENDED, %eax
	cpuid
	test $CPUID_E1_EDX_NX, %edx
	jz no_nx
protect_text:
	test $CPUID_E1_EDX_1G, %edx
	jz no_1g
protect:
	/* Text can be executed, text and constants not written. */
	mov $text_start, %eax
1:	mov %eax, %ecx
	shr $9, %ecx
	andl $~PTE_WRITE, page_table_4k(%ecx)
	cmp $text_end, %eax
	jae 2f
	andl $~NX_HIGH, page_table_4k + 4(%ecx)
2:	add $0x1000, %eax
	cmp $rodata_end, %eax
	jb 1b
	movl $0, boot_guard_entry
	movl $(PTE_PW + PTE_AD), boot_low_entry

	mov $boot_arrive, %edi
	/* Falls through. */

/* Turns long mode on and goes to EDI. Application processors come here as well. */
	.globl boot_long_mode
boot_long_mode:
	lgdt boot_gdt_pointer
	mov $CR4_LIBRARY, %eax
	mov %eax, %cr4
	mov $page_root, %eax
	mov %eax, %cr3
	mov $MSR_EFER, %ecx
	mov boot_efer, %eax
	xor %edx, %edx
	wrmsr
	mov $CR0_LIBRARY, %eax
	mov %eax, %cr0
	ljmp $KERNEL_CODE, $1f
	.code64
1:	fninit /* a reset leaves it with registers in use, and all exceptions open */
	jmp *%rdi

boot_arrive:
	mov $boot_stack_high, %esp
	xor %ebp, %ebp
	push %rbp
	jmp start

	.code32
/* Takes the NX bits out of all tables. */
no_nx:	andl $~EFER_NXE, boot_efer
	mov $page_tables, %eax
1:	andl $~NX_HIGH, 4(%eax)
	add $8, %eax
	cmp $page_tables_end, %eax
	jb 1b
	jmp protect_text

/* Without pages of 1 GiB, three tables more for the rest of the first 4 GiB, none beyond. */
no_1g:	mov $page_table_1g + 8, %edi
	xor %eax, %eax
	mov $511 * 2, %ecx
	rep stosl
	mov $page_tables_2m + PTE_PWU, %eax
	mov %eax, page_table_1g + 8
	add $0x1000, %eax
	mov %eax, page_table_1g + 16
	add $0x1000, %eax
	mov %eax, page_table_1g + 24

	mov page_table_2m + 8 + 4, %edx /* with or without NX */
	mov $page_tables_2m, %edi
	mov $0x40000000 + PTE_PW + PTE_AD + PTE_LARGE, %eax
1:	mov %eax, (%edi)
	mov %edx, 4(%edi)
	add $8, %edi
	cmp $page_tables_2m_end, %edi
	je protect
	add $0x200000, %eax
	cmp $0xc0000000, %eax
	jb 1b
	orl $PTE_UC, %eax
	jmp 1b

	.data
	.globl boot_efer
boot_efer:
	.long EFER_LME | EFER_NXE

	.balign 8
boot_gdt:
	.quad 0
	.quad 0x00af9b000000ffff /* KERNEL_CODE */
	.quad 0x00cf93000000ffff /* KERNEL_DATA */
boot_gdt_end:

	.globl boot_gdt_pointer
boot_gdt_pointer:
	.word boot_gdt_end - boot_gdt - 1
	.long boot_gdt

	/* What the loader passed; boot_info.c makes sense of it. */
	.globl boot_magic, boot_info
boot_magic:
	.long 0
boot_info:
	.long 0

	/*
	 * The identity map. The last GiB below 4 GiB is where devices are, so it is not
	 * cached; page 0 is left out to catch null pointers.
	 */
	.section .page_tables, "aw"
	.balign 4096
	.globl page_root
page_tables:
page_root:
	.quad page_table_1g + PTE_PWU
	.fill 511, 8, 0

page_table_1g:
	.quad page_table_2m + PTE_PWU
	.set gib, 1
	.rept 511
	.if gib == 3
	.quad PTE_NX + (gib << 30) + PTE_PW + PTE_AD + PTE_LARGE + PTE_UC
	.else
	.quad PTE_NX + (gib << 30) + PTE_PW + PTE_AD + PTE_LARGE
	.endif
	.set gib, gib + 1
	.endr

page_table_2m:
	.quad page_table_4k + PTE_PWU
	.set step, 1
	.rept 511
	.quad PTE_NX + (step << 21) + PTE_PW + PTE_AD + PTE_LARGE
	.set step, step + 1
	.endr

	.globl page_table_4k
page_table_4k:
	.quad 0
	.set page, 1
	.rept 511
	.quad PTE_NX + (page << 12) + PTE_PW + PTE_AD
	.set page, page + 1
	.endr
page_tables_end:

	/* Another name of page 0, for loaders that leave something there. */
	.section .boot_stack, "aw", @nobits
	.balign 4096
	.globl boot_low_page
boot_low_page:
	.skip 4096
	.globl boot_stack_guard, boot_stack_low, boot_stack_high
boot_stack_guard:
	.skip 4096
boot_stack_low:
	.skip BOOT_STACK_SIZE
boot_stack_high:

	.bss
	.balign 4096
page_tables_2m:
	.skip 3 * 4096
page_tables_2m_end:

	.section .note.GNU-stack, "", @progbits
