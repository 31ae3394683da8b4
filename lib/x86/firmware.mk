# SPDX-License-Identifier: GPL-2.0-or-later
#
# The firmware of x86 guests: $(BUILD)/x86/firmware.bin, 64 KiB for QEMU's -bios.

ifneq ($(filter x86,$(ARCHES)),)

FIRMWARE := $(BUILD)/x86/firmware.bin
FIRMWARE_SOURCES := $(wildcard x86/firmware/*.c x86/firmware/*.S)
FIRMWARE_OBJECTS := $(FIRMWARE_SOURCES:%=$(BUILD)/x86/%.o)
FIRMWARE_FLAGS := -m32 -march=i686 -Os -std=gnu11 -ffreestanding -nostdinc -isystem $(INCLUDE_x86) \
	-Ilib/x86 -g -Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes \
	-fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables -mgeneral-regs-only

$(FIRMWARE_OBJECTS): $(BUILD)/x86/%.o: % $(BUILD)/config.mk | $$(@D)/.dir
	$(call say,CC,$@)$(CC_x86) $(FIRMWARE_FLAGS) -MMD -MP -c -o $@ $<

$(FIRMWARE:.bin=.lds): x86/firmware/firmware.lds $(BUILD)/config.mk | $$(@D)/.dir
	$(call say,CPP,$@)$(CC_x86) -E -P -x c -MMD -MP -MF $@.d -MT $@ -o $@ $<

$(FIRMWARE): $(FIRMWARE_OBJECTS) $(FIRMWARE:.bin=.lds)
	$(call say,LD,$@)$(LD_x86) -m elf_i386 --build-id=none -z noexecstack -T $(@:.bin=.lds) \
		-o $(@:.bin=.elf) $(FIRMWARE_OBJECTS) && $(LD_x86) -m elf_i386 --oformat binary \
		--build-id=none -z noexecstack -T $(@:.bin=.lds) -o $@ $(FIRMWARE_OBJECTS)

IMAGES += $(FIRMWARE)
-include $(FIRMWARE_OBJECTS:.o=.d) $(FIRMWARE:.bin=.lds.d)

endif
