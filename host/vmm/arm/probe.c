/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How fast is this KVM? It may be one of a machine that is emulated itself. */
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "../say.h"
#include "virt.h"

#define SIZE  0x1000
#define LOOPS 5000 /* of two instructions */

extern const char probe_start[], probe_end[];
__asm__(".pushsection .rodata\n\t"
	".balign 4\n"
	"probe_start:\n\t"
	"mov x1, #0x8000000\n\t" /* nobody is there */
	"str w0, [x1]\n\t"
	"mov x0, #5000\n"
	"1: subs x0, x0, #1\n\t"
	"b.ne 1b\n\t"
	"str w0, [x1]\n"
	"probe_end:\n\t"
	".popsection");

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* Each store outside of all memory comes here. */
static void run_to_store(struct vcpu *vcpu)
{
	KVM_CALL(vcpu->fd, KVM_RUN, 0);
	if (vcpu->run->exit_reason != KVM_EXIT_MMIO)
		fail("KVM stopped for reason %u where the guest stores", vcpu->run->exit_reason);
}

struct machine_kind machine_probe(void)
{
	struct machine_kind kind = { 0 };
	struct vcpu *vcpu;
	uint64_t begin;
	struct vm vm;

	vm_create(&vm);
	vm_add_memory(&vm, MEMORY, SIZE, 0);
	vm_create_cpus(&vm, 1);
	vcpu = &vm.cpus[0];
	memcpy(vm_at(&vm, MEMORY, SIZE), probe_start, probe_end - probe_start);
	cpu_set_register(vcpu, CORE_REGISTER(regs.pc), MEMORY);
	run_to_store(vcpu);
	begin = now_ns();
	run_to_store(vcpu);
	kind.instruction_ns = (now_ns() - begin) / (2 * LOOPS);
	vm_destroy(&vm);
	return kind;
}
