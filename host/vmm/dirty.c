/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "dirty.h"
#include "scenario.h"

void bitmap_set(struct bitmap *bitmap, uint64_t page)
{
	bitmap->words[page / 64] |= 1ull << page % 64;
}

void bitmap_clear(struct bitmap *bitmap, uint64_t page)
{
	bitmap->words[page / 64] &= ~(1ull << page % 64);
}

bool bitmap_has(const struct bitmap *bitmap, uint64_t page)
{
	return bitmap->words[page / 64] >> page % 64 & 1;
}

void bitmap_add(struct bitmap *bitmap, uint64_t first, uint64_t count, uint64_t stride)
{
	for (uint64_t n = 0; n < count; n++)
		bitmap_set(bitmap, first + n * stride);
}

static void enable_manual(struct vm *vm, uint64_t flags)
{
	struct kvm_enable_cap cap = {
		.cap = KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2,
		.args = { flags },
	};
	uint64_t offered = vm_has(vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2);

	if (flags & ~offered)
		SKIP("KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 offers %#llx here",
		     (unsigned long long)offered);
	KVM_CALL(vm->fd, KVM_ENABLE_CAP, &cap);
}

void dirty_use_manual(struct vm *vm)
{
	enable_manual(vm, KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE);
}

void dirty_use_initially_set(struct vm *vm)
{
	enable_manual(vm, KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE | KVM_DIRTY_LOG_INITIALLY_SET);
}

int dirty_get(unsigned int slot, struct bitmap *found)
{
	struct kvm_dirty_log log = { .slot = slot, .dirty_bitmap = found };

	memset(found, 0, sizeof(*found));
	return ioctl(guest.vm.fd, KVM_GET_DIRTY_LOG, &log) ? errno : 0;
}

int dirty_clear(unsigned int slot, uint64_t first, uint64_t count, const uint64_t *words)
{
	struct kvm_clear_dirty_log log = {
		.slot = slot,
		.first_page = first,
		.num_pages = count,
		.dirty_bitmap = (void *)words,
	};

	return ioctl(guest.vm.fd, KVM_CLEAR_DIRTY_LOG, &log) ? errno : 0;
}

void dirty_clear_range(struct bitmap *expected, uint64_t first, uint64_t count, uint64_t mask)
{
	struct bitmap pages = { 0 };

	for (uint64_t n = 0; n < count; n++) {
		if (mask >> n % 64 & 1) {
			bitmap_set(&pages, n);
			bitmap_clear(expected, first + n);
		}
	}
	REQUIRE_EQ(dirty_clear(guest.area, first, count, pages.words), 0);
}

void dirty_set_log(bool on)
{
	guest.vm.slots[guest.area].flags = on ? KVM_MEM_LOG_DIRTY_PAGES : 0;
	REQUIRE_EQ(vm_set_slot(&guest.vm, guest.area), 0);
}

void dirty_check_get(const struct bitmap *expected)
{
	struct bitmap found;

	REQUIRE_EQ(dirty_get(guest.area, &found), 0);
	dirty_check(expected, &found);
}

void dirty_check(const struct bitmap *expected, const struct bitmap *found)
{
	uint64_t pages = guest.vm.slots[guest.area].size / AREA_PAGE;
	unsigned int missing = 0, wrong = 0;

	for (uint64_t page = 0; page < pages; page++) {
		bool want = bitmap_has(expected, page), have = bitmap_has(found, page);

		if (want && !have && !missing++)
			CHECK(have, "page %llu was written and is not in the log",
			      (unsigned long long)page);
		if (have && !want && !wrong++)
			CHECK(want, "page %llu is in the log and was not written",
			      (unsigned long long)page);
	}
	CHECK_EQ(missing, 0);
	CHECK_EQ(wrong, 0);
}

void dirty_write(struct bitmap *expected, uint64_t first, uint64_t count, uint64_t stride)
{
	guest_do(0, &(struct command){ .what = COMMAND_WRITE,
				       .first = first,
				       .count = count,
				       .stride = stride,
				       .value = first + count });
	bitmap_add(expected, first, count, stride);
}
