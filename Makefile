# SPDX-License-Identifier: GPL-2.0-or-later
#
# One Makefile builds everything below $(BUILD): guests of each architecture,
# the runner, and the project's own tests. ./configure says with what.

MAKEFLAGS += -rR --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDEXPANSION:

ifneq ($(SANITIZE),)
BUILD ?= build-sanitize
endif
BUILD ?= build
all:

# These goals configure by themselves, or need no configuration.
ifneq ($(filter-out check clean help lab-kernels lint new-test,$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/config.mk
endif

ifeq ($(V)$(findstring s,$(firstword -$(MAKEFLAGS))),)
say = @printf '  %-8s%s\n' $(1) $(2);
else ifeq ($(V),)
quiet := --quiet
say = @
endif

# $(call remember,FILE,TEXT) puts TEXT into FILE, and so makes FILE newer, only when it is
# another.
differ = $(subst x$(strip $(1))x,,x$(strip $(2))x)$(subst x$(strip $(2))x,,x$(strip $(1))x)
remember = $(if $(and $(ARCHES),$(call differ,$(file <$(1)),$(2))),$(file >$(1),$(2)))

include scripts/guests.mk
include scripts/host.mk
include scripts/models.mk
include scripts/vmm.mk
include scripts/labs.mk
include scripts/project.mk

# A compiler that was replaced takes its headers with it: then configure again.
INCLUDES := $(foreach arch,$(ARCHES),$(INCLUDE_$(arch)))
$(BUILD)/config.mk: configure $(if $(filter-out $(wildcard $(INCLUDES)),$(INCLUDES)),FORCE)
	./configure --build=$(BUILD) $(CONFIGURE_OPTIONS) $(quiet)

MAKEFILES_READ := $(filter-out %.d $(BUILD)/%,$(MAKEFILE_LIST)) configure

.PHONY: all guests host clean reconfigure FORCE
all: guests host $(BUILD)/sources
guests: $(IMAGES)
host: $(HOST_PROGRAMS) $(MODELS)

# What all this was made from, for run_tests.sh: each source, and each directory with sources.
$(BUILD)/sources: $(IMAGES) $(HOST_PROGRAMS) $(MAKEFILES_READ)
	@find $(BUILD) -path $(BUILD)/labs -prune -o -type f -name '*.d' -exec cat {} + | \
		scripts/list-sources $(MAKEFILES_READ) \
		$(wildcard lib/*/image.lds host/run/page.*) >$@

reconfigure: FORCE
	./configure --build=$(BUILD) $(CONFIGURE_OPTIONS)

clean:
	rm -rf $(BUILD)
