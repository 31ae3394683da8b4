/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ultravisor calls. A guest of protected virtualization shares the pages that
 * its devices may read and write, and gets them back for itself alone. Any other
 * guest has no ultravisor, and must be able to rely on that.
 *
 * The promises are those that Linux builds upon: arch/s390/include/asm/uv.h.
 */
#include <alloc.h>
#include <lowcore.h>
#include <string.h>
#include <test.h>
#include <ultravisor.h>

#define HEADER	   "Linux, arch/s390/include/asm/uv.h"
#define NO_COMMAND 0x7ffe

static struct uv_query query __attribute__((aligned(8)));

static void ask(void)
{
	query = (struct uv_query){ .header = { sizeof(query), UV_QUERY, 0, 0 } };
	REQUIRE_EQ(uv_call(&query), UV_DONE);
	REQUIRE_EQ(query.header.response, UV_EXECUTED);
}

static bool offers(unsigned int bit)
{
	return query.calls[bit / 64] >> (63 - bit % 64) & 1;
}

TEST(absent, "without facility 158 an ultravisor call is an operation exception",
     CITE("Principles of Operation, Operation Exception"))
{
	static struct uv_query block __attribute__((aligned(8)));

	if (has_facility(FACILITY_ULTRAVISOR))
		SKIP("needs a machine without ultravisor");
	block.header = (struct uv_header){ sizeof(block), UV_QUERY, 0, 0 };
	CHECK_TRAP(TRAP_OPERATION, uv_call(&block));
	CHECK_EQ(block.header.response, 0);
}

TEST(query_lists_itself, "a query is answered, and is one of the calls that the answer lists",
     NEEDS("facility=158") CITE(HEADER ", struct uv_cb_qui"))
{
	ask();
	CHECK(offers(UV_BIT_QUERY));
	CHECK_EQ(offers(UV_BIT_SHARE), offers(UV_BIT_UNSHARE));
}

TEST(unknown_command, "a command that does not exist is answered by 'invalid command'",
     NEEDS("facility=158") CITE(HEADER ", UVC_RC_INV_CMD"))
{
	query.header = (struct uv_header){ sizeof(query), NO_COMMAND, 0, 0 };
	CHECK_EQ(uv_call(&query), UV_REFUSED);
	CHECK_EQ(query.header.response, UV_INVALID_COMMAND);
}

TEST(wrong_length, "a query that is too short is answered by 'invalid length'",
     NEEDS("facility=158") CITE(HEADER ", UVC_RC_INV_LEN"))
{
	query.header = (struct uv_header){ sizeof(query.header), UV_QUERY, 0, 0 };
	CHECK_EQ(uv_call(&query), UV_REFUSED);
	CHECK_EQ(query.header.response, UV_INVALID_LENGTH);
}

static uint16_t page_call(unsigned int command, const void *page)
{
	static struct uv_page block __attribute__((aligned(8)));
	unsigned int cc;

	block = (struct uv_page){ .header = { sizeof(block), command, 0, 0 },
				  .address = (uintptr_t)page };
	do
		cc = uv_call(&block);
	while (cc == UV_BUSY || cc == UV_PARTIAL);
	return block.header.response;
}

static uint8_t *shareable_page(void)
{
	ask();
	if (!offers(UV_BIT_SHARE))
		SKIP("needs a guest of protected virtualization");
	return page_alloc(1);
}

TEST(share_and_unshare, "a page is shared and unshared 100 times, and keeps its bytes",
     NEEDS("facility=158") CITE(HEADER ", uv_set_shared and uv_remove_shared"))
{
	uint8_t *page = shareable_page();

	for (unsigned int i = 0; i < 100; i++) {
		memset(page, i, PAGE_SIZE);
		REQUIRE_EQ(page_call(UV_SHARE, page), UV_EXECUTED);
		CHECK_EQ(page[0], i);
		REQUIRE_EQ(page_call(UV_UNSHARE, page), UV_EXECUTED);
		CHECK_EQ(page[PAGE_SIZE - 1], i);
	}
}

TEST(share_no_storage, "what is not storage cannot be shared",
     NEEDS("facility=158") CITE(HEADER ", uv_set_shared"))
{
	shareable_page();
	CHECK_NE(page_call(UV_SHARE, (void *)(1ul << 39)), UV_EXECUTED);
}
