/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Model-specific registers that KVM leaves to user space: those it does not know, values it
 * does not take, and those that user space has forbidden.
 *
 * The guest must see what user space decides, and nothing else: an answer as it was given, a
 * write accepted, or a general protection exception at that instruction. An access that
 * passes silently leaves a guest with a feature that is not there.
 */
#include <stdio.h>
#include <sys/ioctl.h>

#include "../scenario.h"

#define UNKNOWN	    0x12345678u /* no CPU has it */
#define SYSENTER_CS 0x174u	/* every CPU has it, and KVM lets the guest at it directly */
#define EFER	    0xc0000080u
#define EFER_NONE   (1ull << 63) /* reserved */
#define ANSWER	    0x8877665544332211u
#define VALUE	    0x1020304050607080u
#define OWN	    0x1234u /* a value that fits SYSENTER_CS */

#define API_EXIT   KVM_API("5 The kvm_run structure, KVM_EXIT_X86_RDMSR")
#define API_FILTER KVM_API("4.126 KVM_X86_SET_MSR_FILTER")

/* What user space was asked, and what it says. */
static struct {
	unsigned int count, exit, reason;
	uint32_t index;
	uint64_t data;
	bool fail;
} asked;

static bool decide(struct vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;

	if (run->exit_reason != KVM_EXIT_X86_RDMSR && run->exit_reason != KVM_EXIT_X86_WRMSR)
		return false;
	asked.count++;
	asked.exit = run->exit_reason;
	asked.reason = run->msr.reason;
	asked.index = run->msr.index;
	asked.data = run->msr.data;
	run->msr.error = asked.fail;
	if (run->exit_reason == KVM_EXIT_X86_RDMSR)
		run->msr.data = ANSWER;
	return true;
}

/* KVM shall come back for these reasons. */
static void ask_for(struct vm *vm, uint64_t reasons)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_X86_USER_SPACE_MSR, .args = { reasons } };

	if (!vm_has(vm, KVM_CAP_X86_USER_SPACE_MSR))
		SKIP("this KVM never asks user space (KVM_CAP_X86_USER_SPACE_MSR)");
	KVM_CALL(vm->fd, KVM_ENABLE_CAP, &cap);
}

/* The guest shall neither read nor write SYSENTER_CS. */
static void forbid(struct vm *vm)
{
	uint8_t none = 0;
	struct kvm_msr_filter filter = {
		.flags = KVM_MSR_FILTER_DEFAULT_ALLOW,
		.ranges = { { .flags = KVM_MSR_FILTER_READ | KVM_MSR_FILTER_WRITE,
			      .nmsrs = 1,
			      .base = SYSENTER_CS,
			      .bitmap = &none } },
	};

	if (!vm_has(vm, KVM_CAP_X86_MSR_FILTER))
		SKIP("this KVM forbids no registers (KVM_CAP_X86_MSR_FILTER)");
	KVM_CALL(vm->fd, KVM_X86_SET_MSR_FILTER, &filter);
}

static void ask_unknown(struct vm *vm)
{
	ask_for(vm, KVM_MSR_EXIT_REASON_UNKNOWN);
}

static void ask_invalid(struct vm *vm)
{
	ask_for(vm, KVM_MSR_EXIT_REASON_INVAL);
}

static void ask_forbidden(struct vm *vm)
{
	ask_for(vm, KVM_MSR_EXIT_REASON_FILTER);
	forbid(vm);
}

static void boot(void (*prepare)(struct vm *vm))
{
	guest_boot(1, 0, 0, prepare);
	guest.vm.exit = decide;
}

static uint64_t read_msr(uint32_t msr, bool fail)
{
	asked.count = 0;
	asked.fail = fail;
	return guest_do(0, &(struct command){ .what = COMMAND_READ_MSR, .first = msr });
}

static uint64_t write_msr(uint32_t msr, uint64_t value, bool fail)
{
	asked.count = 0;
	asked.fail = fail;
	return guest_do(
		0, &(struct command){ .what = COMMAND_WRITE_MSR, .first = msr, .value = value });
}

/* User space was asked once, and about this. */
static void check_asked(unsigned int exit, unsigned int reason, uint32_t index)
{
	CHECK_EQ(asked.count, 1);
	CHECK_EQ(asked.exit, exit);
	CHECK_EQ(asked.reason, reason);
	CHECK_EQ(asked.index, index);
}

static void check_answered(uint32_t msr, unsigned int reason, uint64_t value)
{
	CHECK_EQ(read_msr(msr, false), ANSWER);
	check_asked(KVM_EXIT_X86_RDMSR, reason, msr);
	CHECK_EQ(write_msr(msr, value, false), 0);
	check_asked(KVM_EXIT_X86_WRMSR, reason, msr);
	CHECK_EQ(asked.data, value);
}

static void check_failed_by_us(uint32_t msr, unsigned int reason, uint64_t value)
{
	CHECK_EQ(read_msr(msr, true), PROBE_TRAPPED);
	check_asked(KVM_EXIT_X86_RDMSR, reason, msr);
	CHECK_EQ(write_msr(msr, value, true), PROBE_TRAPPED);
	check_asked(KVM_EXIT_X86_WRMSR, reason, msr);
}

TEST(unknown_answered, "user space answers for a register that KVM does not know", API_EXIT)
{
	boot(ask_unknown);
	check_answered(UNKNOWN, KVM_MSR_EXIT_REASON_UNKNOWN, VALUE);
}

TEST(unknown_failed, "where user space fails the access the guest gets an exception, and goes on",
     API_EXIT)
{
	boot(ask_unknown);
	check_failed_by_us(UNKNOWN, KVM_MSR_EXIT_REASON_UNKNOWN, VALUE);
	check_answered(UNKNOWN, KVM_MSR_EXIT_REASON_UNKNOWN, VALUE);
}

/* A kernel can be told to let such accesses pass. */
static bool kernel_ignores_unknown(void)
{
	FILE *file = fopen("/sys/module/kvm/parameters/ignore_msrs", "re");
	bool ignores = file && fgetc(file) == 'Y';

	if (file)
		fclose(file);
	return ignores;
}

TEST(unknown_not_asked,
     "a register that nobody knows is an exception where nobody wants to be asked", API_EXIT)
{
	if (kernel_ignores_unknown())
		SKIP("this KVM was told to ignore unknown registers (kvm.ignore_msrs)");
	boot(NULL);
	CHECK_EQ(read_msr(UNKNOWN, false), PROBE_TRAPPED);
	CHECK_EQ(write_msr(UNKNOWN, VALUE, false), PROBE_TRAPPED);
	CHECK_EQ(asked.count, 0);
}

TEST(invalid_value, "user space decides about a value that KVM does not take", API_EXIT)
{
	uint64_t before;

	boot(ask_invalid);
	before = read_msr(EFER, false);
	CHECK_EQ(asked.count, 0);
	CHECK_EQ(write_msr(EFER, before | EFER_NONE, true), PROBE_TRAPPED);
	check_asked(KVM_EXIT_X86_WRMSR, KVM_MSR_EXIT_REASON_INVAL, EFER);
	CHECK_EQ(asked.data, before | EFER_NONE);
	CHECK_EQ(write_msr(EFER, before | EFER_NONE, false), 0);
	check_asked(KVM_EXIT_X86_WRMSR, KVM_MSR_EXIT_REASON_INVAL, EFER);
	CHECK_EQ(read_msr(EFER, false), before);
}

TEST(forbidden_answered, "user space answers for a register that it has forbidden", API_FILTER)
{
	boot(ask_forbidden);
	check_answered(SYSENTER_CS, KVM_MSR_EXIT_REASON_FILTER, OWN);
}

TEST(forbidden_failed, "where user space fails an access that it has forbidden, the guest is told",
     API_FILTER)
{
	boot(ask_forbidden);
	check_failed_by_us(SYSENTER_CS, KVM_MSR_EXIT_REASON_FILTER, OWN);
}

TEST(forbidden_not_asked, "a forbidden register is an exception, and stays as it was", API_FILTER)
{
	uint64_t before;

	boot(NULL);
	CHECK_EQ(write_msr(SYSENTER_CS, OWN, false), 0);
	before = read_msr(SYSENTER_CS, false);
	CHECK_EQ(before, OWN);
	forbid(&guest.vm);
	CHECK_EQ(read_msr(SYSENTER_CS, false), PROBE_TRAPPED);
	CHECK_EQ(write_msr(SYSENTER_CS, OWN + 1, false), PROBE_TRAPPED);
	CHECK_EQ(asked.count, 0);
	KVM_CALL(guest.vm.fd, KVM_X86_SET_MSR_FILTER,
		 &(struct kvm_msr_filter){ .flags = KVM_MSR_FILTER_DEFAULT_ALLOW });
	CHECK_EQ(read_msr(SYSENTER_CS, false), before);
}
