/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration space of PCI functions: PCI Local Bus Specification 3.0,
 * chapter 6, and PCI Express Base Specification, chapter 7.
 */
#ifndef PCI_REGS_H
#define PCI_REGS_H

#define PCI_VENDOR	     0x00
#define PCI_DEVICE	     0x02
#define PCI_COMMAND	     0x04
#define PCI_STATUS	     0x06
#define PCI_CLASS_REVISION   0x08
#define PCI_HEADER_TYPE	     0x0e
#define PCI_BAR(n)	     (0x10 + (n)*4)
#define PCI_SUBSYSTEM_VENDOR 0x2c
#define PCI_SUBSYSTEM	     0x2e
#define PCI_ROM		     0x30
#define PCI_CAPABILITIES     0x34
#define PCI_INTERRUPT_LINE   0x3c
#define PCI_INTERRUPT_PIN    0x3d
#define PCI_HEADER_SIZE	     0x40
#define PCI_CONFIG_SIZE	     0x100
#define PCI_EXTENDED_SIZE    0x1000

#define PCI_VENDOR_NONE 0xffff

#define PCI_COMMAND_IO		 0x0001
#define PCI_COMMAND_MEMORY	 0x0002
#define PCI_COMMAND_MASTER	 0x0004
#define PCI_COMMAND_INTX_DISABLE 0x0400

#define PCI_STATUS_INTX		0x0008
#define PCI_STATUS_CAPABILITIES 0x0010

#define PCI_HEADER_MANY	  0x80 /* the device has more functions than one */
#define PCI_HEADER_LAYOUT 0x7f
#define PCI_HEADER_NORMAL 0
#define PCI_HEADER_BRIDGE 1

#define PCI_CLASS_HOST_BRIDGE 0x0600
#define PCI_CLASS_PCI_BRIDGE  0x0604

/* Base address registers. */
#define PCI_BAR_IO	     0x1
#define PCI_BAR_WIDTH	     0x6
#define PCI_BAR_WIDTH_64     0x4
#define PCI_BAR_PREFETCHABLE 0x8
#define PCI_BAR_IO_FLAGS     0x3u
#define PCI_BAR_MEMORY_FLAGS 0xfu
#define PCI_ROM_FLAGS	     0x7ffu
#define PCI_ROM_ENABLE	     0x1
#define PCI_BRIDGE_ROM	     0x38

/* Bridges: the buses behind them, and what they pass on. */
#define PCI_PRIMARY_BUS	      0x18
#define PCI_SECONDARY_BUS     0x19
#define PCI_SUBORDINATE_BUS   0x1a
#define PCI_IO_BASE	      0x1c
#define PCI_IO_LIMIT	      0x1d
#define PCI_MEMORY_BASE	      0x20
#define PCI_MEMORY_LIMIT      0x22
#define PCI_PREFETCH_BASE     0x24
#define PCI_PREFETCH_LIMIT    0x26
#define PCI_PREFETCH_BASE_HI  0x28
#define PCI_PREFETCH_LIMIT_HI 0x2c
#define PCI_IO_BASE_HI	      0x30
#define PCI_IO_LIMIT_HI	      0x32
#define PCI_BRIDGE_WIDE	      0x1 /* type bits of I/O and prefetchable windows */

/* Capabilities: the first byte names it, the second leads to the next. */
#define PCI_CAP_MSI	0x05
#define PCI_CAP_VENDOR	0x09
#define PCI_CAP_EXPRESS 0x10
#define PCI_CAP_MSIX	0x11
#define PCI_CAP_NEXT	1

#define PCI_EXTENDED_CAPABILITIES 0x100
#define PCI_EXTENDED_ID		  0x0000ffffu
#define PCI_EXTENDED_NEXT	  0xfff00000u

#define PCI_EXPRESS_FLAGS  2
#define PCI_EXPRESS_TYPE   0x00f0
#define PCI_EXPRESS_TO_PCI 7 /* a bridge from PCI Express to PCI */

#define PCI_MSI_CONTROL	   2
#define PCI_MSI_ENABLE	   0x0001
#define PCI_MSI_QUEUE_SIZE 0x0070
#define PCI_MSI_WIDE	   0x0080
#define PCI_MSI_MASKABLE   0x0100
#define PCI_MSI_ADDRESS	   4
#define PCI_MSI_ADDRESS_HI 8
#define PCI_MSI_DATA	   8
#define PCI_MSI_DATA_WIDE  12

#define PCI_MSIX_CONTROL    2
#define PCI_MSIX_TABLE_SIZE 0x07ff /* less one */
#define PCI_MSIX_MASK_ALL   0x4000
#define PCI_MSIX_ENABLE	    0x8000
#define PCI_MSIX_TABLE	    4
#define PCI_MSIX_PENDING    8
#define PCI_MSIX_BAR	    0x7u /* the rest is the offset */

#define PCI_MSIX_ENTRY_SIZE	  16
#define PCI_MSIX_ENTRY_ADDRESS	  0
#define PCI_MSIX_ENTRY_ADDRESS_HI 4
#define PCI_MSIX_ENTRY_DATA	  8
#define PCI_MSIX_ENTRY_CONTROL	  12
#define PCI_MSIX_ENTRY_MASKED	  0x1

#endif
