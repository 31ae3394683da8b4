/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KVM_ARM_VCPU_INIT: what a CPU shall have is chosen once, before it runs.
 *
 * A feature that the host cannot give must be refused, one that was given must work, and one
 * that was not asked for must be neither visible nor usable: a guest that finds it would use
 * it, and miss it on the host that it migrates to.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>

#include "../arm/bare.h"
#include "../arm/questions.h"
#include "../scenario.h"

#define API KVM_API("4.82 KVM_ARM_VCPU_INIT")

TEST(preferred_target, "the preferred target is always the same, comes without features, and works",
     KVM_API("4.83 KVM_ARM_PREFERRED_TARGET"))
{
	struct kvm_vcpu_init first, again;

	bare_create();
	memset(&first, 0xff, sizeof(first));
	KVM_CALL(bare.vm.fd, KVM_ARM_PREFERRED_TARGET, &first);
	KVM_CALL(bare.vm.fd, KVM_ARM_PREFERRED_TARGET, &again);
	CHECK_EQ(first.target, again.target);
	for (unsigned int i = 0; i < ARRAY_SIZE(first.features); i++)
		CHECK_EQ(first.features[i], 0);
	CHECK_EQ(bare_init(0), 0);
	bare_destroy();
}

TEST(unknown_target, "a target that is not known is refused", API)
{
	struct kvm_vcpu_init init = { .target = KVM_ARM_NUM_TARGETS };

	bare_create();
	CHECK(ioctl(bare.fd, KVM_ARM_VCPU_INIT, &init) && errno == EINVAL);
	init.target = UINT32_MAX;
	CHECK(ioctl(bare.fd, KVM_ARM_VCPU_INIT, &init) && errno == EINVAL);
	bare_destroy();
}

#define FIRST_UNKNOWN 16 /* far behind the last feature that any KVM has so far */

TEST(unknown_features, "each feature that is not known is refused", API)
{
	struct kvm_vcpu_init init;

	bare_create();
	KVM_CALL(bare.vm.fd, KVM_ARM_PREFERRED_TARGET, &init);
	for (unsigned int bit = FIRST_UNKNOWN; bit < 32 * ARRAY_SIZE(init.features); bit++) {
		init.features[bit / 32] = 1u << bit % 32;
		REQUIRE(ioctl(bare.fd, KVM_ARM_VCPU_INIT, &init) && errno == ENOENT, "feature %u",
			bit);
		init.features[bit / 32] = 0;
	}
	CHECK_EQ(bare_init(0), 0);
	bare_destroy();
}

#define HAS(set, feature) ((set) >> KVM_ARM_VCPU_##feature & 1)
#define FEATURES	  7 /* that are documented */

static const unsigned int capabilities[FEATURES] = {
	[KVM_ARM_VCPU_EL1_32BIT] = KVM_CAP_ARM_EL1_32BIT,
	[KVM_ARM_VCPU_PSCI_0_2] = KVM_CAP_ARM_PSCI_0_2,
	[KVM_ARM_VCPU_PMU_V3] = KVM_CAP_ARM_PMU_V3,
	[KVM_ARM_VCPU_SVE] = KVM_CAP_ARM_SVE,
	[KVM_ARM_VCPU_PTRAUTH_ADDRESS] = KVM_CAP_ARM_PTRAUTH_ADDRESS,
	[KVM_ARM_VCPU_PTRAUTH_GENERIC] = KVM_CAP_ARM_PTRAUTH_GENERIC,
};

static bool is_offered(unsigned int feature)
{
	return !capabilities[feature] || vm_has(&bare.vm, capabilities[feature]);
}

/* Each feature of the set is offered, and of pointer authentication both kinds or none. */
static bool is_allowed(uint32_t set)
{
	bool both = is_offered(KVM_ARM_VCPU_PTRAUTH_ADDRESS) &&
		    is_offered(KVM_ARM_VCPU_PTRAUTH_GENERIC);

	for (unsigned int feature = 0; feature < FEATURES; feature++) {
		if (set >> feature & 1 && !is_offered(feature))
			return false;
	}
	return !both || HAS(set, PTRAUTH_ADDRESS) == HAS(set, PTRAUTH_GENERIC);
}

/* What is to be had in 64-bit mode only is not documented together with 32-bit mode. */
static bool is_documented(uint32_t set)
{
	return !HAS(set, EL1_32BIT) ||
	       !(HAS(set, SVE) || HAS(set, PTRAUTH_ADDRESS) || HAS(set, PTRAUTH_GENERIC));
}

TEST(each_combination,
     "each combination of features that are offered is accepted, and each other refused, always",
     API TIMEOUT(120))
{
	for (uint32_t set = 0; set < 1u << FEATURES; set++) {
		int result, again;

		bare_create();
		result = bare_init(set);
		if (is_documented(set))
			CHECK(result == (is_allowed(set) ? 0 : EINVAL), "features %#x: %s", set,
			      strerror(result));
		bare_destroy();
		bare_create();
		again = bare_init(set);
		CHECK(again == result, "features %#x: first %s, then %s", set, strerror(result),
		      strerror(again));
		bare_destroy();
	}
}

TEST(late_change, "once features are chosen others are refused, and the same reset the CPU", API)
{
	uint32_t set = 1u << KVM_ARM_VCPU_PSCI_0_2;

	bare_create();
	REQUIRE_EQ(bare_init(set), 0);
	for (unsigned int feature = KVM_ARM_VCPU_EL1_32BIT; feature < FEATURES; feature++)
		CHECK(bare_init(set ^ 1u << feature) == EINVAL, "feature %u", feature);
	bare_set(CORE_REGISTER(regs.regs[0]), 1);
	REQUIRE_EQ(bare_init(set), 0);
	CHECK_EQ(bare_get(CORE_REGISTER(regs.regs[0])), 0);
	bare_destroy();
}

TEST(late_change_after_run, "a CPU that has run keeps its features, and can be reset", API)
{
	uint32_t set = 1u << KVM_ARM_VCPU_PSCI_0_2;

	bare_create();
	REQUIRE_EQ(bare_init(set), 0);
	CHECK_EQ(bare_run(), BARE_64);
	CHECK_EQ(bare_init(0), EINVAL);
	REQUIRE_EQ(bare_init(set), 0);
	CHECK_EQ(bare_get(CORE_REGISTER(regs.pc)), 0);
	CHECK_EQ(bare_run(), BARE_64);
	bare_destroy();
}

TEST(before_init, "a CPU that is not initialized has no registers, and does not run", API)
{
	struct kvm_reg_list list = { 0 };
	uint64_t value;
	struct kvm_one_reg reg = { CORE_REGISTER(regs.pc), (uintptr_t)&value };

	bare_create();
	CHECK(ioctl(bare.fd, KVM_RUN, 0) && errno == ENOEXEC);
	CHECK(ioctl(bare.fd, KVM_GET_ONE_REG, &reg) && errno == ENOEXEC);
	CHECK(ioctl(bare.fd, KVM_SET_ONE_REG, &reg) && errno == ENOEXEC);
	CHECK(ioctl(bare.fd, KVM_GET_REG_LIST, &list) && errno == ENOEXEC);
	bare_destroy();
}

/* Interrupts KVM_RUN, which does nothing but wait. */
static void wake(int signal)
{
	(void)signal;
}

static void check_sleeps(void)
{
	struct sigaction action = { .sa_handler = wake };
	struct itimerval soon = { .it_value.tv_usec = 100000 };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	CHECK(ioctl(bare.fd, KVM_RUN, 0) && errno == EINTR);
}

TEST(power_off, "a CPU that begins switched off does not run until it is switched on", API)
{
	struct kvm_mp_state state;

	bare_create();
	REQUIRE_EQ(bare_init(1u << KVM_ARM_VCPU_POWER_OFF), 0);
	KVM_CALL(bare.fd, KVM_GET_MP_STATE, &state);
	CHECK_EQ(state.mp_state, KVM_MP_STATE_STOPPED);
	bare_prepare();
	check_sleeps();
	CHECK_EQ(bare_get(CORE_REGISTER(regs.pc)), BARE_CODE);
	state.mp_state = KVM_MP_STATE_RUNNABLE;
	KVM_CALL(bare.fd, KVM_SET_MP_STATE, &state);
	CHECK_EQ(bare_run(), BARE_64);
	bare_destroy();
}

TEST(power_on, "a CPU that is not asked to be switched off is on", API)
{
	struct kvm_mp_state state;

	bare_create();
	REQUIRE_EQ(bare_init(0), 0);
	KVM_CALL(bare.fd, KVM_GET_MP_STATE, &state);
	CHECK_EQ(state.mp_state, KVM_MP_STATE_RUNNABLE);
	bare_destroy();
}

TEST(el1_64bit, "a CPU executes A64 instructions unless 32-bit EL1 is asked for", API)
{
	bare_create();
	REQUIRE_EQ(bare_init(0), 0);
	CHECK_EQ(bare_run(), BARE_64);
	bare_destroy();
}

TEST(el1_32bit, "a CPU with 32-bit EL1 executes A32 instructions", API)
{
	bare_create();
	if (!is_offered(KVM_ARM_VCPU_EL1_32BIT))
		SKIP("this host's CPUs have no 32-bit EL1");
	REQUIRE_EQ(bare_init(1u << KVM_ARM_VCPU_EL1_32BIT), 0);
	CHECK_EQ(bare_run(), BARE_32);
	bare_destroy();
}

TEST(finalize_refused, "only features that are in use and wait for it can be finalized",
     KVM_API("4.119 KVM_ARM_VCPU_FINALIZE"))
{
	int feature = KVM_ARM_VCPU_SVE;

	bare_create();
	REQUIRE_EQ(bare_init(0), 0);
	CHECK(ioctl(bare.fd, KVM_ARM_VCPU_FINALIZE, &feature) && errno == EINVAL);
	feature = KVM_ARM_VCPU_PSCI_0_2;
	CHECK(ioctl(bare.fd, KVM_ARM_VCPU_FINALIZE, &feature) && errno == EINVAL);
	bare_destroy();
}

TEST(sve_waits, "a CPU with SVE does not run and has no vectors until that is finalized, once",
     KVM_API("4.119 KVM_ARM_VCPU_FINALIZE"))
{
	int feature = KVM_ARM_VCPU_SVE;
	uint8_t vector[256];
	struct kvm_one_reg reg = { KVM_REG_ARM64_SVE_ZREG(0, 0), (uintptr_t)vector };

	bare_create();
	if (!is_offered(KVM_ARM_VCPU_SVE))
		SKIP("this KVM offers no SVE (KVM_CAP_ARM_SVE)");
	REQUIRE_EQ(bare_init(1u << KVM_ARM_VCPU_SVE), 0);
	CHECK(ioctl(bare.fd, KVM_RUN, 0) && errno == EPERM);
	CHECK(ioctl(bare.fd, KVM_GET_ONE_REG, &reg) && errno == EPERM);
	REQUIRE(!ioctl(bare.fd, KVM_ARM_VCPU_FINALIZE, &feature));
	CHECK(!ioctl(bare.fd, KVM_GET_ONE_REG, &reg));
	CHECK(ioctl(bare.fd, KVM_ARM_VCPU_FINALIZE, &feature) && errno == EPERM);
	CHECK_EQ(bare_run(), BARE_64);
	bare_destroy();
}

/* The guest of this scenario, with features besides and without some of the usual ones. */
static uint32_t with, without;

static void choose(struct vm *vm)
{
	vm->cpu_with = with;
	vm->cpu_without = without;
}

static void boot(uint32_t besides, uint32_t but)
{
	with = besides;
	without = but;
	guest_boot(1, 0, 0, choose);
}

static uint64_t ask(uint64_t question)
{
	return guest_do(0, &(struct command){ .what = COMMAND_ASK, .first = question });
}

/* Ends the case where the guest could not have it. */
static void need(unsigned int capability, const char *name)
{
	bare_create();
	if (!vm_has(&bare.vm, capability))
		SKIP("this KVM offers no %s", name);
	bare_destroy();
}

TEST(pmu_given, "a guest with a PMU sees it, and counts cycles", API)
{
	need(KVM_CAP_ARM_PMU_V3, "PMU (KVM_CAP_ARM_PMU_V3)");
	boot(1u << KVM_ARM_VCPU_PMU_V3, 0);
	CHECK(ask(ASK_PMU_VERSION) != 0);
	CHECK_GE(ask(ASK_PMU_CYCLES), 1);
	CHECK(ask(ASK_PMU_CYCLES) != ANSWER_UNDEFINED);
}

TEST(pmu_not_given, "a guest without a PMU sees none, and its registers are undefined", API)
{
	boot(0, 1u << KVM_ARM_VCPU_PMU_V3);
	CHECK_EQ(ask(ASK_PMU_VERSION), 0);
	CHECK_EQ(ask(ASK_PMU_CYCLES), ANSWER_UNDEFINED);
}

TEST(sve_given, "a guest with SVE sees it, and has vectors", API)
{
	need(KVM_CAP_ARM_SVE, "SVE (KVM_CAP_ARM_SVE)");
	boot(1u << KVM_ARM_VCPU_SVE, 0);
	CHECK(ask(ASK_SVE_FIELD) != 0);
	CHECK_GE(ask(ASK_SVE_BYTES), 16);
	CHECK(ask(ASK_SVE_BYTES) != ANSWER_UNDEFINED);
}

TEST(sve_not_given, "a guest without SVE sees none, and its instructions are undefined", API)
{
	boot(0, 0);
	CHECK_EQ(ask(ASK_SVE_FIELD), 0);
	CHECK_EQ(ask(ASK_SVE_BYTES), ANSWER_UNDEFINED);
}

#define BOTH_PTRAUTH (1u << KVM_ARM_VCPU_PTRAUTH_ADDRESS | 1u << KVM_ARM_VCPU_PTRAUTH_GENERIC)

TEST(pauth_given, "a guest with pointer authentication sees both kinds, and signs", API)
{
	uint64_t fields;

	need(KVM_CAP_ARM_PTRAUTH_ADDRESS, "pointer authentication (KVM_CAP_ARM_PTRAUTH_ADDRESS)");
	need(KVM_CAP_ARM_PTRAUTH_GENERIC, "pointer authentication (KVM_CAP_ARM_PTRAUTH_GENERIC)");
	boot(BOTH_PTRAUTH, 0);
	fields = ask(ASK_PAUTH_FIELDS);
	CHECK((fields & 0xffff) != 0);
	CHECK(fields >> 16 != 0);
	CHECK_GE(ask(ASK_PAUTH_ADDRESS), 1);
	CHECK(ask(ASK_PAUTH_ADDRESS) != ANSWER_UNDEFINED);
	CHECK_GE(ask(ASK_PAUTH_DATA), 1);
	CHECK(ask(ASK_PAUTH_DATA) != ANSWER_UNDEFINED);
}

TEST(pauth_not_given,
     "a guest without pointer authentication sees none, and its instructions are undefined", API)
{
	boot(0, 0);
	CHECK_EQ(ask(ASK_PAUTH_FIELDS), 0);
	CHECK_EQ(ask(ASK_PAUTH_ADDRESS), ANSWER_UNDEFINED);
	CHECK_EQ(ask(ASK_PAUTH_DATA), ANSWER_UNDEFINED);
}

#define PSCI_NOT_SUPPORTED UINT32_MAX /* -1 in 32 bits */
#define PSCI_0_2	   2

TEST(psci_given, "a guest with PSCI 0.2 or later is told the version that the register holds",
     KVM_API("4.82 KVM_ARM_VCPU_INIT, KVM_REG_ARM_PSCI_VERSION"))
{
	uint64_t version;

	boot(0, 0);
	version = ask(ASK_PSCI_VERSION);
	CHECK(version != PSCI_NOT_SUPPORTED);
	CHECK_GE(version, PSCI_0_2);
	CHECK_EQ(version, cpu_register(&guest.vm.cpus[0], KVM_REG_ARM_PSCI_VERSION));
}

TEST(psci_not_given, "a guest without it has PSCI 0.1, which knows no version", API)
{
	boot(0, 1u << KVM_ARM_VCPU_PSCI_0_2);
	CHECK_EQ(ask(ASK_PSCI_VERSION), PSCI_NOT_SUPPORTED);
}
