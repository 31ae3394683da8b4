/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How fast is this KVM? It may be one of a machine that is emulated itself. */
#include <string.h>
#include <sys/ioctl.h>

#include "../now.h"
#include "../say.h"
#include "virt.h"

#define SIZE  0x1000
#define TRIES 5	   /* of which the shortest counts: this program may be interrupted */
#define LOOPS 5000 /* of two instructions */

/* Hidden: in the table of global offsets the linker takes both for the same place. */
extern const char probe_start[] __attribute__((visibility("hidden")));
extern const char probe_end[] __attribute__((visibility("hidden")));
__asm__(".pushsection .rodata\n\t"
	".balign 4\n"
	"probe_start:\n\t"
	"mov x1, #0x8000000\n\t" /* nobody is there */
	"2: str w0, [x1]\n\t"
	"mov x0, #5000\n"
	"1: subs x0, x0, #1\n\t"
	"b.ne 1b\n\t"
	"str w0, [x1]\n\t"
	"b 2b\n"
	"probe_end:\n\t"
	".popsection");

/* Each store outside of all memory comes here. */
static void run_to_store(struct vcpu *vcpu)
{
	KVM_CALL(vcpu->fd, KVM_RUN, 0);
	if (vcpu->run->exit_reason != KVM_EXIT_MMIO)
		fail("KVM stopped for reason %u where the guest stores", vcpu->run->exit_reason);
}

struct machine_kind machine_probe(void)
{
	struct machine_kind kind = { .instruction_ns = UINT64_MAX };
	struct vcpu *vcpu;
	struct vm vm;

	vm_create(&vm);
	vm_add_memory(&vm, MEMORY, SIZE, 0);
	vm.cpu_without = 1u << KVM_ARM_VCPU_PMU_V3; /* it would need an interrupt controller */
	vm_create_cpus(&vm, 1);
	vcpu = &vm.cpus[0];
	memcpy(vm_at(&vm, MEMORY, SIZE), probe_start, probe_end - probe_start);
	cpu_set_register(vcpu, CORE_REGISTER(regs.pc), MEMORY);
	for (unsigned int try = 0; try < TRIES; try++) {
		uint64_t begin, took;

		run_to_store(vcpu);
		begin = now_ns();
		run_to_store(vcpu);
		took = (now_ns() - begin) / (2 * LOOPS);
		if (took < kind.instruction_ns)
			kind.instruction_ns = took;
	}
	vm_destroy(&vm);
	return kind;
}
