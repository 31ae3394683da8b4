/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A virtual machine on raw /dev/kvm: memory slots, virtual CPUs, and devices that this
 * program plays. What only one architecture has stands behind machine.h.
 */
#ifndef VM_H
#define VM_H

#include <linux/kvm.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define MIB (1ull << 20)
#define GIB (1ull << 30)

#define VM_PAGE	       4096ull
#define VM_MAX_SLOTS   32
#define VM_MAX_DEVICES 16

struct slot {
	uint64_t start, size; /* size 0: not in use */
	uint8_t *memory;
	uint32_t flags; /* KVM_MEM_… */
};

enum space { SPACE_MEMORY, SPACE_PORT };

struct vcpu;

/*
 * Where the guest's accesses to a range end that is no memory. A device is entered by one
 * CPU at a time. value is what is written, or where what is read goes, zero before.
 */
struct device {
	enum space space;
	uint64_t start, size;
	void (*access)(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
		       uint64_t *value);
};

/* Why a CPU came back, or the whole machine ended. */
enum end {
	END_NONE,
	END_OFF,     /* the guest powered off */
	END_RESET,   /* the guest asked for a restart, or died of a trap in a trap in a trap */
	END_CALLED,  /* a device wants its owner to look, see vcpu_call() */
	END_ASKED,   /* the guest has asked for something on its console */
	END_STOPPED, /* vcpu_stop() */
};

struct vcpu {
	struct vm *vm;
	unsigned int id;
	int fd;
	struct kvm_run *run;
	enum end end; /* of this KVM_RUN, so far */
	pthread_t thread;
	bool has_thread;
	volatile bool stop;
};

struct vm {
	int kvm, fd;
	struct slot slots[VM_MAX_SLOTS];
	struct device devices[VM_MAX_DEVICES];
	unsigned int device_count;
	struct vcpu *cpus;
	unsigned int cpu_count;
	size_t run_size; /* of what KVM shares per CPU */
	bool split;	 /* the interrupt controllers but the CPUs' own are this program's */
	uint32_t cpu_with, cpu_without; /* features of CPUs, from the usual ones (arm64) */
	/* What to do when KVM cannot get at memory behind a slot: true to try again. */
	bool (*fault)(struct vcpu *vcpu);
	/* What to do when KVM_RUN ends for a reason that is not known here; NULL: nothing. */
	bool (*exit)(struct vcpu *vcpu);
	/* What to do before it is destroyed, when no CPU runs any more; NULL: nothing. */
	void (*leave)(struct vm *vm);
	pthread_mutex_t lock;
	pthread_cond_t changed;
	enum end end;
};

/* An ioctl that must not fail: it ends the program with a line that names it. */
#define KVM_CALL(fd, request, argument) kvm_call(fd, request, #request, (uintptr_t)(argument))
int kvm_call(int fd, unsigned long request, const char *name, uintptr_t argument);

/* Opens /dev/kvm, or ends the program. */
int kvm_open(void);

void vm_create(struct vm *vm);
int vm_has(const struct vm *vm, unsigned int capability);
/* Virtual CPUs 0 to count - 1, as the architecture makes them. */
void vm_create_cpus(struct vm *vm, unsigned int count);
void vm_destroy(struct vm *vm);

/* New memory, aligned so that large pages can be behind a slot; or ends the program. */
uint8_t *vm_map_memory(uint64_t size);
/* Memory of the guest in the first free slot, of which the number is returned. */
unsigned int vm_add_memory(struct vm *vm, uint64_t start, uint64_t size, uint32_t flags);
/* Tells KVM what the slot is now; Returns 0 or an errno. */
int vm_set_slot(struct vm *vm, unsigned int slot);
/* The memory stays, and is the slot's again with vm_set_slot(). */
int vm_delete_slot(struct vm *vm, unsigned int slot);
/* The memory at a guest's address; NULL if not all of it is in one slot. */
void *vm_at(struct vm *vm, uint64_t address, uint64_t size);

void vm_add_device(struct vm *vm, const struct device *device);

/* Runs the CPU in this thread until something happens that is not for a device. */
enum end vcpu_run(struct vcpu *vcpu);
/* From a device: vcpu_run() returns END_CALLED when the access is complete. */
void vcpu_call(struct vcpu *vcpu);
/* Runs the CPU in a thread of its own. */
void vcpu_start(struct vcpu *vcpu);
/* Makes it come back from vcpu_run(), and waits for the end of its thread if it has one. */
void vcpu_stop(struct vcpu *vcpu);
/* Once it has stopped: lets KVM finish the access that it came back for, without the guest. */
void vcpu_settle(struct vcpu *vcpu);
/* Once per program, for vcpu_stop(). */
void vcpu_setup_stop(void);

/* From a device: the machine has come to its end. */
void vm_end(struct vm *vm, enum end end);
/* Waits for that. */
enum end vm_wait(struct vm *vm);
/* All CPUs, each in its thread, as vcpu_start() and vcpu_stop() do. */
void vm_start(struct vm *vm);
void vm_stop(struct vm *vm);

#endif
