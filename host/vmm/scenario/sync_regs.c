/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers in the page that KVM shares for each CPU, in place of calls that get and set them.
 *
 * A VMM that emulates a device for the guest's driver reads and writes them on each exit. What
 * stands in the page must be what the calls tell, what is marked as changed must reach the
 * guest, and nothing else.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../scenario.h"
#include "../x86/registers.h"

#define ALL_SETS (KVM_SYNC_X86_REGS | KVM_SYNC_X86_SREGS | KVM_SYNC_X86_EVENTS)
#define API	 KVM_API("6.74 KVM_CAP_SYNC_REGS")

#define VECTOR_UD 6
#define TRAP_UD	  0x106 /* as lib/x86/trap_code.h has it */

static struct vcpu *cpu;
static struct kvm_run *run;

static void boot(void)
{
	guest_boot(1, 0, 0, NULL);
	cpu = &guest.vm.cpus[0];
	run = cpu->run;
	if (!vm_has(&guest.vm, KVM_CAP_SYNC_REGS))
		SKIP("this KVM does not offer KVM_CAP_SYNC_REGS");
}

/* Lets the guest go on until it rings again; returns what it has to tell. */
static const struct seen_registers *go_on(void)
{
	struct kvm_regs regs;

	guest_do(0, &(struct command){ 0 });
	KVM_CALL(cpu->fd, KVM_GET_REGS, &regs);
	return (void *)((uint8_t *)vm_at(&guest.vm, regs.rax, sizeof(struct command)) +
			sizeof(struct command));
}

/* In the order of what the guest tells. */
static void list_registers(const struct kvm_regs *regs, uint64_t list[SEEN_COUNT])
{
	const uint64_t values[SEEN_COUNT] = {
		regs->rax, regs->rdi, regs->rbx, regs->rcx, regs->rdx,
		regs->rsi, regs->rbp, regs->r8,	 regs->r9,  regs->r10,
		regs->r11, regs->r12, regs->r13, regs->r14, regs->r15,
	};

	memcpy(list, values, sizeof(values));
}

TEST(sets_offered, "the capability names the sets, and no others than there are", API)
{
	uint64_t sets;

	boot();
	sets = vm_has(&guest.vm, KVM_CAP_SYNC_REGS);
	CHECK_EQ(sets & ~ALL_SETS, 0);
	CHECK_EQ(sets & ALL_SETS, ALL_SETS);
}

TEST(as_the_calls_tell, "what stands in the page after an exit is what the calls get", API)
{
	uint64_t list[SEEN_COUNT];
	struct kvm_vcpu_events events;
	struct kvm_sregs sregs;
	struct kvm_regs regs;

	boot();
	for (unsigned int round = 0; round < 3; round++) {
		memset(&run->s, 0, sizeof(run->s));
		memset(&events, 0, sizeof(events));
		run->kvm_valid_regs = ALL_SETS;
		go_on();
		KVM_CALL(cpu->fd, KVM_GET_REGS, &regs);
		KVM_CALL(cpu->fd, KVM_GET_SREGS, &sregs);
		KVM_CALL(cpu->fd, KVM_GET_VCPU_EVENTS, &events);
		CHECK(!memcmp(&run->s.regs.regs, &regs, sizeof(regs)));
		CHECK(!memcmp(&run->s.regs.sregs, &sregs, sizeof(sregs)));
		CHECK(!memcmp(&run->s.regs.events, &events, sizeof(events)));
		list_registers(&run->s.regs.regs, list);
		for (unsigned int n = 2; n < SEEN_COUNT; n++)
			CHECK_EQ(list[n], seen_before(n));
	}
}

/* Are all bytes of it as they were before the guest went on? */
#define UNTOUCHED 0x5a
static bool is_untouched(const void *set, size_t size)
{
	const uint8_t *byte = set;

	while (size && *byte == UNTOUCHED) {
		byte++;
		size--;
	}
	return !size;
}

TEST(only_what_is_asked_for, "sets that were not asked for are not put into the page", API)
{
	static const uint64_t sets[] = { 0, KVM_SYNC_X86_REGS, KVM_SYNC_X86_SREGS,
					 KVM_SYNC_X86_EVENTS };
	struct kvm_sync_regs *page;

	boot();
	page = &run->s.regs;
	for (unsigned int i = 0; i < ARRAY_SIZE(sets); i++) {
		memset(page, UNTOUCHED, sizeof(*page));
		run->kvm_valid_regs = sets[i];
		go_on();
		CHECK_EQ(is_untouched(&page->regs, sizeof(page->regs)),
			 !(sets[i] & KVM_SYNC_X86_REGS));
		CHECK_EQ(is_untouched(&page->sregs, sizeof(page->sregs)),
			 !(sets[i] & KVM_SYNC_X86_SREGS));
		CHECK_EQ(is_untouched(&page->events, sizeof(page->events)),
			 !(sets[i] & KVM_SYNC_X86_EVENTS));
	}
}

/* Fills the page with all sets, as they are at this ring. */
static void fill(void)
{
	run->kvm_valid_regs = ALL_SETS;
	go_on();
}

/* Other values in all registers but those that point to the stack and to the code. */
static void change_registers(struct kvm_regs *regs)
{
	__u64 *const all[] = {
		&regs->rax, &regs->rdi, &regs->rbx, &regs->rcx, &regs->rdx,
		&regs->rsi, &regs->rbp, &regs->r8,  &regs->r9,	&regs->r10,
		&regs->r11, &regs->r12, &regs->r13, &regs->r14, &regs->r15,
	};

	for (unsigned int n = 0; n < SEEN_COUNT; n++)
		*all[n] = ~seen_before(n);
}

TEST(guest_finds_registers, "registers that are marked as changed are what the guest goes on with",
     API)
{
	const struct seen_registers *seen;

	boot();
	fill();
	change_registers(&run->s.regs.regs);
	run->kvm_dirty_regs = KVM_SYNC_X86_REGS;
	seen = go_on();
	for (unsigned int n = 0; n < SEEN_COUNT; n++)
		CHECK_EQ(seen->registers[n], ~seen_before(n));
}

TEST(dirty_without_valid, "registers can be set and not be asked for", API)
{
	const struct seen_registers *seen;
	struct kvm_regs set;

	boot();
	fill();
	change_registers(&run->s.regs.regs);
	set = run->s.regs.regs;
	run->kvm_valid_regs = 0;
	run->kvm_dirty_regs = KVM_SYNC_X86_REGS;
	seen = go_on();
	for (unsigned int n = 0; n < SEEN_COUNT; n++)
		CHECK_EQ(seen->registers[n], ~seen_before(n));
	CHECK(!memcmp(&set, &run->s.regs.regs, sizeof(set)));
}

TEST(not_marked, "what was changed in the page and not marked does not reach the guest", API)
{
	const struct seen_registers *seen;

	boot();
	fill();
	change_registers(&run->s.regs.regs);
	run->s.regs.sregs.cr2 = seen_before(1);
	run->kvm_dirty_regs = 0;
	seen = go_on();
	for (unsigned int n = 2; n < SEEN_COUNT; n++)
		CHECK_EQ(seen->registers[n], seen_before(n));
	CHECK(seen->cr2 != seen_before(1));
}

TEST(guest_finds_sregs, "control registers that are marked as changed are the guest's", API)
{
	const struct seen_registers *seen;

	boot();
	fill();
	run->s.regs.sregs.cr2 = seen_before(1);
	run->kvm_dirty_regs = KVM_SYNC_X86_SREGS;
	seen = go_on();
	CHECK_EQ(seen->cr2, seen_before(1));
	for (unsigned int n = 2; n < SEEN_COUNT; n++)
		CHECK_EQ(seen->registers[n], seen_before(n));
}

TEST(guest_takes_events, "an exception in the page that is marked is taken by the guest, once", API)
{
	struct kvm_vcpu_events *events;

	boot();
	fill();
	events = &run->s.regs.events;
	events->exception.injected = 1;
	events->exception.nr = VECTOR_UD;
	events->exception.has_error_code = 0;
	run->kvm_dirty_regs = KVM_SYNC_X86_EVENTS;
	CHECK_EQ(go_on()->trap, TRAP_UD);
	CHECK_EQ(go_on()->trap, 0);
}

/* The guest stands at its bell meanwhile, and does not move. */
static void check_refused(void)
{
	struct kvm_regs before, after;

	KVM_CALL(cpu->fd, KVM_GET_REGS, &before);
	REQUIRE(ioctl(cpu->fd, KVM_RUN, 0) && errno == EINVAL);
	KVM_CALL(cpu->fd, KVM_GET_REGS, &after);
	CHECK_EQ(after.rip, before.rip);
}

TEST(unknown_sets, "bits of no set are refused, among the valid and among the dirty ones", API)
{
	boot();
	fill();
	for (unsigned int bit = 0; bit < 64; bit++) {
		if (ALL_SETS >> bit & 1)
			continue;
		run->kvm_valid_regs = 1ull << bit;
		check_refused();
		run->kvm_valid_regs = 0;
		run->kvm_dirty_regs = 1ull << bit;
		check_refused();
		run->kvm_dirty_regs = 0;
	}
	CHECK_EQ(go_on()->registers[2], seen_before(2));
}

#define EFER_LME 0x100
#define EFER_LMA 0x400

TEST(impossible_contents, "contents that the calls would refuse are refused in the page as well",
     API)
{
	struct kvm_sync_regs good;

	boot();
	fill();
	good = run->s.regs;
	run->s.regs.sregs.efer &= ~(uint64_t)(EFER_LME | EFER_LMA);
	CHECK(ioctl(cpu->fd, KVM_SET_SREGS, &run->s.regs.sregs) && errno == EINVAL);
	run->kvm_dirty_regs = KVM_SYNC_X86_SREGS;
	check_refused();
	run->s.regs = good;
	run->s.regs.events.flags = ~0u;
	CHECK(ioctl(cpu->fd, KVM_SET_VCPU_EVENTS, &run->s.regs.events) && errno == EINVAL);
	run->kvm_dirty_regs = KVM_SYNC_X86_EVENTS;
	check_refused();
	run->s.regs = good;
	run->kvm_dirty_regs = 0;
	CHECK_EQ(go_on()->registers[2], seen_before(2));
}
