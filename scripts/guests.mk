# SPDX-License-Identifier: GPL-2.0-or-later
#
# The guests: build/ARCH/lib.a from lib/ and lib/ARCH, and one image for each
# source in common/ and ARCH/.

# Following variables through the optimizer is what debug information costs most time for.
GUEST_CFLAGS := -std=gnu11 -ffreestanding -nostdinc -pipe -g -fno-var-tracking-assignments \
	-Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes -Wno-sign-compare \
	-Wno-format-zero-length -Wvla -fno-omit-frame-pointer -fno-stack-protector -fno-common \
	-fno-asynchronous-unwind-tables

CFLAGS_s390x := -march=z13 -msoft-float -mbackchain -fno-pie
CFLAGS_arm := -march=armv8-a -mgeneral-regs-only -mno-outline-atomics -fpie \
	-fvisibility=hidden
CFLAGS_x86 := -m64 -mno-red-zone -mcmodel=small -fno-pie -mgeneral-regs-only

LDFLAGS_s390x := -m elf64_s390 -z noexecstack
LDFLAGS_arm := -m aarch64linux -pie --no-dynamic-linker -z text -z norelro
LDFLAGS_x86 := -m elf_x86_64 -z noexecstack

# Sources of lib/ that only some architectures can use.
LIB_ONLY_arm := $(wildcard lib/dt*.c) lib/mmu_512.c lib/virtio_mmio.c lib/writer_window.c
LIB_ONLY_x86 := lib/mmu_512.c lib/virtio_mmio.c lib/writer_window.c
LIB_ONLY := $(LIB_ONLY_arm) $(LIB_ONLY_x86)

# Scenarios of the VMM that only one architecture can have.
SCENARIOS_ONLY_arm := io_syndrome state_arm state_gic vcpu_init vcpu_registers
SCENARIOS_ONLY_x86 := io_ports msr_exits nested state_chips state_smm state_x86 sync_regs
SCENARIOS := $(filter-out $(SCENARIOS_ONLY_arm) $(SCENARIOS_ONLY_x86),\
	$(patsubst vmm/%.c,%,$(wildcard vmm/*.c)))

MKIMAGE := $(BUILD)/host/mkimage

define ARCH_RULES
LIB_SOURCES_$(1) := $$(filter-out $$(LIB_ONLY),$$(wildcard lib/*.c)) \
	$$(wildcard $$(LIB_ONLY_$(1)) lib/$(1)/*.c lib/$(1)/*.S)
LIB_OBJECTS_$(1) := $$(LIB_SOURCES_$(1):%=$(BUILD)/$(1)/%.o)
TESTS_$(1) := $$(patsubst %.c,%,$$(wildcard common/*.c $(1)/*.c selftest/guests/*.c \
	$$(if $$(filter-out s390x,$(1)),\
	$$(patsubst %,vmm/%.c,$$(SCENARIOS) $$(SCENARIOS_ONLY_$(1))))) \
	selftest/bench/smallest.c)
IMAGES_$(1) := $$(TESTS_$(1):%=$(BUILD)/$(1)/%.elf)
OBJECTS_$(1) := $$(LIB_OBJECTS_$(1)) $$(TESTS_$(1):%=$(BUILD)/$(1)/%.c.o)
FLAGS_$(1) := $$(GUEST_CFLAGS) $$(CFLAGS_$(1)) -isystem $$(INCLUDE_$(1)) -Ilib -Ilib/$(1) \
	$$(LIBFDT_INCLUDE_$(1))

$$(call remember,$(BUILD)/flags-$(1),$$(CC_$(1)) $$(FLAGS_$(1)))
$$(call remember,$(BUILD)/lib-$(1),$$(LIB_OBJECTS_$(1)))

# Tests wait more than they compute: what counts is how fast they are built.
$$(OBJECTS_$(1)): OPTIMIZE := -O2
$$(TESTS_$(1):%=$(BUILD)/$(1)/%.c.o): OPTIMIZE := -O1
$$(OBJECTS_$(1)): $(BUILD)/$(1)/%.o: % $(BUILD)/flags-$(1) | $$$$(@D)/.dir
	$$(call say,CC,$$@)$$(CC_$(1)) $$(FLAGS_$(1)) $$(OPTIMIZE) -MMD -MP -c -o $$@ $$<

$(BUILD)/$(1)/lib.a: $$(LIB_OBJECTS_$(1)) $(BUILD)/lib-$(1)
	$$(call say,AR,$$@)rm -f $$@ && $$(AR_$(1)) rcsT $$@ $$(LIB_OBJECTS_$(1))

$$(IMAGES_$(1)): $(BUILD)/$(1)/%.elf: $(BUILD)/$(1)/%.c.o $(BUILD)/$(1)/lib.a \
		lib/$(1)/image.lds $$(MKIMAGE)
	$$(call say,LD,$$@)$$(LD_$(1)) $$(LDFLAGS_$(1)) --build-id=none -T lib/$(1)/image.lds \
		-o $$@ $$< --start-group $(BUILD)/$(1)/lib.a $$(LIBFDT_$(1)) --end-group && \
		$$(MKIMAGE) $$(MKIMAGE_FLAGS_$(1)) $$@

IMAGES += $$(IMAGES_$(1))
DEPENDS += $$(OBJECTS_$(1):.o=.d)
endef

MKIMAGE_FLAGS_arm := --flat

$(foreach arch,$(ARCHES),$(eval $(call ARCH_RULES,$(arch))))

%/.dir:
	@mkdir -p $(@D) && : >$@

-include $(DEPENDS)
-include lib/x86/firmware.mk
