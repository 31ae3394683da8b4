/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <sys/mman.h>

#include "dirty.h"
#include "say.h"
#include "scenario.h"

#define MAX_CPUS 64

static struct kvm_dirty_gfn *rings[MAX_CPUS];
static uint32_t next[MAX_CPUS];

void ring_enable(struct vm *vm)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_DIRTY_LOG_RING_ACQ_REL,
		.args = { RING_ENTRIES * sizeof(struct kvm_dirty_gfn) },
	};

	if (!vm_has(vm, cap.cap))
		cap.cap = KVM_CAP_DIRTY_LOG_RING;
	if (!vm_has(vm, cap.cap))
		SKIP("this KVM has no dirty ring (KVM_CAP_DIRTY_LOG_RING)");
	KVM_CALL(vm->fd, KVM_ENABLE_CAP, &cap);
	memset(rings, 0, sizeof(rings));
	memset(next, 0, sizeof(next));
}

static struct kvm_dirty_gfn *ring_of(struct vcpu *vcpu)
{
	struct kvm_dirty_gfn **ring = &rings[vcpu->id];

	if (!*ring)
		*ring = mmap(NULL, RING_ENTRIES * sizeof(**ring), PROT_READ | PROT_WRITE,
			     MAP_SHARED, vcpu->fd, KVM_DIRTY_LOG_PAGE_OFFSET * AREA_PAGE);
	if (*ring == MAP_FAILED)
		die("the dirty ring of CPU %u cannot be mapped", vcpu->id);
	return *ring;
}

unsigned int ring_harvest(struct vcpu *vcpu, struct bitmap *pages)
{
	struct kvm_dirty_gfn *ring = ring_of(vcpu);
	unsigned int count = 0;

	for (;; count++) {
		struct kvm_dirty_gfn *entry = &ring[next[vcpu->id] % RING_ENTRIES];

		/* Filled in before this flag is seen, and ours until we set the other. */
		if (__atomic_load_n(&entry->flags, __ATOMIC_ACQUIRE) != KVM_DIRTY_GFN_F_DIRTY)
			return count;
		/* No REQUIRE: this may be the thread of a CPU. */
		CHECK_EQ(entry->slot, guest.area);
		if (entry->offset < BITMAP_PAGES)
			bitmap_set(pages, entry->offset);
		else
			CHECK(entry->offset < BITMAP_PAGES, "page %llu",
			      (unsigned long long)entry->offset);
		__atomic_store_n(&entry->flags, KVM_DIRTY_GFN_F_RESET, __ATOMIC_RELEASE);
		next[vcpu->id]++;
	}
}

unsigned int ring_reset(struct vm *vm)
{
	return KVM_CALL(vm->fd, KVM_RESET_DIRTY_RINGS, 0);
}
