/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IOAPIC of a machine with the split controller: this program has the redirection
 * table, and sends what comes out of it to KVM as messages.
 */
#include <stdlib.h>
#include <sys/ioctl.h>

#include "../room.h"
#include "pc.h"

enum { SELECT = 0x00, WINDOW = 0x10 };
enum { REG_ID = 0, REG_VERSION = 1, REG_TABLE = 0x10 };

#define VERSION 0x11

#define ENTRY_VECTOR   0x000000ffull
#define ENTRY_DELIVERY 0x00000700ull
#define ENTRY_LOGICAL  0x00000800ull
#define ENTRY_REMOTE   0x00004000ull /* sent, and its end not yet seen */
#define ENTRY_LEVEL    0x00008000ull
#define ENTRY_MASK     0x00010000ull
#define ENTRY_READONLY 0x00005000ull
#define ENTRY_TO_SHIFT 56

#define MESSAGE_LOGICAL	 4
#define MESSAGE_TO_SHIFT 12

static struct ioapic_state {
	uint32_t select, id;
	uint64_t entry[IOAPIC_PINS];
	bool level[IOAPIC_PINS];
} ioapic;

static void to_message(uint64_t entry, uint32_t *address, uint32_t *data)
{
	*address = APIC_BASE | (uint32_t)(entry >> ENTRY_TO_SHIFT) << MESSAGE_TO_SHIFT |
		   (entry & ENTRY_LOGICAL ? MESSAGE_LOGICAL : 0);
	*data = entry & (ENTRY_VECTOR | ENTRY_DELIVERY | ENTRY_LEVEL);
}

/* KVM learns from the routes whose end of interrupt it has to report. */
static void set_routes(struct vm *vm)
{
	struct kvm_irq_routing *table =
		room(sizeof(*table) + IOAPIC_PINS * sizeof(table->entries[0]));

	for (unsigned int pin = 0; pin < IOAPIC_PINS; pin++) {
		struct kvm_irq_routing_entry *route = &table->entries[table->nr];

		if (ioapic.entry[pin] & ENTRY_MASK)
			continue;
		route->gsi = pin;
		route->type = KVM_IRQ_ROUTING_MSI;
		to_message(ioapic.entry[pin], &route->u.msi.address_lo, &route->u.msi.data);
		table->nr++;
	}
	KVM_CALL(vm->fd, KVM_SET_GSI_ROUTING, table);
	free(table);
}

static void send(struct vm *vm, unsigned int pin)
{
	uint64_t *entry = &ioapic.entry[pin];
	struct kvm_msi message = { 0 };

	if (*entry & (ENTRY_MASK | ENTRY_REMOTE))
		return;
	if (*entry & ENTRY_LEVEL)
		*entry |= ENTRY_REMOTE;
	to_message(*entry, &message.address_lo, &message.data);
	KVM_CALL(vm->fd, KVM_SIGNAL_MSI, &message);
}

void line_set(struct vm *vm, unsigned int gsi, bool level)
{
	struct kvm_irq_level line = { .irq = gsi, .level = level };
	bool rises;

	if (!vm->split) {
		KVM_CALL(vm->fd, KVM_IRQ_LINE, &line);
		return;
	}
	rises = level && !ioapic.level[gsi];
	ioapic.level[gsi] = level;
	if (rises)
		send(vm, gsi);
}

static uint32_t read_register(uint32_t reg)
{
	if (reg == REG_ID)
		return ioapic.id;
	if (reg == REG_VERSION)
		return VERSION | (IOAPIC_PINS - 1) << 16;
	if (reg < REG_TABLE || (reg - REG_TABLE) / 2 >= IOAPIC_PINS)
		return 0;
	return ioapic.entry[(reg - REG_TABLE) / 2] >> (reg % 2 ? 32 : 0);
}

static void write_entry(struct vm *vm, unsigned int pin, bool high, uint32_t value)
{
	uint64_t *entry = &ioapic.entry[pin];

	if (high)
		*entry = (*entry & UINT32_MAX) | (uint64_t)value << 32;
	else
		*entry = (*entry & ~(uint64_t)UINT32_MAX) | (*entry & ENTRY_READONLY) |
			 (value & ~(uint32_t)ENTRY_READONLY);
	if (!(*entry & ENTRY_LEVEL))
		*entry &= ~ENTRY_REMOTE;
	set_routes(vm);
	if (*entry & ENTRY_LEVEL && ioapic.level[pin])
		send(vm, pin);
}

static void access(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
		   uint64_t *value)
{
	uint32_t reg = ioapic.select;

	(void)size;
	if (offset == SELECT && write)
		ioapic.select = *value & 0xff;
	else if (offset == SELECT)
		*value = reg;
	else if (offset == WINDOW && !write)
		*value = read_register(reg);
	else if (offset == WINDOW && reg == REG_ID)
		ioapic.id = *value;
	else if (offset == WINDOW && reg >= REG_TABLE && (reg - REG_TABLE) / 2 < IOAPIC_PINS)
		write_entry(vcpu->vm, (reg - REG_TABLE) / 2, reg % 2, *value);
}

void ioapic_end(struct vm *vm, unsigned int vector)
{
	pthread_mutex_lock(&vm->lock);
	for (unsigned int pin = 0; pin < IOAPIC_PINS; pin++) {
		uint64_t *entry = &ioapic.entry[pin];

		if (!(*entry & ENTRY_REMOTE) || (*entry & ENTRY_VECTOR) != vector)
			continue;
		*entry &= ~ENTRY_REMOTE;
		if (ioapic.level[pin])
			send(vm, pin);
	}
	pthread_mutex_unlock(&vm->lock);
}

void ioapic_create(struct vm *vm)
{
	static const struct device device = {
		.space = SPACE_MEMORY,
		.start = IOAPIC_BASE,
		.size = 0x20,
		.access = access,
	};

	for (unsigned int pin = 0; pin < IOAPIC_PINS; pin++)
		ioapic.entry[pin] = ENTRY_MASK;
	vm_add_device(vm, &device);
}

struct ioapic_state *ioapic_save(void)
{
	return room_with(&ioapic, sizeof(ioapic));
}

void ioapic_restore(struct vm *vm, struct ioapic_state *state)
{
	ioapic = *state;
	free(state);
	set_routes(vm);
}
