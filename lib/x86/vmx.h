/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VMX, Intel's extension for virtualization: the control structure of a guest, and running it.
 * Intel SDM volume 3, chapters 24 to 32, and appendices A to C.
 */
#ifndef VMX_H
#define VMX_H

#include <stdbool.h>
#include <stdint.h>
#include "vmx_fields.h"

struct virt_registers;

#define VMX_PIN_INTERRUPTS (1u << 0) /* of outside end the guest's run */
#define VMX_PIN_TIMER	   (1u << 6) /* the preemption timer counts */

#define VMX_CPU_TSC_OFFSET (1u << 3)
#define VMX_CPU_HLT	   (1u << 7)
#define VMX_CPU_MSR_MAP	   (1u << 28) /* tells which accesses end its run */

#define VMX_EXIT_HOST_64 (1u << 9)

#define VMX_ENTRY_GUEST_64 (1u << 9)

#define VMX_EVENT_VALID (1u << 31) /* of type 0: an interrupt; its vector in bits 7 to 0 */

/* Basic reasons of exits, and what says that it was none. */
#define VMX_REASON_INTERRUPT 1
#define VMX_REASON_CALL	     18
#define VMX_REASON_TIMER     52
#define VMX_REASON_MASK	     0xffff
#define VMX_REASON_REFUSED   (1ull << 32) /* of ours: the entry failed, with the error below it */

struct vmx {
	void *vmcs;
	bool launched;
	uint64_t reason; /* of the last exit */
};

/* Does this CPU have it, and not locked away by firmware? */
bool vmx_available(void);
void vmx_on(void); /* until the case ends */

/* A zeroed page that begins with this CPU's revision of such structures. */
void *vmx_region(void);

/* A guest that is like this CPU; it becomes the current one. */
void vmx_make(struct vmx *vmx, uintptr_t entry, uintptr_t stack);
void vmx_run(struct vmx *vmx, struct virt_registers *registers);

/* Of the current one. */
uint64_t vmx_read(uint32_t field);
void vmx_write(uint32_t field, uint64_t value);

/* The number of fields that are not as vmx_make() wrote them, of those that no guest changes. */
unsigned int vmx_changes(void);

/* Does the CPU have the preemption timer? One step of it are so many of the TSC. */
bool vmx_has_timer(void);
unsigned int vmx_timer_shift(void);
/* Lets it count from here at each entry, or not at all. */
void vmx_start_timer(uint32_t value);
void vmx_stop_timer(void);

#endif
