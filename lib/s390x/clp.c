/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch_page.h>
#include <clp.h>
#include <string.h>
#include <trap.h>

_Static_assert(sizeof(struct clp_list_request) == CLP_REQUEST_SIZE, "as all requests");
_Static_assert(sizeof(struct clp_request) == CLP_REQUEST_SIZE, "as all requests");
_Static_assert(offsetof(struct clp_list_response, entries) == 32, "as the machine has it");
_Static_assert(offsetof(struct clp_function, first_dma) == 0x40, "as the machine has it");
_Static_assert(offsetof(struct clp_function, uid) == 0x7c, "as the machine has it");
_Static_assert(offsetof(struct clp_group, message_address) == 0x28, "as the machine has it");

/* Which logical processor: PCI. */
#define SELECT_PCI "2"

unsigned int clp(void *block)
{
	uint64_t ignored = 0;
	unsigned int cc;

	trap_probe_begin();
	__asm__ volatile(PROBED(".insn rrf,0xb9a00000,%1,%2,0," SELECT_PCI) "	ipm	%0\n"
									    "	srl	%0,28"
			 : "=d"(cc), "+d"(ignored)
			 : "a"(block)
			 : "cc", "memory");
	return trap_probed() ? CLP_TRAPPED : cc;
}

static uint8_t block[CLP_BLOCK_SIZE] __attribute__((aligned(PAGE_SIZE)));

static uint16_t call(unsigned int command, void *answer, size_t size)
{
	struct clp_header *request = (void *)block;
	struct clp_header *response = (void *)(block + CLP_REQUEST_SIZE);

	request->length = CLP_REQUEST_SIZE;
	request->code = command;
	memset(response, 0, size);
	response->length = size;
	if (clp(block) != CLP_DONE)
		return 0;
	memcpy(answer, response, size);
	return response->code;
}

uint16_t clp_list(uint64_t resume, struct clp_list_response *answer, size_t size)
{
	struct clp_list_request *request = (void *)block;

	*request = (struct clp_list_request){ .resume = resume };
	return call(CLP_LIST, answer, size);
}

static struct clp_request *request_for(uint32_t subject)
{
	struct clp_request *request = (void *)block;

	*request = (struct clp_request){ .subject = subject };
	return request;
}

uint16_t clp_query_function(uint32_t handle, struct clp_function *answer)
{
	request_for(handle);
	return call(CLP_QUERY_FUNCTION, answer, sizeof(*answer));
}

uint16_t clp_query_group(uint8_t group, struct clp_group *answer)
{
	request_for(group);
	return call(CLP_QUERY_GROUP, answer, sizeof(*answer));
}

uint16_t clp_set_function(uint32_t handle, unsigned int operation, unsigned int dma_spaces,
			  uint32_t *new_handle)
{
	struct clp_request *request = request_for(handle);
	struct clp_set_response answer = { 0 };
	uint16_t code;

	request->operation = operation;
	request->dma_spaces = dma_spaces;
	code = call(CLP_SET_FUNCTION, &answer, sizeof(answer));
	if (code == CLP_OK)
		*new_handle = answer.handle;
	return code;
}
