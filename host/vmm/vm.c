/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "machine.h"
#include "room.h"
#include "say.h"
#include "vm.h"

#define LARGE_PAGE (2 * MIB)

int kvm_call(int fd, unsigned long request, const char *name, uintptr_t argument)
{
	int result = ioctl(fd, request, argument);

	if (result < 0)
		die("%s: %s", name, strerror(errno));
	return result;
}

int kvm_open(void)
{
	int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC), version;

	if (fd < 0 && errno == ENOENT)
		die("no /dev/kvm: this kernel has no KVM, or its module is not loaded");
	if (fd < 0)
		die("/dev/kvm cannot be opened: %s", strerror(errno));
	version = ioctl(fd, KVM_GET_API_VERSION, 0);
	if (version != KVM_API_VERSION)
		die("/dev/kvm does not answer as KVM does");
	return fd;
}

void vm_create(struct vm *vm)
{
	*vm = (struct vm){ .kvm = kvm_open() };
	vcpu_setup_stop();
	pthread_mutex_init(&vm->lock, NULL);
	pthread_cond_init(&vm->changed, NULL);
	vm->fd = KVM_CALL(vm->kvm, KVM_CREATE_VM, 0);
	vm->run_size = KVM_CALL(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
}

int vm_has(const struct vm *vm, unsigned int capability)
{
	int value = ioctl(vm->fd, KVM_CHECK_EXTENSION, capability);

	return value < 0 ? 0 : value;
}

static void create_cpu(struct vm *vm, unsigned int id)
{
	struct vcpu *vcpu = &vm->cpus[id];

	*vcpu = (struct vcpu){ .vm = vm, .id = id };
	vcpu->fd = ioctl(vm->fd, KVM_CREATE_VCPU, id);
	if (vcpu->fd < 0)
		die("KVM_CREATE_VCPU: KVM refuses CPU %u: %s", id, strerror(errno));
	vcpu->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu->fd, 0);
	if (vcpu->run == MAP_FAILED)
		die("mapping what KVM shares for CPU %u: %s", id, strerror(errno));
}

void vm_create_cpus(struct vm *vm, unsigned int count)
{
	vm->cpus = room(count * sizeof(*vm->cpus));
	for (; vm->cpu_count < count; vm->cpu_count++)
		create_cpu(vm, vm->cpu_count);
	for (unsigned int id = 0; id < count; id++)
		machine_setup_cpu(&vm->cpus[id]);
}

void vm_destroy(struct vm *vm)
{
	vm_stop(vm);
	if (vm->leave)
		vm->leave(vm);
	for (unsigned int id = 0; id < vm->cpu_count; id++) {
		munmap(vm->cpus[id].run, vm->run_size);
		close(vm->cpus[id].fd);
	}
	free(vm->cpus);
	close(vm->fd);
	close(vm->kvm);
	for (unsigned int i = 0; i < VM_MAX_SLOTS; i++) {
		if (vm->slots[i].memory)
			munmap(vm->slots[i].memory, vm->slots[i].size);
	}
	pthread_cond_destroy(&vm->changed);
	pthread_mutex_destroy(&vm->lock);
}

static int set_slot(struct vm *vm, unsigned int number, uint64_t size, uint32_t flags)
{
	const struct slot *slot = &vm->slots[number];
	struct kvm_userspace_memory_region region = {
		.slot = number,
		.flags = flags,
		.guest_phys_addr = slot->start,
		.memory_size = size,
		.userspace_addr = (uintptr_t)slot->memory,
	};

	return ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region) ? errno : 0;
}

int vm_set_slot(struct vm *vm, unsigned int number)
{
	return set_slot(vm, number, vm->slots[number].size, vm->slots[number].flags);
}

int vm_delete_slot(struct vm *vm, unsigned int number)
{
	return set_slot(vm, number, 0, 0);
}

uint8_t *vm_map_memory(uint64_t size)
{
	uint8_t *at = mmap(NULL, size + LARGE_PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	uint8_t *aligned = (uint8_t *)(((uintptr_t)at + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1));

	if (at == MAP_FAILED)
		die("no %llu MiB for the guest: %s", (unsigned long long)(size / MIB),
		    strerror(errno));
	if (aligned > at)
		munmap(at, aligned - at);
	munmap(aligned + size, at + LARGE_PAGE - aligned);
	return aligned;
}

unsigned int vm_add_memory(struct vm *vm, uint64_t start, uint64_t size, uint32_t flags)
{
	unsigned int number = 0;
	struct slot *slot;
	int error;

	while (number < VM_MAX_SLOTS && vm->slots[number].size)
		number++;
	if (number == VM_MAX_SLOTS)
		die("more than %u memory slots", VM_MAX_SLOTS);
	slot = &vm->slots[number];
	*slot = (struct slot){ .start = start, .size = size, .flags = flags };
	slot->memory = vm_map_memory(size);
	error = vm_set_slot(vm, number);
	if (error)
		die("KVM_SET_USER_MEMORY_REGION: %llu MiB at %#llx: %s",
		    (unsigned long long)(size / MIB), (unsigned long long)start, strerror(error));
	return number;
}

void *vm_at(struct vm *vm, uint64_t address, uint64_t size)
{
	for (unsigned int i = 0; i < VM_MAX_SLOTS; i++) {
		const struct slot *slot = &vm->slots[i];

		if (address >= slot->start && address - slot->start < slot->size &&
		    size <= slot->size - (address - slot->start))
			return slot->memory + (address - slot->start);
	}
	return NULL;
}

void vm_add_device(struct vm *vm, const struct device *device)
{
	if (vm->device_count == VM_MAX_DEVICES)
		die("more than %u devices", VM_MAX_DEVICES);
	vm->devices[vm->device_count++] = *device;
}
