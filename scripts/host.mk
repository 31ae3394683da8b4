# SPDX-License-Identifier: GPL-2.0-or-later
#
# Programs for this machine: the runner, the tool that finishes images, and the one that runs them
# on Bochs.

HOST_WARNINGS := -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror -Wmissing-prototypes \
	-Wstrict-prototypes -Wvla
HOST_CFLAGS := $(HOST_WARNINGS)
HOST_LDFLAGS := $(HOST_STATIC)
ifneq ($(SANITIZE),)
HOST_CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
HOST_LDFLAGS := -fsanitize=address,undefined
endif

RUNNER_SOURCES := $(wildcard host/run/*.c host/run/*.S host/labs/wire/*.c)
RUNNER_OBJECTS := $(RUNNER_SOURCES:%=$(BUILD)/%.o)
RUNNER := $(BUILD)/host/hostproof
MKIMAGE_OBJECTS := $(patsubst %,$(BUILD)/%.o,$(wildcard host/image/*.c))
BOCHS_RUN := $(BUILD)/host/bochs-run
BOCHS_RUN_OBJECTS := $(patsubst %,$(BUILD)/%.o,$(wildcard host/bochs/*.c) host/run/text.c \
	host/run/words.c)
HOST_OBJECTS := $(sort $(RUNNER_OBJECTS) $(MKIMAGE_OBJECTS) $(BOCHS_RUN_OBJECTS))
HOST_PROGRAMS := $(RUNNER) $(MKIMAGE) $(BOCHS_RUN)

$(call remember,$(BUILD)/flags-host,$(HOSTCC) $(HOST_CFLAGS) $(HOST_LDFLAGS))
$(call remember,$(BUILD)/objects-host,$(HOST_OBJECTS))

$(HOST_OBJECTS): $(BUILD)/%.o: % $(BUILD)/flags-host | $$(@D)/.dir
	$(call say,CC,$@)$(HOSTCC) $(HOST_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/host/run/page.S.o: host/run/page.css host/run/page.js

$(RUNNER): $(RUNNER_OBJECTS) $(BUILD)/objects-host
	$(call say,LD,$@)$(HOSTCC) $(HOST_LDFLAGS) -o $@ $(RUNNER_OBJECTS) $(HOST_LIBRARIES)

$(MKIMAGE): $(MKIMAGE_OBJECTS) $(BUILD)/objects-host
	$(call say,LD,$@)$(HOSTCC) $(HOST_LDFLAGS) -o $@ $(MKIMAGE_OBJECTS) $(HOST_LIBRARIES)

$(BOCHS_RUN): $(BOCHS_RUN_OBJECTS) $(BUILD)/objects-host
	$(call say,LD,$@)$(HOSTCC) $(HOST_LDFLAGS) -o $@ $(BOCHS_RUN_OBJECTS) $(HOST_LIBRARIES)

-include $(HOST_OBJECTS:.o=.d)
