/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fields of a VMCS. Intel SDM volume 3, appendix B. Also for assembler sources.
 */
#ifndef VMX_FIELDS_H
#define VMX_FIELDS_H

/* Segments come in the order ES, CS, SS, DS, FS, GS, LDTR, TR, from one field to the next. */
#define VMX_NEXT_SEGMENT 2

#define VMX_GUEST_SELECTOR 0x0800
#define VMX_HOST_SELECTOR  0x0c00 /* without LDTR */

#define VMX_MSR_MAP	   0x2004
#define VMX_TSC_OFFSET	   0x2010
#define VMX_LINK_POINTER   0x2800
#define VMX_GUEST_DEBUGCTL 0x2802

#define VMX_PIN_CONTROLS       0x4000
#define VMX_CPU_CONTROLS       0x4002
#define VMX_EXCEPTIONS	       0x4004
#define VMX_PAGE_FAULT_MASK    0x4006
#define VMX_PAGE_FAULT_MATCH   0x4008
#define VMX_CR3_TARGETS	       0x400a
#define VMX_EXIT_CONTROLS      0x400c
#define VMX_EXIT_MSR_STORES    0x400e
#define VMX_EXIT_MSR_LOADS     0x4010
#define VMX_ENTRY_CONTROLS     0x4012
#define VMX_ENTRY_MSR_LOADS    0x4014
#define VMX_ENTRY_EVENT	       0x4016
#define VMX_INSTRUCTION_ERROR  0x4400
#define VMX_EXIT_REASON	       0x4402
#define VMX_INSTRUCTION_LENGTH 0x440c

#define VMX_GUEST_LIMIT		   0x4800
#define VMX_GUEST_GDTR_LIMIT	   0x4810
#define VMX_GUEST_IDTR_LIMIT	   0x4812
#define VMX_GUEST_ACCESS	   0x4814
#define VMX_GUEST_INTERRUPTIBILITY 0x4824
#define VMX_GUEST_ACTIVITY	   0x4826
#define VMX_GUEST_SYSENTER_CS	   0x482a
#define VMX_PREEMPTION_TIMER	   0x482e
#define VMX_HOST_SYSENTER_CS	   0x4c00

#define VMX_CR0_MASK   0x6000
#define VMX_CR4_MASK   0x6002
#define VMX_CR0_SHADOW 0x6004
#define VMX_CR4_SHADOW 0x6006

#define VMX_GUEST_CR0	       0x6800
#define VMX_GUEST_CR3	       0x6802
#define VMX_GUEST_CR4	       0x6804
#define VMX_GUEST_BASE	       0x6806
#define VMX_GUEST_GDTR	       0x6816
#define VMX_GUEST_IDTR	       0x6818
#define VMX_GUEST_DR7	       0x681a
#define VMX_GUEST_RSP	       0x681c
#define VMX_GUEST_RIP	       0x681e
#define VMX_GUEST_RFLAGS       0x6820
#define VMX_GUEST_DEBUG	       0x6822
#define VMX_GUEST_SYSENTER_ESP 0x6824
#define VMX_GUEST_SYSENTER_EIP 0x6826

#define VMX_HOST_CR0	      0x6c00
#define VMX_HOST_CR3	      0x6c02
#define VMX_HOST_CR4	      0x6c04
#define VMX_HOST_FS	      0x6c06
#define VMX_HOST_GS	      0x6c08
#define VMX_HOST_TR	      0x6c0a
#define VMX_HOST_GDTR	      0x6c0c
#define VMX_HOST_IDTR	      0x6c0e
#define VMX_HOST_SYSENTER_ESP 0x6c10
#define VMX_HOST_SYSENTER_EIP 0x6c12
#define VMX_HOST_RSP	      0x6c14
#define VMX_HOST_RIP	      0x6c16

#endif
