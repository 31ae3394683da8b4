/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <acpi.h>
#include <mmu.h>
#include <string.h>

/* The list of all tables; width is the size of an address in it. */
struct root_table {
	const struct acpi_header *header;
	unsigned int width;
};

/* The length of a table is only known when its header can be read. */
static const struct acpi_header *reach(uint64_t physical)
{
	const struct acpi_header *header = mmu_device(physical, sizeof(*header));

	return mmu_device(physical, header->length);
}

static bool find_root_table(struct root_table *root)
{
	const struct acpi_rsdp *rsdp = acpi_root();

	if (!rsdp || memcmp(rsdp->signature, "RSD PTR ", 8) || acpi_sum(rsdp, ACPI_RSDP_SIZE_1))
		return false;
	if (rsdp->revision >= 2 && rsdp->xsdt) {
		root->header = reach(rsdp->xsdt);
		root->width = sizeof(uint64_t);
	} else {
		root->header = reach(rsdp->rsdt);
		root->width = sizeof(uint32_t);
	}
	return !acpi_sum(root->header, root->header->length);
}

static const struct acpi_header *nth_of(const struct root_table *root, unsigned int n)
{
	const char *list = (const char *)(root->header + 1);
	uint64_t physical = 0;

	memcpy(&physical, list + n * root->width, root->width);
	return physical ? reach(physical) : NULL;
}

static const void *find_dsdt(void)
{
	const struct acpi_fadt *fadt = acpi_table("FACP", 0);

	if (!fadt)
		return NULL;
	if (acpi_fadt_has(fadt, x_dsdt) && fadt->x_dsdt)
		return reach(fadt->x_dsdt);
	return fadt->dsdt ? reach(fadt->dsdt) : NULL;
}

const void *acpi_table(const char *signature, unsigned int nth)
{
	struct root_table root;
	unsigned int count;

	if (!memcmp(signature, "DSDT", 4))
		return nth ? NULL : find_dsdt();
	if (!find_root_table(&root))
		return NULL;
	count = (root.header->length - sizeof(*root.header)) / root.width;
	for (unsigned int i = 0; i < count; i++) {
		const struct acpi_header *header = nth_of(&root, i);

		if (header && !memcmp(header->signature, signature, 4) && !nth--)
			return acpi_sum(header, header->length) ? NULL : header;
	}
	return NULL;
}

/* MADT and SRAT alike: after a fixed part, entries that begin with type and length. */
static const void *next_entry(const struct acpi_header *header, size_t fixed, const void *entry)
{
	const uint8_t *end = (const uint8_t *)header + header->length;
	const uint8_t *at = entry ? (const uint8_t *)entry + ((const uint8_t *)entry)[1]
				  : (const uint8_t *)header + fixed;

	return at + 2 <= end && at[1] >= 2 && at + at[1] <= end ? at : NULL;
}

const struct acpi_madt_entry *acpi_madt_next(const struct acpi_madt *madt,
					     const struct acpi_madt_entry *entry)
{
	return next_entry(&madt->header, sizeof(*madt), entry);
}

const struct acpi_srat_entry *acpi_srat_next(const struct acpi_srat *srat,
					     const struct acpi_srat_entry *entry)
{
	return next_entry(&srat->header, sizeof(*srat), entry);
}

const struct acpi_mcfg_window *acpi_mcfg_next(const struct acpi_mcfg *mcfg,
					      const struct acpi_mcfg_window *window)
{
	const char *end = (const char *)mcfg + mcfg->header.length;

	window = window ? window + 1 : mcfg->windows;
	return (const char *)(window + 1) <= end ? window : NULL;
}
