/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI configuration: what functions say of themselves, and where their lists of
 * capabilities lead.
 *
 * A host invents all of this. A guest that follows a list of capabilities that
 * never ends hangs long before a driver could complain.
 */
#include <bits.h>
#include <pci.h>
#include <test.h>

#define ROUNDS	  50
#define FUNCTIONS 8
#define SLOTS	  32
#define ALL_ONES  0xffffffffu

static unsigned int functions(void)
{
	if (!pci_count())
		SKIP("needs PCI, this machine has none");
	return pci_count();
}

static bool is_known(uint16_t id)
{
	for (unsigned int i = 0; i < pci_count(); i++) {
		if (pci_function(i)->id == id)
			return true;
	}
	return false;
}

TEST(identities_are_stable, "each function gives the same vendor, device and class, 50 times",
     CITE("PCI Local Bus Specification 3.0, 6.2.1"))
{
	for (unsigned int i = 0; i < functions(); i++) {
		struct pci_function *function = pci_function(i);

		for (unsigned int round = 0; round < ROUNDS; round++) {
			CHECK_EQ(pci_read(function, PCI_VENDOR, 4),
				 (uint32_t)function->device << 16 | function->vendor);
			CHECK_EQ(pci_read(function, PCI_CLASS_REVISION + 2, 2), function->class);
		}
	}
	test_value("functions", pci_count(), "functions");
}

TEST(sizes_agree, "bytes and halves of the configuration space are those of its words")
{
	for (unsigned int i = 0; i < functions(); i++) {
		for (unsigned int at = 0; at < PCI_HEADER_SIZE; at += 4) {
			uint32_t word = pci_read(pci_function(i), at, 4);

			for (unsigned int n = 0; n < 4; n++)
				CHECK_EQ(pci_read(pci_function(i), at + n, 1),
					 word >> 8 * n & 0xff);
			CHECK_EQ(pci_read(pci_function(i), at + 2, 2), word >> 16);
		}
	}
}

TEST(headers_are_known,
     "the layout of each header is one that PCI defines, and bridges have theirs",
     CITE("PCI Local Bus Specification 3.0, 6.2.1, Header Type"))
{
	enum { HEADER_CARDBUS = 2 };

	for (unsigned int i = 0; i < functions(); i++) {
		struct pci_function *function = pci_function(i);

		CHECK_LE(function->header, HEADER_CARDBUS);
		CHECK_EQ(function->class == PCI_CLASS_PCI_BRIDGE,
			 function->header == PCI_HEADER_BRIDGE);
	}
}

TEST(single_functions_are_single,
     "a device that does not announce more functions than one has none that answers",
     CITE("PCI Local Bus Specification 3.0, 6.2.1, Header Type"))
{
	for (unsigned int i = 0; i < functions(); i++) {
		struct pci_function *function = pci_function(i);

		if (PCI_FUNCTION(function->id) ||
		    pci_read(function, PCI_HEADER_TYPE, 1) & PCI_HEADER_MANY)
			continue;
		for (unsigned int n = 1; n < FUNCTIONS; n++)
			CHECK_EQ(pci_config_read(function->id + n, PCI_VENDOR, 4), ALL_ONES);
	}
}

TEST(absent_reads_ones,
     "every place in the configuration space of an absent function reads all ones",
     CITE("PCI Local Bus Specification 3.0, 6.1"))
{
	uint16_t bus = pci_function(functions() - 1)->id & ~(PCI_ID(1, 0, 0) - 1);
	unsigned int absent = 0;

	for (unsigned int slot = 0; slot < SLOTS; slot++) {
		uint16_t id = bus | PCI_ID(0, slot, 0);

		if (is_known(id))
			continue;
		absent++;
		for (unsigned int at = 0; at < PCI_CONFIG_SIZE; at += 4)
			CHECK_EQ(pci_config_read(id, at, 4), ALL_ONES);
		CHECK_EQ(pci_config_read(id, PCI_HEADER_TYPE, 1), ALL_ONES & 0xff);
		CHECK_EQ(pci_config_read(id, PCI_STATUS, 2), ALL_ONES & 0xffff);
	}
	CHECK_GT(absent, 0);
}

TEST(identity_is_read_only, "writing to the identity of a function changes nothing")
{
	for (unsigned int i = 0; i < functions(); i++) {
		uint32_t before = pci_read(pci_function(i), PCI_VENDOR, 4);

		pci_write(pci_function(i), PCI_VENDOR, 4, ~before);
		CHECK_EQ(pci_read(pci_function(i), PCI_VENDOR, 4), before);
	}
}

TEST(capabilities_end, "the list of capabilities of each function lies behind its header and ends",
     CITE("PCI Local Bus Specification 3.0, 6.7"))
{
	enum { MOST = (PCI_CONFIG_SIZE - PCI_HEADER_SIZE) / 4 };

	for (unsigned int i = 0; i < functions(); i++) {
		struct pci_function *function = pci_function(i);
		unsigned int at = pci_read(function, PCI_CAPABILITIES, 1), n = 0;

		if (!(pci_read(function, PCI_STATUS, 2) & PCI_STATUS_CAPABILITIES))
			continue;
		for (; at && n < MOST; n++) {
			CHECK_GE(at, PCI_HEADER_SIZE);
			CHECK(is_aligned(at, 4));
			at = pci_read(function, at + PCI_CAP_NEXT, 1);
		}
		CHECK(!at, "%s: more than fit", function->name);
		CHECK_GT(n, 0);
	}
}

TEST(extended_capabilities_end,
     "the list of extended capabilities of each PCI Express function ends",
     CITE("PCI Express Base Specification 5.0, 7.6.3"))
{
	enum { MOST = (PCI_EXTENDED_SIZE - PCI_CONFIG_SIZE) / 4 };

	for (unsigned int i = 0; i < functions(); i++) {
		struct pci_function *function = pci_function(i);
		unsigned int at = PCI_EXTENDED_CAPABILITIES, n = 0;

		if (!pci_capability(function, PCI_CAP_EXPRESS, 0))
			continue;
		for (; at && n < MOST; n++) {
			uint32_t header = pci_read(function, at, 4);

			if (!header || header == ALL_ONES)
				break;
			at = field_get(PCI_EXTENDED_NEXT, header);
			CHECK(!at || (at > PCI_EXTENDED_CAPABILITIES && is_aligned(at, 4)));
		}
		CHECK(n < MOST, "%s: more than fit", function->name);
	}
}

static void check_inside(struct pci_function *function, uint32_t place, unsigned int size)
{
	unsigned int bar = place & PCI_MSIX_BAR;

	REQUIRE(bar < PCI_BARS, "%s: BAR %u", function->name, bar);
	CHECK(function->bars[bar].size && !function->bars[bar].io);
	CHECK_LE((place & ~PCI_MSIX_BAR) + size, function->bars[bar].size);
}

TEST(msix_lies_in_a_bar,
     "the MSI-X table and its pending bits lie in memory BARs, and not one over the other",
     CITE("PCI Local Bus Specification 3.0, 6.8.2"))
{
	for (unsigned int i = 0; i < functions(); i++) {
		struct pci_function *function = pci_function(i);
		unsigned int at = pci_capability(function, PCI_CAP_MSIX, 0);
		unsigned int entries = pci_msix_entries(function);
		unsigned int bits = align_up(entries, 64) / 8;
		uint32_t table, pending;

		if (!at)
			continue;
		table = pci_read(function, at + PCI_MSIX_TABLE, 4);
		pending = pci_read(function, at + PCI_MSIX_PENDING, 4);
		check_inside(function, table, entries * PCI_MSIX_ENTRY_SIZE);
		check_inside(function, pending, bits);
		if ((table & PCI_MSIX_BAR) == (pending & PCI_MSIX_BAR))
			CHECK(table + entries * PCI_MSIX_ENTRY_SIZE <= pending ||
			      pending + bits <= table);
	}
}
