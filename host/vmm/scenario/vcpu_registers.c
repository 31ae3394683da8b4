/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KVM_GET_REG_LIST: the registers that make up a CPU, one by one.
 *
 * A migration reads each register of the list and writes it to a CPU on the other side. One
 * that cannot be read, or that is refused or changed when it is written back, is a guest that
 * arrives broken.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../arm/bare.h"
#include "../room.h"
#include "../scenario.h"

#define LIST_API KVM_API("4.84 KVM_GET_REG_LIST")
#define GET_API	 KVM_API("4.69 KVM_GET_ONE_REG")
#define SET_API	 KVM_API("4.68 KVM_SET_ONE_REG")

#define MOST_BYTES 256 /* of a register */

static int get(uint64_t id, void *value)
{
	struct kvm_one_reg reg = { id, (uintptr_t)value };

	return ioctl(bare.fd, KVM_GET_ONE_REG, &reg) ? errno : 0;
}

static int set(uint64_t id, void *value)
{
	struct kvm_one_reg reg = { id, (uintptr_t)value };

	return ioctl(bare.fd, KVM_SET_ONE_REG, &reg) ? errno : 0;
}

/* A new CPU with these features, ready to run, and its list. */
static struct kvm_reg_list *begin(uint32_t features)
{
	struct kvm_reg_list *list, empty = { 0 };
	int sve = KVM_ARM_VCPU_SVE;

	bare_create();
	REQUIRE_EQ(bare_init(features), 0);
	if (features >> KVM_ARM_VCPU_SVE & 1)
		KVM_CALL(bare.fd, KVM_ARM_VCPU_FINALIZE, &sve);
	REQUIRE(ioctl(bare.fd, KVM_GET_REG_LIST, &empty) && errno == E2BIG);
	list = room(sizeof(*list) + empty.n * sizeof(list->reg[0]));
	list->n = empty.n;
	KVM_CALL(bare.fd, KVM_GET_REG_LIST, list);
	CHECK_EQ(list->n, empty.n);
	return list;
}

static void end(struct kvm_reg_list *list)
{
	free(list);
	bare_destroy();
}

/* All that are offered, one after the other, and those that go together; ends with 0. */
static const struct {
	uint32_t features;
	unsigned int capability;
} kinds[] = {
	{ 0, 0 },
	{ 1u << KVM_ARM_VCPU_PSCI_0_2, KVM_CAP_ARM_PSCI_0_2 },
	{ 1u << KVM_ARM_VCPU_PMU_V3, KVM_CAP_ARM_PMU_V3 },
	{ 1u << KVM_ARM_VCPU_EL1_32BIT, KVM_CAP_ARM_EL1_32BIT },
	{ 1u << KVM_ARM_VCPU_SVE, KVM_CAP_ARM_SVE },
	{ 1u << KVM_ARM_VCPU_PTRAUTH_ADDRESS | 1u << KVM_ARM_VCPU_PTRAUTH_GENERIC,
	  KVM_CAP_ARM_PTRAUTH_ADDRESS },
};

static void for_each_kind(void (*function)(const struct kvm_reg_list *list))
{
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct kvm_reg_list *list;
		bool offered;

		bare_create();
		offered = !kinds[i].capability || vm_has(&bare.vm, kinds[i].capability);
		bare_destroy();
		if (!offered)
			continue;
		list = begin(kinds[i].features);
		function(list);
		end(list);
	}
}

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

static void check_once(const struct kvm_reg_list *list)
{
	uint64_t *ids = room_with(list->reg, list->n * sizeof(*ids));

	qsort(ids, list->n, sizeof(*ids), compare);
	for (uint64_t n = 1; n < list->n; n++)
		CHECK(ids[n] != ids[n - 1], "%#llx is there twice", (unsigned long long)ids[n]);
	free(ids);
}

TEST(each_once, "the list tells how long it is where it does not fit, and has each register once",
     LIST_API TIMEOUT(120))
{
	for_each_kind(check_once);
}

static unsigned int bytes_of(uint64_t id)
{
	return 1u << ((id & KVM_REG_SIZE_MASK) >> KVM_REG_SIZE_SHIFT);
}

/* Time goes on. */
static bool is_counter(uint64_t id)
{
	return id == KVM_REG_ARM_TIMER_CNT || id == KVM_REG_ARM_PTIMER_CNT;
}

/* The lengths of vectors can be chosen only before SVE is finalized. */
static bool is_final(uint64_t id)
{
	return id == KVM_REG_ARM64_SVE_VLS;
}

static void check_written_back(const struct kvm_reg_list *list)
{
	uint8_t before[MOST_BYTES], after[MOST_BYTES];

	for (uint64_t n = 0; n < list->n; n++) {
		unsigned long long id = list->reg[n];
		int error;

		REQUIRE(bytes_of(id) <= MOST_BYTES, "%#llx", id);
		error = get(id, before);
		REQUIRE(!error, "%#llx cannot be read: %s", id, strerror(error));
		error = set(id, before);
		CHECK(error == (is_final(id) ? EPERM : 0), "%#llx cannot be written back: %s", id,
		      strerror(error));
		error = get(id, after);
		REQUIRE(!error, "%#llx cannot be read again: %s", id, strerror(error));
		CHECK(is_counter(id) || !memcmp(before, after, bytes_of(id)),
		      "%#llx changes when it is written back", id);
	}
}

TEST(written_back, "each register of the list can be read, written back, and is the same then",
     SET_API TIMEOUT(120))
{
	for_each_kind(check_written_back);
}

TEST(same_for_the_same, "two CPUs of the same kind have the same registers with the same values",
     LIST_API TIMEOUT(120))
{
	struct kvm_reg_list *first = begin(0), *second;
	uint8_t(*values)[MOST_BYTES] = room(first->n * MOST_BYTES);
	uint8_t value[MOST_BYTES];
	uint64_t count = first->n;

	for (uint64_t n = 0; n < count; n++)
		CHECK_EQ(get(first->reg[n], values[n]), 0);
	bare_destroy();
	second = begin(0);
	REQUIRE_EQ(second->n, count);
	for (uint64_t n = 0; n < count; n++) {
		unsigned long long id = second->reg[n];

		CHECK_EQ(id, first->reg[n]);
		CHECK_EQ(get(id, value), 0);
		CHECK(is_counter(id) || !memcmp(value, values[n], bytes_of(id)),
		      "%#llx is not the same", id);
	}
	free(values);
	free(first);
	end(second);
}

#define MISSING_SYSREG ARM64_SYS_REG(3, 7, 15, 15, 7)
#define OTHER_GROUP(n) ((uint64_t)(n) << KVM_REG_ARM_COPROC_SHIFT)

TEST(unknown_ids, "a register that there is not can be neither read nor written", GET_API)
{
	static const uint64_t ids[] = {
		MISSING_SYSREG,
		KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | 0xffff,
		KVM_REG_ARM_FW_REG(0xffff),
		KVM_REG_ARM64 | KVM_REG_SIZE_U64 | OTHER_GROUP(0xfff),
		KVM_REG_ARM64_SVE_ZREG(0, 0), /* a CPU without SVE */
	};
	uint8_t value[MOST_BYTES] = { 0 };
	struct kvm_reg_list *list = begin(0);

	for (unsigned int i = 0; i < ARRAY_SIZE(ids); i++) {
		CHECK(get(ids[i], value) == ENOENT, "%#llx", (unsigned long long)ids[i]);
		CHECK(set(ids[i], value) == ENOENT, "%#llx", (unsigned long long)ids[i]);
	}
	end(list);
}

TEST(written_stays, "what is written to a general register is read again, as it is", SET_API)
{
	struct kvm_reg_list *list = begin(0);
	uint64_t value;

	for (unsigned int n = 0; n < 31; n++) {
		value = 0x0101010101010101 * (n + 1);
		CHECK_EQ(set(CORE_REGISTER(regs.regs[0]) + 2 * n, &value), 0);
	}
	for (unsigned int n = 0; n < 31; n++) {
		CHECK_EQ(get(CORE_REGISTER(regs.regs[0]) + 2 * n, &value), 0);
		CHECK_EQ(value, 0x0101010101010101 * (n + 1));
	}
	end(list);
}
