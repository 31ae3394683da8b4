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

/* Two operands in an even register and the odd one behind it. */
static unsigned __int128 pair_of(uint64_t even, uint64_t odd)
{
	return (unsigned __int128)even << 64 | odd;
}

static inline __attribute__((always_inline)) unsigned int execute(uint64_t instruction,
								  uint64_t *single,
								  unsigned __int128 *pair)
{
	unsigned int cc;

	trap_probe_begin();
	__asm__ volatile(PROBED(".insn rre,%3,%1,%2") CONDITION_CODE
			 : "=&d"(cc), "+&d"(*single), "+&d"(*pair)
			 : "i"(instruction)
			 : "cc", "memory");
	return cc;
}

unsigned int zpci_load(uint64_t operand, uint64_t offset, uint64_t *data, uint8_t *status)
{
	unsigned __int128 place = pair_of(operand, offset);
	unsigned int cc = execute(0xb9d20000, data, &place);

	return result(cc, place >> 64, status);
}

unsigned int zpci_store(uint64_t operand, uint64_t offset, uint64_t data, uint8_t *status)
{
	unsigned __int128 place = pair_of(operand, offset);
	unsigned int cc = execute(0xb9d00000, &data, &place);

	return result(cc, place >> 64, status);
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
	unsigned __int128 range = pair_of(start, size);
	uint64_t operand = zpci_operand(handle, 0, 0);
	unsigned int cc = execute(0xb9d30000, &operand, &range);

	return result(cc, operand, status);
}

static inline __attribute__((always_inline)) unsigned int on_block(uint64_t instruction,
								   uint64_t operand,
								   const struct zpci_fib *fib,
								   uint8_t *status)
{
	unsigned int cc;

	trap_probe_begin();
	__asm__ volatile(PROBED(".insn rxy,%3,%1,0(%2)") CONDITION_CODE
			 : "=&d"(cc), "+d"(operand)
			 : "a"(fib), "i"(instruction)
			 : "cc", "memory");
	return result(cc, operand, status);
}

unsigned int zpci_modify(uint64_t operand, const struct zpci_fib *fib, uint8_t *status)
{
	return on_block(0xe300000000d0, operand, fib, status);
}

unsigned int zpci_store_controls(uint64_t operand, struct zpci_fib *fib, uint8_t *status)
{
	return on_block(0xe300000000d4, operand, fib, status);
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
