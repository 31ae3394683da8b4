/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sclp.h>
#include <string.h>

#define MIB (1ull << 20)

struct cpu_info {
	struct sclp_header header;
	uint16_t configured;
	uint16_t configured_offset;
};

struct scp_info {
	struct sclp_header header;
	uint16_t increments;   /* or 0: more than 16 bits of them */
	uint8_t increment_mib; /* or 0: more than 8 bits of that */
	uint8_t reserved[89];
	uint32_t large_increment_mib; /* byte 100 */
	uint64_t large_increments;
};

_Static_assert(offsetof(struct scp_info, large_increment_mib) == 100, "as the machine has it");

static uint8_t information[SCLP_BLOCK] SCLP_BLOCK_MEMORY;

/*
 * The answer is looked for in the block: the interrupt that announces it is
 * left to tests. Busy means that the last one has not been fetched elsewhere.
 */
uint16_t sclp_call(uint32_t command, struct sclp_header *block)
{
	enum { ACCEPTED, BUSY = 2 };
	unsigned int cc;

	block->response = 0;
	do {
		__asm__ volatile("	.insn	rre,0xb2200000,%1,%2\n"
				 "	ipm	%0\n"
				 "	srl	%0,28"
				 : "=&d"(cc)
				 : "d"(command), "a"(block)
				 : "cc", "memory");
	} while (cc == BUSY);
	while (cc == ACCEPTED && !*(volatile uint16_t *)&block->response)
		;
	return block->response;
}

static void *read_information(uint32_t command)
{
	struct sclp_header *block = (void *)information;

	memset(block, 0, SCLP_BLOCK);
	block->length = SCLP_BLOCK;
	return sclp_call(command, block) == SCLP_INFORMATION_READ ? block : NULL;
}

unsigned int sclp_read_cpus(const struct sclp_cpu **cpus)
{
	const struct cpu_info *info = read_information(SCLP_READ_CPU_INFO);

	if (!info)
		return 0;
	*cpus = (const void *)(information + info->configured_offset);
	return info->configured;
}

uint64_t sclp_read_storage(void)
{
	const struct scp_info *info = read_information(SCLP_READ_SCP_INFO);
	uint64_t count, size;

	if (!info)
		return 0;
	count = info->increments ? info->increments : info->large_increments;
	size = info->increment_mib ? info->increment_mib : info->large_increment_mib;
	return count * size * MIB;
}
