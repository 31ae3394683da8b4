/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A virtual CPU at work: KVM_RUN, and what the guest wants from this program when it
 * comes back from there.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>

#include "machine.h"
#include "say.h"
#include "vm.h"

static void dispatch(struct vcpu *vcpu, enum space space, uint64_t address, unsigned int size,
		     bool write, uint64_t *value)
{
	struct vm *vm = vcpu->vm;

	for (unsigned int i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];

		if (device->space != space || address - device->start >= device->size)
			continue;
		pthread_mutex_lock(&vm->lock);
		device->access(vcpu, address - device->start, size, write, value);
		pthread_mutex_unlock(&vm->lock);
		return;
	}
	machine_nobody(vcpu, space, write, value);
}

static void do_mmio(struct vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;
	uint64_t value = 0;

	if (run->mmio.is_write)
		memcpy(&value, run->mmio.data, run->mmio.len);
	dispatch(vcpu, SPACE_MEMORY, run->mmio.phys_addr, run->mmio.len, run->mmio.is_write,
		 &value);
	if (!run->mmio.is_write)
		memcpy(run->mmio.data, &value, run->mmio.len);
}

static void do_port(struct vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;
	uint8_t *data = (uint8_t *)run + run->io.data_offset;
	bool write = run->io.direction == KVM_EXIT_IO_OUT;

	for (uint32_t i = 0; i < run->io.count; i++, data += run->io.size) {
		uint64_t value = 0;

		if (write)
			memcpy(&value, data, run->io.size);
		dispatch(vcpu, SPACE_PORT, run->io.port, run->io.size, write, &value);
		if (!write)
			memcpy(data, &value, run->io.size);
	}
}

static void do_system_event(struct vcpu *vcpu)
{
	switch (vcpu->run->system_event.type) {
	case KVM_SYSTEM_EVENT_SHUTDOWN:
		vcpu->end = END_OFF;
		break;
	case KVM_SYSTEM_EVENT_RESET:
		vcpu->end = END_RESET;
		break;
	default:
		fail("CPU %u: KVM reports the system event %u", vcpu->id,
		     vcpu->run->system_event.type);
	}
}

static void handle(struct vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;

	switch (run->exit_reason) {
	case KVM_EXIT_IO:
		do_port(vcpu);
		break;
	case KVM_EXIT_MMIO:
		do_mmio(vcpu);
		break;
	case KVM_EXIT_SYSTEM_EVENT:
		do_system_event(vcpu);
		break;
	case KVM_EXIT_SHUTDOWN:
		vcpu->end = END_RESET;
		break;
	case KVM_EXIT_INTR:
		break;
	case KVM_EXIT_FAIL_ENTRY:
		fail("CPU %u at %#llx: KVM cannot enter the guest, hardware says %#llx", vcpu->id,
		     (unsigned long long)machine_pc(vcpu),
		     (unsigned long long)run->fail_entry.hardware_entry_failure_reason);
	case KVM_EXIT_INTERNAL_ERROR:
		fail("CPU %u at %#llx: internal error %u of KVM%s", vcpu->id,
		     (unsigned long long)machine_pc(vcpu), run->internal.suberror,
		     run->internal.suberror == KVM_INTERNAL_ERROR_EMULATION
			     ? ": it cannot emulate this instruction"
			     : "");
	default:
		if (!(vcpu->vm->exit && vcpu->vm->exit(vcpu)) && !machine_exit(vcpu))
			fail("CPU %u at %#llx: KVM stopped for reason %u, which is unexpected",
			     vcpu->id, (unsigned long long)machine_pc(vcpu), run->exit_reason);
	}
}

static const char *why_not(int error)
{
	if (error == ENOSYS)
		return "the guest accesses what is no memory by an instruction that KVM cannot "
		       "take apart";
	return strerror(error);
}

enum end vcpu_run(struct vcpu *vcpu)
{
	vcpu->end = END_NONE;
	while (vcpu->end == END_NONE) {
		if (vcpu->stop)
			return END_STOPPED;
		if (!ioctl(vcpu->fd, KVM_RUN, 0))
			handle(vcpu);
		else if (errno == EFAULT && vcpu->vm->fault && vcpu->vm->fault(vcpu))
			continue;
		else if (errno != EINTR && errno != EAGAIN)
			fail("CPU %u at %#llx: KVM_RUN: %s", vcpu->id,
			     (unsigned long long)machine_pc(vcpu), why_not(errno));
	}
	return vcpu->end;
}

void vcpu_call(struct vcpu *vcpu)
{
	vcpu->end = END_CALLED;
}

static void *thread(void *context)
{
	struct vcpu *vcpu = context;
	enum end end = vcpu_run(vcpu);

	if (end != END_STOPPED)
		vm_end(vcpu->vm, end);
	return NULL;
}

/* Interrupts KVM_RUN. */
static void wake(int signal)
{
	(void)signal;
}

void vcpu_setup_stop(void)
{
	struct sigaction action = { .sa_handler = wake };

	sigaction(SIGUSR1, &action, NULL);
}

/* A signal that arrives before KVM_RUN is remembered by immediate_exit. */
void vcpu_start(struct vcpu *vcpu)
{
	vcpu->stop = false;
	vcpu->run->immediate_exit = 0;
	if (pthread_create(&vcpu->thread, NULL, thread, vcpu))
		die("no thread for CPU %u", vcpu->id);
	vcpu->has_thread = true;
}

void vcpu_stop(struct vcpu *vcpu)
{
	vcpu->stop = true;
	if (!vcpu->has_thread)
		return;
	vcpu->run->immediate_exit = 1;
	pthread_kill(vcpu->thread, SIGUSR1);
	pthread_join(vcpu->thread, NULL);
	vcpu->run->immediate_exit = 0;
	vcpu->has_thread = false;
}

void vcpu_settle(struct vcpu *vcpu)
{
	vcpu->run->immediate_exit = 1;
	if (!ioctl(vcpu->fd, KVM_RUN, 0) || errno != EINTR)
		fail("CPU %u at %#llx: KVM does not stop before the guest", vcpu->id,
		     (unsigned long long)machine_pc(vcpu));
	vcpu->run->immediate_exit = 0;
}

void vm_end(struct vm *vm, enum end end)
{
	pthread_mutex_lock(&vm->lock);
	if (vm->end == END_NONE)
		vm->end = end;
	pthread_cond_broadcast(&vm->changed);
	pthread_mutex_unlock(&vm->lock);
}

enum end vm_wait(struct vm *vm)
{
	enum end end;

	pthread_mutex_lock(&vm->lock);
	while (vm->end == END_NONE)
		pthread_cond_wait(&vm->changed, &vm->lock);
	end = vm->end;
	pthread_mutex_unlock(&vm->lock);
	return end;
}

void vm_start(struct vm *vm)
{
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		vcpu_start(&vm->cpus[id]);
}

void vm_stop(struct vm *vm)
{
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		vcpu_stop(&vm->cpus[id]);
}
