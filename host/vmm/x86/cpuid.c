/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a CPU says of itself: all that KVM can do, and this CPU's place among the others. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../room.h"
#include "pc.h"

#define MAX_ENTRIES 256

enum { LEAF_FEATURES = 1, LEAF_TOPOLOGY = 0xb, LEAF_TOPOLOGY_2 = 0x1f };
enum { LEAF_AMD_SIZES = 0x80000008, LEAF_AMD_TOPOLOGY = 0x8000001e };

#define FEATURES_ID_SHIFT    24
#define FEATURES_COUNT_SHIFT 16
#define FEATURES_DEADLINE    (1u << 24) /* ECX */
#define FEATURES_HTT	     (1u << 28) /* EDX: the count means something */

#define LEVEL_THREAD (1u << 8)
#define LEVEL_CORE   (2u << 8)

/* Bits that number so many. */
static unsigned int bits_for(unsigned int count)
{
	unsigned int bits = 0;

	while (1u << bits < count)
		bits++;
	return bits;
}

static void set_features(struct kvm_cpuid_entry2 *entry, const struct vcpu *vcpu)
{
	unsigned int count = vcpu->vm->cpu_count;

	entry->ebx &= 0xffff;
	entry->ebx |= vcpu->id << FEATURES_ID_SHIFT;
	entry->ebx |= (count < 255 ? count : 255) << FEATURES_COUNT_SHIFT;
	if (count > 1)
		entry->edx |= FEATURES_HTT;
	else
		entry->edx &= ~FEATURES_HTT;
	if (vm_has(vcpu->vm, KVM_CAP_TSC_DEADLINE_TIMER))
		entry->ecx |= FEATURES_DEADLINE;
}

/* One thread in each core, all cores in one package. */
static void set_topology(struct kvm_cpuid_entry2 *entry, const struct vcpu *vcpu)
{
	unsigned int count = vcpu->vm->cpu_count;

	entry->edx = vcpu->id;
	entry->eax = entry->index ? bits_for(count) : 0;
	entry->ebx = entry->index ? count : 1;
	entry->ecx = entry->index | (entry->index ? LEVEL_CORE : LEVEL_THREAD);
	if (entry->index > 1)
		entry->eax = entry->ebx = entry->ecx = 0;
}

static void set_entry(struct kvm_cpuid_entry2 *entry, const struct vcpu *vcpu)
{
	switch (entry->function) {
	case LEAF_FEATURES:
		set_features(entry, vcpu);
		break;
	case LEAF_TOPOLOGY:
	case LEAF_TOPOLOGY_2:
		set_topology(entry, vcpu);
		break;
	case LEAF_AMD_SIZES:
		entry->ecx = (vcpu->vm->cpu_count - 1) | bits_for(vcpu->vm->cpu_count) << 12;
		break;
	case LEAF_AMD_TOPOLOGY:
		entry->eax = vcpu->id;
		entry->ebx = vcpu->id;
		entry->ecx = 0;
		break;
	}
}

/* KVM lists the first level of the topology, and not always the one behind it. */
static void add_core_level(struct kvm_cpuid2 *table)
{
	for (unsigned int i = 0; i < table->nent; i++) {
		if (table->entries[i].function == LEAF_TOPOLOGY && table->entries[i].index)
			return;
	}
	if (table->nent < MAX_ENTRIES)
		table->entries[table->nent++] = (struct kvm_cpuid_entry2){
			.function = LEAF_TOPOLOGY,
			.index = 1,
			.flags = KVM_CPUID_FLAG_SIGNIFCANT_INDEX,
		};
}

void cpuid_setup(struct vcpu *vcpu)
{
	struct kvm_cpuid2 *table = room(sizeof(*table) + MAX_ENTRIES * sizeof(table->entries[0]));

	table->nent = MAX_ENTRIES;
	KVM_CALL(vcpu->vm->kvm, KVM_GET_SUPPORTED_CPUID, table);
	add_core_level(table);
	for (unsigned int i = 0; i < table->nent; i++)
		set_entry(&table->entries[i], vcpu);
	KVM_CALL(vcpu->fd, KVM_SET_CPUID2, table);
	free(table);
}
