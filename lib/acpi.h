/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI: the tables by which firmware describes the machine, for guests that read them and for
 * the VMM that makes them. Numbers are little-endian and need not be aligned.
 */
#ifndef ACPI_H
#define ACPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACPI_RSDP_SIZE_1 20 /* of the part that all revisions have */

struct acpi_rsdp {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	/* From revision 2 on. */
	uint32_t length;
	uint64_t xsdt;
	uint8_t checksum_all;
	uint8_t reserved[3];
} __attribute__((packed));

/* From lib/ARCH: the root pointer structure (RSDP), NULL if the machine has none. */
const void *acpi_root(void);

struct acpi_header {
	char signature[4];
	uint32_t length; /* with this header */
	uint8_t revision;
	uint8_t checksum;
	char oem[6];
	char oem_table[8];
	uint32_t oem_revision;
	uint32_t creator;
	uint32_t creator_revision;
} __attribute__((packed));

/*
 * The nth table with this signature, "APIC" for the MADT, "FACP" for the FADT;
 * "DSDT" is found by way of the FADT. NULL if there is none, or if its checksum
 * is wrong.
 */
const void *acpi_table(const char *signature, unsigned int nth);

/* All bytes of a table add up to zero. */
static inline uint8_t acpi_sum(const void *bytes, size_t size)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += ((const uint8_t *)bytes)[i];
	return sum;
}

/*
 * Entries of MADT and SRAT, and descriptions of memory windows in the MCFG. Each
 * function returns the one behind `entry`, the first for NULL, NULL at the end.
 */
enum {
	ACPI_MADT_APIC = 0,
	ACPI_MADT_IOAPIC = 1,
	ACPI_MADT_OVERRIDE = 2,
	ACPI_MADT_X2APIC = 9,
	ACPI_MADT_GICC = 11,
	ACPI_MADT_GICD = 12,
	ACPI_MADT_GICR = 14,
	ACPI_MADT_ITS = 15,
};

#define ACPI_MADT_ENABLED 1 /* of the flags of a processor */

struct acpi_madt {
	struct acpi_header header;
	uint32_t apic_address;
	uint32_t flags;
} __attribute__((packed));

struct acpi_madt_entry {
	uint8_t type;
	uint8_t length;
	union {
		struct {
			uint8_t uid;
			uint8_t id;
			uint32_t flags;
		} __attribute__((packed)) apic;
		struct {
			uint8_t id;
			uint8_t reserved;
			uint32_t address;
			uint32_t first_gsi;
		} __attribute__((packed)) ioapic;
		struct {
			uint8_t bus;
			uint8_t irq;
			uint32_t gsi;
			uint16_t flags;
		} __attribute__((packed)) override;
		struct {
			uint16_t reserved;
			uint32_t id;
			uint32_t flags;
			uint32_t uid;
		} __attribute__((packed)) x2apic;
		struct {
			uint16_t reserved;
			uint32_t interface;
			uint32_t uid;
			uint32_t flags;
			uint32_t parking_version;
			uint32_t pmu_gsi;
			uint64_t parked_address;
			uint64_t base;
			uint64_t gicv;
			uint64_t gich;
			uint32_t maintenance_gsi;
			uint64_t gicr;
			uint64_t mpidr;
		} __attribute__((packed)) gicc;
		struct {
			uint16_t reserved;
			uint32_t id;
			uint64_t base;
			uint32_t first_gsi;
			uint8_t version;
		} __attribute__((packed)) gicd;
		struct {
			uint16_t reserved;
			uint64_t base;
			uint32_t size;
		} __attribute__((packed)) gicr;
		struct {
			uint16_t reserved;
			uint32_t id;
			uint64_t base;
		} __attribute__((packed)) its;
	};
} __attribute__((packed));

const struct acpi_madt_entry *acpi_madt_next(const struct acpi_madt *madt,
					     const struct acpi_madt_entry *entry);

struct acpi_mcfg_window {
	uint64_t base;
	uint16_t segment;
	uint8_t first_bus;
	uint8_t last_bus;
	uint32_t reserved;
} __attribute__((packed));

struct acpi_mcfg {
	struct acpi_header header;
	uint64_t reserved;
	struct acpi_mcfg_window windows[];
} __attribute__((packed));

const struct acpi_mcfg_window *acpi_mcfg_next(const struct acpi_mcfg *mcfg,
					      const struct acpi_mcfg_window *window);

enum {
	ACPI_SRAT_APIC = 0,
	ACPI_SRAT_MEMORY = 1,
	ACPI_SRAT_X2APIC = 2,
	ACPI_SRAT_GICC = 3,
};

#define ACPI_SRAT_ENABLED 1

struct acpi_srat {
	struct acpi_header header;
	uint32_t reserved0;
	uint64_t reserved1;
} __attribute__((packed));

struct acpi_srat_entry {
	uint8_t type;
	uint8_t length;
	union {
		struct {
			uint8_t domain_low;
			uint8_t id;
			uint32_t flags;
			uint8_t sapic_eid;
			uint8_t domain_high[3];
			uint32_t clock_domain;
		} __attribute__((packed)) apic;
		struct {
			uint32_t domain;
			uint16_t reserved0;
			uint64_t base;
			uint64_t size;
			uint32_t reserved1;
			uint32_t flags;
			uint64_t reserved2;
		} __attribute__((packed)) memory;
		struct {
			uint16_t reserved;
			uint32_t domain;
			uint32_t id;
			uint32_t flags;
			uint32_t clock_domain;
		} __attribute__((packed)) x2apic;
		struct {
			uint32_t domain;
			uint32_t uid;
			uint32_t flags;
			uint32_t clock_domain;
		} __attribute__((packed)) gicc;
	};
} __attribute__((packed));

const struct acpi_srat_entry *acpi_srat_next(const struct acpi_srat *srat,
					     const struct acpi_srat_entry *entry);

/* Where a register is, and how wide. */
enum { ACPI_SPACE_MEMORY = 0, ACPI_SPACE_IO = 1 };

struct acpi_register {
	uint8_t space;
	uint8_t bits;
	uint8_t first_bit;
	uint8_t access;
	uint64_t address;
} __attribute__((packed));

#define ACPI_FADT_RESET	       0x000400 /* of the flags: there is a reset register */
#define ACPI_FADT_TIMER_32BITS 0x000100
#define ACPI_FADT_REDUCED      0x100000 /* none of the fixed hardware */

/* Old tables are shorter: acpi_fadt_has() tells whether a member is there. */
struct acpi_fadt {
	struct acpi_header header;
	uint32_t facs;
	uint32_t dsdt;
	uint8_t reserved0;
	uint8_t profile;
	uint16_t sci;
	uint32_t smi_port;
	uint8_t acpi_enable, acpi_disable, s4bios, pstate;
	uint32_t pm1a_event, pm1b_event, pm1a_control, pm1b_control, pm2_control, pm_timer, gpe0,
		gpe1;
	uint8_t pm1_event_length, pm1_control_length, pm2_control_length, pm_timer_length;
	uint8_t gpe0_length, gpe1_length, gpe1_base, cst;
	uint16_t c2_latency, c3_latency, flush_size, flush_stride;
	uint8_t duty_offset, duty_width, day_alarm, month_alarm, century;
	uint16_t boot_flags;
	uint8_t reserved1;
	uint32_t flags;
	struct acpi_register reset;
	uint8_t reset_value;
	uint16_t arm_boot_flags;
	uint8_t minor;
	uint64_t x_facs;
	uint64_t x_dsdt;
	struct acpi_register x_pm1a_event, x_pm1b_event, x_pm1a_control, x_pm1b_control,
		x_pm2_control, x_pm_timer, x_gpe0, x_gpe1;
	struct acpi_register sleep_control, sleep_status;
	uint64_t hypervisor;
} __attribute__((packed));

_Static_assert(sizeof(struct acpi_fadt) == 276, "size of an ACPI 6 FADT");

#define acpi_fadt_has(fadt, member) \
	((fadt)->header.length >=   \
	 offsetof(struct acpi_fadt, member) + sizeof(((struct acpi_fadt *)0)->member))

#endif
