# SPDX-License-Identifier: GPL-2.0-or-later
#
# One Makefile builds everything below $(BUILD): guests of each architecture,
# the runner, and the project's own tests. ./configure says with what.

MAKEFLAGS += -rR --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDEXPANSION:

BUILD ?= build
all:

ifeq ($(filter clean help,$(MAKECMDGOALS)),)
-include $(BUILD)/config.mk
$(BUILD)/config.mk: configure
	./configure --build=$(BUILD)
endif

ifeq ($(V),)
say = @printf '  %-8s%s\n' $(1) $(2);
else
say =
endif

include scripts/guests.mk
include scripts/host.mk
-include scripts/project.mk

.PHONY: all guests host clean
all: guests host
	@:
guests: $(IMAGES)
host: $(HOST_PROGRAMS)

clean:
	rm -rf $(BUILD)
