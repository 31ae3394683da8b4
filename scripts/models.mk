# SPDX-License-Identifier: GPL-2.0-or-later
#
# Models: build/host/models/NAME.so from host/models/NAME and host/models/abi, plugins for an
# unmodified QEMU. They need nothing but the C compiler.

MODEL_NAMES := $(patsubst host/models/%/plugin.c,%,$(wildcard host/models/*/plugin.c))
MODELS := $(MODEL_NAMES:%=$(BUILD)/host/models/%.so)
MODEL_CFLAGS := $(filter-out -fsanitize% -fno-sanitize%,$(HOST_CFLAGS)) -fPIC -fvisibility=hidden

define MODEL_RULES
MODEL_SOURCES_$(1) := $$(wildcard host/models/$(1)/*.c host/models/abi/*.c)
MODEL_OBJECTS_$(1) := $$(MODEL_SOURCES_$(1):%=$(BUILD)/%.o)
MODEL_OBJECTS += $$(MODEL_OBJECTS_$(1))

$$(call remember,$(BUILD)/objects-model-$(1),$$(MODEL_OBJECTS_$(1)))

$(BUILD)/host/models/$(1).so: $$(MODEL_OBJECTS_$(1)) $(BUILD)/objects-model-$(1)
	$$(call say,LD,$$@)$$(HOSTCC) -shared -o $$@ $$(MODEL_OBJECTS_$(1))
endef

$(foreach name,$(MODEL_NAMES),$(eval $(call MODEL_RULES,$(name))))

$(call remember,$(BUILD)/flags-models,$(HOSTCC) $(MODEL_CFLAGS))

$(sort $(MODEL_OBJECTS)): $(BUILD)/%.o: % $(BUILD)/flags-models | $$(@D)/.dir
	$(call say,CC,$@)$(HOSTCC) $(MODEL_CFLAGS) -MMD -MP -c -o $@ $<

-include $(sort $(MODEL_OBJECTS:.o=.d))
