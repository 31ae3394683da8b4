# SPDX-License-Identifier: GPL-2.0-or-later
#
# The VMM for Linux on each architecture that has one: build/host/ARCH/vmm, static, so that
# it runs on any machine and in any lab of that architecture.

VMM_ARCHES := $(foreach arch,arm x86,$(if $(VMM_CC_$(arch)),$(filter $(arch),$(ARCHES))))

define VMM_RULES
VMM_OBJECTS_$(1) := $(patsubst host/vmm/%,$(BUILD)/host/$(1)/%.o,\
	$(wildcard host/vmm/*.c host/vmm/$(1)/*.c \
	$(patsubst %,host/vmm/scenario/%.c,$(SCENARIOS) $(SCENARIOS_ONLY_$(1)))))
VMM_FLAGS_$(1) := $(HOST_WARNINGS) -Wno-format-zero-length -Wno-sign-compare $(LIBFDT_INCLUDE_$(1))

$$(call remember,$(BUILD)/flags-vmm-$(1),$(VMM_CC_$(1)) $$(VMM_FLAGS_$(1)))
$$(call remember,$(BUILD)/objects-vmm-$(1),$$(VMM_OBJECTS_$(1)))

$$(VMM_OBJECTS_$(1)): $(BUILD)/host/$(1)/%.o: host/vmm/% $(BUILD)/flags-vmm-$(1) | $$$$(@D)/.dir
	$$(call say,CC,$$@)$(VMM_CC_$(1)) $$(VMM_FLAGS_$(1)) -MMD -MP -c -o $$@ $$<

$(BUILD)/host/$(1)/vmm: $$(VMM_OBJECTS_$(1)) $(BUILD)/objects-vmm-$(1)
	$$(call say,LD,$$@)$(VMM_CC_$(1)) -static -o $$@ $$(VMM_OBJECTS_$(1)) $$(LIBFDT_$(1))

HOST_PROGRAMS += $(BUILD)/host/$(1)/vmm
-include $$(VMM_OBJECTS_$(1):.o=.d)
endef

$(foreach arch,$(VMM_ARCHES),$(eval $(call VMM_RULES,$(arch))))
