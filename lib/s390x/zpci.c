/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <trap.h>
#include <zpci.h>

#define STATUS_SHIFT 24 /* in the operand, when the instruction is done */

_Static_assert(offsetof(struct zpci_fib, interrupts) == 0x28, "as the machine has it");
_Static_assert(sizeof(struct zpci_fib) == 0x50, "as the machine has it");

#define CONDITION_CODE "	ipm	%0\n	srl	%0,28"

static unsigned int result(unsigned int cc, uint64_t operand, uint8_t *status)
{
	if (status)
		*status = operand >> STATUS_SHIFT;
	return trap_probed() ? ZPCI_TRAPPED : cc;
}

/* The operand and the offset are in a pair of registers. */
unsigned int zpci_load(uint64_t operand, uint64_t offset, uint64_t *data, uint8_t *status)
{
	register uint64_t operand_register __asm__("r2");
	register uint64_t offset_register __asm__("r3");
	uint64_t loaded = *data;
	unsigned int cc;

	trap_probe_begin();
	operand_register = operand;
	offset_register = offset;
	__asm__ volatile(PROBED(".insn rre,0xb9d20000,%1,%2") CONDITION_CODE
			 : "=&d"(cc), "+&d"(loaded), "+d"(operand_register)
			 : "d"(offset_register)
			 : "cc", "memory");
	operand = operand_register;
	*data = loaded;
	return result(cc, operand, status);
}

unsigned int zpci_store(uint64_t operand, uint64_t offset, uint64_t data, uint8_t *status)
{
	register uint64_t operand_register __asm__("r2");
	register uint64_t offset_register __asm__("r3");
	unsigned int cc;

	trap_probe_begin();
	operand_register = operand;
	offset_register = offset;
	__asm__ volatile(PROBED(".insn rre,0xb9d00000,%3,%1") CONDITION_CODE
			 : "=&d"(cc), "+d"(operand_register)
			 : "d"(offset_register), "d"(data)
			 : "cc", "memory");
	operand = operand_register;
	return result(cc, operand, status);
}

unsigned int zpci_store_block(uint64_t operand, uint64_t offset, const void *data, uint8_t *status)
{
	unsigned int cc;

	trap_probe_begin();
	__asm__ volatile(PROBED(".insn rsy,0xeb00000000d0,%1,%2,0(%3)") CONDITION_CODE
			 : "=&d"(cc), "+d"(operand)
			 : "d"(offset), "a"(data)
			 : "cc", "memory");
	return result(cc, operand, status);
}

unsigned int zpci_refresh(uint32_t handle, uint64_t start, uint64_t size, uint8_t *status)
{
	register uint64_t start_register __asm__("r2");
	register uint64_t size_register __asm__("r3");
	uint64_t operand = zpci_operand(handle, 0, 0);
	unsigned int cc;

	trap_probe_begin();
	start_register = start;
	size_register = size;
	__asm__ volatile(PROBED(".insn rre,0xb9d30000,%1,%2") CONDITION_CODE
			 : "=&d"(cc), "+d"(operand)
			 : "d"(start_register), "d"(size_register)
			 : "cc", "memory");
	return result(cc, operand, status);
}

unsigned int zpci_modify(uint64_t operand, const struct zpci_fib *fib, uint8_t *status)
{
	unsigned int cc;

	trap_probe_begin();
	__asm__ volatile(PROBED(".insn rxy,0xe300000000d0,%1,0(%2)") CONDITION_CODE
			 : "=&d"(cc), "+d"(operand)
			 : "a"(fib)
			 : "cc", "memory");
	return result(cc, operand, status);
}

unsigned int zpci_store_controls(uint64_t operand, struct zpci_fib *fib, uint8_t *status)
{
	unsigned int cc;

	trap_probe_begin();
	__asm__ volatile(PROBED(".insn rxy,0xe300000000d4,%1,0(%2)") CONDITION_CODE
			 : "=&d"(cc), "+d"(operand)
			 : "a"(fib)
			 : "cc", "memory");
	return result(cc, operand, status);
}

/* The subclass stands where it does in an I/O-interruption word. */
unsigned int zpci_set_interruptions(uint64_t mode, unsigned int isc)
{
	const uint64_t unused = 0;

	trap_probe_begin();
	__asm__ volatile(PROBED(".insn rsy,0xeb00000000d1,%0,%1,%2")
			 :
			 : "d"(mode), "d"((uint64_t)isc << 27), "Q"(unused)
			 : "memory");
	return trap_probed() ? SIC_TRAPPED : SIC_DONE;
}
