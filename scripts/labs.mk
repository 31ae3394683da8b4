# SPDX-License-Identifier: GPL-2.0-or-later
#
# What runs inside labs beside the VMM, for the machine of the lab: build/host/ARCH/agent, static,
# and build/host/ARCH/linked.so, which belongs to it.

AGENT_SOURCES := $(wildcard host/labs/agent/*.c host/labs/wire/*.c)

define AGENT_RULES
AGENT_OBJECTS_$(1) := $(AGENT_SOURCES:%=$(BUILD)/host/$(1)/%.o)

$$(call remember,$(BUILD)/flags-agent-$(1),$(VMM_CC_$(1)) $(HOST_WARNINGS))
$$(call remember,$(BUILD)/objects-agent-$(1),$$(AGENT_OBJECTS_$(1)))

$$(AGENT_OBJECTS_$(1)): $(BUILD)/host/$(1)/%.o: % $(BUILD)/flags-agent-$(1) | \
		$$$$(@D)/.dir
	$$(call say,CC,$$@)$(VMM_CC_$(1)) $(HOST_WARNINGS) -Ihost/labs/wire -Ihost/labs/linked \
		-MMD -MP -c -o $$@ $$<

$(BUILD)/host/$(1)/agent: $$(AGENT_OBJECTS_$(1)) $(BUILD)/objects-agent-$(1)
	$$(call say,LD,$$@)$(VMM_CC_$(1)) -static -s -o $$@ $$(AGENT_OBJECTS_$(1))

$(BUILD)/host/$(1)/linked.so: host/labs/linked/linked.c host/labs/linked/linked.h \
		$(BUILD)/flags-agent-$(1) | $(BUILD)/host/$(1)/.dir
	$$(call say,LD,$$@)$(VMM_CC_$(1)) $(HOST_WARNINGS) -fPIC -shared -s -o $$@ $$<

HOST_PROGRAMS += $(BUILD)/host/$(1)/agent $(BUILD)/host/$(1)/linked.so
-include $$(AGENT_OBJECTS_$(1):.o=.d)
endef

$(foreach arch,$(VMM_ARCHES),$(eval $(call AGENT_RULES,$(arch))))

# Kernels of our own, for --fault and for labs that want them; see docs/labs.md.
LAB_KERNELS ?= arm64 x86

.PHONY: lab-kernels
lab-kernels:
	@BUILD=$(BUILD) scripts/install-packages --host=lab-kernels
	@for kernel in $(LAB_KERNELS); do \
		scripts/lab-kernel $(BUILD) "$$kernel" || exit; \
	done
