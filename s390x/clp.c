/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CALL LOGICAL PROCESSOR for PCI: which functions the machine has, what it says
 * of them and of their groups, and how it refuses what makes no sense.
 *
 * A guest knows nothing of its PCI functions but what is told here, and a host
 * makes it up from several places: its own configuration, the device and, for a
 * function that is passed through, what the machine below told the host.
 *
 * No manual of this instruction is public. What it promises is what Linux takes
 * for granted: arch/s390/include/asm/clp.h and pci_clp.h.
 */
#include <alloc.h>
#include <bits.h>
#include <clp.h>
#include <control.h>
#include <lowcore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>

#define HEADER	   "Linux, arch/s390/include/asm/clp.h"
#define PCI_HEADER "Linux, arch/s390/include/asm/pci_clp.h"
#define MOST	   32
#define NO_HANDLE  0x0000fffeu
#define NO_GROUP   0x00
#define NO_COMMAND 0x00fe

struct list {
	struct clp_list_response head;
	struct clp_entry entries[MOST];
};

static unsigned int entries_of(const struct list *list)
{
	return (list->head.header.length - sizeof(list->head)) / sizeof(struct clp_entry);
}

/* All functions, in one piece. */
static unsigned int get_list(struct list *list)
{
	if (!has_facility(FACILITY_ZPCI))
		SKIP("needs PCI: facility 69");
	REQUIRE_EQ(clp_list(0, &list->head, sizeof(*list)), CLP_OK);
	REQUIRE_EQ(list->head.resume, 0);
	if (!entries_of(list))
		SKIP("needs a PCI function: -device zpci");
	return entries_of(list);
}

static uint32_t first_handle(void)
{
	struct list list;

	get_list(&list);
	return list.entries[0].handle;
}

/* A number that the host's own description of a device has; false if there is no such device. */
static bool ask_host(const char *device, const char *property, uint32_t *value)
{
	char answer[64];

	if (!control_request(answer, sizeof(answer),
			     "qmp qom-get {\"path\":\"%s\",\"property\":\"%s\"}", device, property))
		return false;
	*value = strtoul(answer, NULL, 0);
	return true;
}

TEST(list_is_what_is_plugged, "the functions in the list are those that the host has, each once",
     NEEDS("control") NEEDS("device=id=z1") CITE(PCI_HEADER ", struct clp_rsp_list_pci"))
{
	unsigned int count, plugged = 0;
	char name[8] = "z1";
	struct list list;
	uint32_t fid;

	count = get_list(&list);
	for (; ask_host(name, "fid", &fid); name[1]++, plugged++) {
		unsigned int found = 0;

		for (unsigned int i = 0; i < count; i++)
			found += list.entries[i].fid == fid;
		CHECK(found == 1, "fid %#x of %s is there %u times", fid, name, found);
	}
	CHECK_EQ(plugged, count);
	test_value("functions", count, "functions");
}

TEST(list_describes_itself, "the list tells the size of its entries, and how many there can be",
     NEEDS("device=zpci") CITE(PCI_HEADER ", struct clp_rsp_list_pci"))
{
	struct list list;
	unsigned int count = get_list(&list);

	CHECK_EQ(list.head.entry_size, sizeof(struct clp_entry));
	CHECK_GE(list.head.most, count);
	CHECK(is_aligned(list.head.header.length - sizeof(list.head), sizeof(struct clp_entry)));
}

TEST(list_in_pieces, "asked for one at a time, the list gives the same functions in the same order",
     NEEDS("device=zpci") CITE(PCI_HEADER ", resume_token"))
{
	struct {
		struct clp_list_response head;
		struct clp_entry entry;
	} piece = { 0 };
	struct list list;
	unsigned int count = get_list(&list), n = 0;

	do {
		REQUIRE(n < count);
		REQUIRE_EQ(clp_list(piece.head.resume, &piece.head, sizeof(piece)), CLP_OK);
		REQUIRE_EQ(piece.head.header.length, sizeof(piece));
		CHECK_MEM_EQ(&piece.entry, &list.entries[n], sizeof(piece.entry));
		n++;
	} while (piece.head.resume);
	CHECK_EQ(n, count);
}

TEST(identifiers_are_unique, "no two functions have the same identifier or the same handle",
     NEEDS("device=id=z2") CITE(PCI_HEADER ", struct clp_fh_list_entry"))
{
	struct list list;
	unsigned int count = get_list(&list);

	for (unsigned int a = 0; a < count; a++) {
		for (unsigned int b = 0; b < a; b++) {
			CHECK_NE(list.entries[a].fid, list.entries[b].fid);
			CHECK_NE(list.entries[a].handle, list.entries[b].handle);
		}
	}
}

TEST(user_identifiers, "each function has the user-defined identifier that the host gave it",
     NEEDS("control") NEEDS("device=id=z1") CITE(PCI_HEADER ", struct clp_rsp_query_pci"))
{
	char name[8] = "z1";
	struct list list;
	unsigned int count = get_list(&list);
	uint32_t fid, uid;

	for (; ask_host(name, "fid", &fid) && ask_host(name, "uid", &uid); name[1]++) {
		for (unsigned int i = 0; i < count; i++) {
			struct clp_function about;

			if (list.entries[i].fid != fid)
				continue;
			REQUIRE_EQ(clp_query_function(list.entries[i].handle, &about), CLP_OK);
			CHECK_EQ(about.uid, uid);
			CHECK_EQ(about.fid, fid);
		}
	}
	CHECK(list.head.flags & CLP_UNIQUE_IDS);
}

TEST(dma_range, "the DMA addresses of a function are whole pages, and those of its group's mask",
     NEEDS("device=zpci") CITE(PCI_HEADER ", struct clp_rsp_query_pci, sdma and edma"))
{
	struct list list;
	unsigned int count = get_list(&list);

	for (unsigned int i = 0; i < count; i++) {
		struct clp_function about;
		struct clp_group group;

		REQUIRE_EQ(clp_query_function(list.entries[i].handle, &about), CLP_OK);
		REQUIRE_EQ(clp_query_group(about.group, &group), CLP_OK);
		CHECK(is_aligned(about.first_dma, PAGE_SIZE));
		CHECK(is_aligned(about.last_dma + 1, PAGE_SIZE));
		CHECK_LT(about.first_dma, about.last_dma);
		CHECK(group.message_address < about.first_dma ||
			      group.message_address > about.last_dma,
		      "messages at %#lx", group.message_address);
	}
}

TEST(group_is_usable,
     "a group can store blocks, has interrupts, and translates by region-third tables",
     NEEDS("device=zpci") CITE(PCI_HEADER ", struct clp_rsp_query_pci_grp"))
{
	struct clp_function about;
	struct clp_group group;

	REQUIRE_EQ(clp_query_function(first_handle(), &about), CLP_OK);
	REQUIRE_EQ(clp_query_group(about.group, &group), CLP_OK);
	CHECK_GT(group.largest_block, 8);
	CHECK(is_aligned(group.largest_block, 8));
	CHECK_GT(group.interrupts & CLP_MOST_INTERRUPTS, 0);
	CHECK(group.designations & CLP_REGION_THIRD);
	test_value("largest_block", group.largest_block, "bytes");
	test_value("interrupts", group.interrupts & CLP_MOST_INTERRUPTS, "interrupts");
	test_value("version", group.version, "version");
}

/* A block with a request that any command could have, and room for any response. */
static struct clp_request *make(unsigned int command, unsigned int response_size)
{
	uint8_t *block = page_alloc(CLP_LARGEST / PAGE_SIZE);
	struct clp_request *request = (void *)block;
	struct clp_header *response = (void *)(block + CLP_REQUEST_SIZE);

	if (!has_facility(FACILITY_ZPCI))
		SKIP("needs PCI: facility 69");
	request->header = (struct clp_header){ CLP_REQUEST_SIZE, command };
	response->length = response_size;
	return request;
}

static uint16_t answer(struct clp_request *request)
{
	const struct clp_header *response = (void *)((uint8_t *)request + request->header.length);

	REQUIRE_EQ(clp(request), CLP_DONE);
	return response->code;
}

TEST(unknown_command, "a command that does not exist is answered by 'not recognized'",
     CITE(HEADER ", CLP_RC_CMD"))
{
	CHECK_EQ(answer(make(NO_COMMAND, CLP_REQUEST_SIZE)), CLP_UNKNOWN_COMMAND);
}

static void check_request_length(unsigned int command, unsigned int length)
{
	struct clp_request *request = make(command, sizeof(struct list));
	struct clp_header *response = (void *)((uint8_t *)request + length);

	request->header.length = length;
	response->length = sizeof(struct list);
	CHECK_EQ(answer(request), CLP_BAD_LENGTH);
}

TEST(request_length, "a request whose length is not that of the command is answered by 'length'",
     CITE(HEADER ", CLP_RC_LEN"))
{
	static const uint16_t lengths[] = { 16, 24, 40, 64 };

	for (unsigned int command = CLP_LIST; command <= CLP_SET_FUNCTION; command++) {
		for (unsigned int i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
			check_request_length(command, lengths[i]);
	}
}

TEST(format, "a list request of a format that does not exist is answered by 'format'",
     CITE(HEADER ", CLP_RC_FMT"))
{
	struct clp_request *request = make(CLP_LIST, sizeof(struct list));

	request->format = CLP_FORMAT;
	CHECK_EQ(answer(request), CLP_BAD_FORMAT);
}

TEST(reserved, "a list request with a reserved bit is answered by 'reserved field not zero'",
     CITE(HEADER ", CLP_RC_RESNOT0"))
{
	struct clp_request *request = make(CLP_LIST, sizeof(struct list));

	request->format = 1;
	CHECK_EQ(answer(request), CLP_RESERVED_NOT_ZERO);
	request->format = 0;
	request->reserved = 1;
	CHECK_EQ(answer(request), CLP_RESERVED_NOT_ZERO);
}

/* All is well with the request itself. */
static struct clp_request *make_query(unsigned int command)
{
	struct clp_function about;
	struct clp_request *request;
	uint32_t handle = first_handle();

	REQUIRE_EQ(clp_query_function(handle, &about), CLP_OK);
	request = make(command, sizeof(struct clp_function));
	request->subject = command == CLP_QUERY_GROUP ? about.group : handle;
	CHECK_EQ(answer(request), CLP_OK);
	return request;
}

TEST(format_of_query, "a query of a format that does not exist is answered by 'format'",
     NEEDS("device=zpci") CITE(HEADER ", CLP_RC_FMT"))
{
	for (unsigned int command = CLP_QUERY_FUNCTION; command <= CLP_QUERY_GROUP; command++) {
		struct clp_request *request = make_query(command);

		request->format = CLP_FORMAT;
		CHECK_EQ(answer(request), CLP_BAD_FORMAT);
	}
}

TEST(reserved_of_query, "a query with a reserved bit is answered by 'reserved field not zero'",
     NEEDS("device=zpci") CITE(HEADER ", CLP_RC_RESNOT0"))
{
	for (unsigned int command = CLP_QUERY_FUNCTION; command <= CLP_QUERY_GROUP; command++) {
		struct clp_request *request = make_query(command);

		request->reserved = 1;
		CHECK_EQ(answer(request), CLP_RESERVED_NOT_ZERO);
	}
}

TEST(no_room_for_an_entry, "a list that could hold no entry is answered by 'too small'",
     CITE(HEADER ", CLP_RC_8K"))
{
	CHECK_EQ(answer(make(CLP_LIST, sizeof(struct clp_list_response))), CLP_BLOCK_TOO_SMALL);
}

TEST(part_of_an_entry, "a list that would end within an entry is answered by 'length'",
     CITE(HEADER ", CLP_RC_LEN"))
{
	struct clp_request *request =
		make(CLP_LIST, sizeof(struct clp_list_response) + 3 * sizeof(struct clp_entry) / 2);
	const struct clp_header *response = (void *)((uint8_t *)request + CLP_REQUEST_SIZE);

	CHECK_NE(clp(request), CLP_TRAPPED);
	CHECK_EQ(response->code, CLP_BAD_LENGTH);
}

TEST(resume_token, "a resume token that was never given out is answered by 'not recognized'",
     CITE(PCI_HEADER ", CLP_RC_LISTPCI_BADRT"))
{
	struct list list;

	get_list(&list);
	CHECK_EQ(clp_list(NO_HANDLE, &list.head, sizeof(list)), CLP_BAD_RESUME_TOKEN);
}

TEST(unknown_handle, "a handle of no function is answered by 'invalid handle'",
     CITE(PCI_HEADER ", CLP_RC_SETPCIFN_FH"))
{
	struct clp_function about;
	uint32_t handle;

	make(CLP_LIST, 0);
	CHECK_EQ(clp_query_function(NO_HANDLE, &about), CLP_BAD_HANDLE);
	CHECK_EQ(clp_set_function(NO_HANDLE, CLP_ENABLE, 1, &handle), CLP_BAD_HANDLE);
}

TEST(unknown_group, "a group that no function is in is answered by 'unrecognized group'",
     CITE(PCI_HEADER ", CLP_RC_QUERYPCIFG_PFGID"))
{
	struct clp_group group;

	make(CLP_LIST, 0);
	CHECK_EQ(clp_query_group(NO_GROUP, &group), CLP_BAD_GROUP);
}

static void check_malformed(unsigned int request_length, unsigned int response_length)
{
	struct clp_request *request = make(CLP_LIST, 0);
	struct clp_header *response = (void *)((uint8_t *)request + request_length);

	request->header.length = request_length;
	response->length = response_length;
	CHECK_TRAP(TRAP_OPERAND, clp(request));
}

TEST(malformed_block,
     "lengths that are too small, too large or not of doublewords are an operand exception",
     CITE(HEADER ", struct clp_req_hdr and clp_rsp_hdr"))
{
	check_malformed(8, CLP_REQUEST_SIZE);
	check_malformed(CLP_REQUEST_SIZE + 4, CLP_REQUEST_SIZE);
	check_malformed(CLP_REQUEST_SIZE, 0);
	check_malformed(CLP_REQUEST_SIZE, sizeof(struct list) + 4);
	check_malformed(CLP_REQUEST_SIZE, CLP_LARGEST - CLP_REQUEST_SIZE + 8);
}
