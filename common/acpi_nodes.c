/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI: which memory belongs to which node.
 *
 * A host that gives a guest several nodes describes them in the SRAT. Memory
 * that no node or two nodes claim is lost or counted twice by the operating
 * system. The run of this image passes how many nodes there are: nodes=N.
 */
#include <acpi.h>
#include <args.h>
#include <machine.h>
#include <test.h>

#define MAX_RANGES 16

static uint64_t overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	uint64_t start = a > b ? a : b;
	uint64_t end = a + a_size < b + b_size ? a + a_size : b + b_size;

	return start < end ? end - start : 0;
}

static const struct acpi_srat_entry *next_memory(const struct acpi_srat *srat,
						 const struct acpi_srat_entry *entry)
{
	do {
		entry = acpi_srat_next(srat, entry);
	} while (entry &&
		 !(entry->type == ACPI_SRAT_MEMORY && entry->memory.flags & ACPI_SRAT_ENABLED));
	return entry;
}

static void check_disjoint(const struct acpi_srat *srat)
{
	const struct acpi_srat_entry *a = NULL, *b;

	while ((a = next_memory(srat, a))) {
		for (b = next_memory(srat, a); b; b = next_memory(srat, b))
			CHECK_EQ(overlap(a->memory.base, a->memory.size, b->memory.base,
					 b->memory.size),
				 0);
	}
}

TEST(nodes_cover_memory, "each byte of memory belongs to exactly one node of the SRAT",
     NEEDS("acpi") CITE("ACPI 6.5, 5.2.16.2: memory affinity structure"))
{
	struct memory_range ranges[MAX_RANGES];
	unsigned int n = machine_memory(ranges, MAX_RANGES);
	const struct acpi_srat *srat = acpi_table("SRAT", 0);

	REQUIRE(srat);
	check_disjoint(srat);
	for (unsigned int i = 0; i < n; i++) {
		const struct acpi_srat_entry *entry = NULL;
		uint64_t covered = 0;

		while ((entry = next_memory(srat, entry)))
			covered += overlap(ranges[i].start, ranges[i].size, entry->memory.base,
					   entry->memory.size);
		CHECK_EQ(covered, ranges[i].size);
	}
}

TEST(nodes_are_all_there, "the SRAT puts memory into as many nodes as the machine was given",
     NEEDS("acpi") CITE("ACPI 6.5, 5.2.16: System Resource Affinity Table"))
{
	const struct acpi_srat *srat = acpi_table("SRAT", 0);
	const struct acpi_srat_entry *entry = NULL;
	uint64_t seen = 0;

	REQUIRE(srat);
	while ((entry = next_memory(srat, entry)))
		seen |= 1ull << entry->memory.domain % 64;
	CHECK_EQ(seen, (1ull << args_number("nodes", 0)) - 1);
}
