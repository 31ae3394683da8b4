/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ways to end the machine: QEMU's debugging port, ACPI's sleep register, the keyboard's reset. */
#include "pc.h"

#define EXIT_PORT 0xf4
#define EXIT_SIZE 4

#define SLEEP_ENABLE	 0x20
#define SLEEP_TYPE_SHIFT 2
#define SLEEP_TYPE_MASK	 0x1c

static void exit_access(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
			uint64_t *value)
{
	(void)offset;
	(void)size;
	(void)value;
	if (write)
		vcpu->end = END_OFF;
}

static void sleep_access(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
			 uint64_t *value)
{
	(void)size;
	if (write && !offset && *value & SLEEP_ENABLE &&
	    (*value & SLEEP_TYPE_MASK) >> SLEEP_TYPE_SHIFT == SLEEP_TYPE)
		vcpu->end = END_OFF;
}

static void keyboard_access(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
			    uint64_t *value)
{
	(void)offset;
	(void)size;
	if (write && *value == RESET_COMMAND)
		vcpu->end = END_RESET;
}

void power_create(struct vm *vm)
{
	static const struct device devices[] = {
		{ SPACE_PORT, EXIT_PORT, EXIT_SIZE, exit_access },
		{ SPACE_PORT, SLEEP_PORT, 2, sleep_access }, /* control, status */
		{ SPACE_PORT, RESET_PORT, 1, keyboard_access },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(devices); i++)
		vm_add_device(vm, &devices[i]);
}
