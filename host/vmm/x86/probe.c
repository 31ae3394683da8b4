/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kind of KVM is this? Where the CPU has no virtualization, a KVM in software emulates
 * each instruction of the guest: a thousand times slower, and not all of them. A guest of a
 * few bytes shows both.
 */
#include <string.h>
#include <sys/ioctl.h>

#include "../machine.h"
#include "../now.h"
#include "../say.h"
#include "pc.h"

#define CODE	  0x1000ull
#define TRIES	  5    /* of which the shortest counts: this program may be interrupted */
#define LOOPS	  5000 /* of two instructions */
#define BELL_PORT 0x10
#define SIZE	  0x2000

#define CR0_PE	      0x1
#define CR4_OSFXSR    0x200
#define CR4_OSXSAVE   0x40000
#define LEAF_FEATURES 1
#define HAS_XSAVE     (1u << 26) /* ECX */

extern const uint8_t probe_start[] __attribute__((visibility("hidden")));
extern const uint8_t probe_end[] __attribute__((visibility("hidden")));
__asm__(".pushsection .rodata\n\t"
	".code32\n"
	"probe_start:\n\t"
	"mov $5, %ebx\n"	/* TRIES */
	"1: out %al, $0x10\n\t" /* BELL_PORT */
	"mov $5000, %ecx\n"	/* LOOPS */
	"2: dec %ecx\n\t"
	"jnz 2b\n\t"
	"out %al, $0x10\n\t"
	"dec %ebx\n\t"
	"jnz 1b\n\t"
	"xor %ecx, %ecx\n\t"
	"xgetbv\n\t"
	"out %al, $0x10\n"
	"probe_end:\n\t"
	".code64\n\t"
	".popsection");

static void enter(struct vcpu *vcpu)
{
	struct kvm_segment flat = { .limit = UINT32_MAX,
				    .selector = 8,
				    .type = 11,
				    .present = 1,
				    .s = 1,
				    .db = 1,
				    .g = 1 };
	struct kvm_regs regs = { .rip = CODE, .rflags = 2 };
	struct kvm_sregs sregs;

	KVM_CALL(vcpu->fd, KVM_GET_SREGS, &sregs);
	sregs.cs = flat;
	flat.type = 3;
	flat.selector = 16;
	sregs.ds = sregs.es = sregs.ss = sregs.fs = sregs.gs = flat;
	sregs.cr0 |= CR0_PE;
	sregs.cr4 |= CR4_OSFXSR;
	KVM_CALL(vcpu->fd, KVM_SET_SREGS, &sregs);
	sregs.cr4 |= CR4_OSXSAVE;
	ioctl(vcpu->fd, KVM_SET_SREGS, &sregs); /* a CPU without XSAVE has no such bit */
	KVM_CALL(vcpu->fd, KVM_SET_REGS, &regs);
}

/* Not by vcpu_run(): that KVM cannot go on is an answer here. */
static bool rings(struct vcpu *vcpu)
{
	return !ioctl(vcpu->fd, KVM_RUN, 0) && vcpu->run->exit_reason == KVM_EXIT_IO &&
	       vcpu->run->io.port == BELL_PORT;
}

static bool claims_xsave(struct vcpu *vcpu)
{
	struct {
		struct kvm_cpuid2 table;
		struct kvm_cpuid_entry2 entries[256];
	} cpuid = { .table.nent = 256 };

	KVM_CALL(vcpu->fd, KVM_GET_CPUID2, &cpuid);
	for (unsigned int i = 0; i < cpuid.table.nent; i++) {
		if (cpuid.entries[i].function == LEAF_FEATURES)
			return cpuid.entries[i].ecx & HAS_XSAVE;
	}
	return false;
}

struct machine_kind machine_probe(void)
{
	struct machine_kind kind = { .instruction_ns = UINT64_MAX };
	struct vcpu *vcpu;
	struct vm vm;

	vm_create(&vm);
	vm_add_memory(&vm, 0, SIZE, 0);
	vm_create_cpus(&vm, 1);
	vcpu = &vm.cpus[0];
	memcpy(vm_at(&vm, CODE, SIZE - CODE), probe_start, probe_end - probe_start);
	enter(vcpu);
	for (unsigned int try = 0; try < TRIES; try++) {
		uint64_t begin, took;

		if (!rings(vcpu))
			fail("KVM does not get through the first instructions of a guest");
		begin = now_ns();
		if (!rings(vcpu))
			fail("KVM does not get through a loop of a guest");
		took = (now_ns() - begin) / (2 * LOOPS);
		if (took < kind.instruction_ns)
			kind.instruction_ns = took;
	}
	kind.lacks_xsave = claims_xsave(vcpu) && !rings(vcpu);
	vm_destroy(&vm);
	return kind;
}
