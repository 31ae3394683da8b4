# SPDX-License-Identifier: GPL-2.0-or-later
#
# The runner's labs against an emulator that is none and misbehaves as it is told.

LABS_TEST := $(BUILD)/selftest/labs
SELFTEST_PROGRAMS += $(LABS_TEST)/standin

LABS_STANDIN := selftest/labs/standin.c selftest/labs/standin_qemu.c host/labs/wire/wire.c

$(LABS_TEST)/standin: $(LABS_STANDIN) selftest/labs/standin.h host/labs/wire/wire.h \
		selftest/labs/labs.mk $(BUILD)/flags-host | $$(@D)/.dir
	$(call say,LD,$@)$(HOSTCC) $(HOST_CFLAGS) -Ihost/labs/wire $(HOST_LDFLAGS) -o $@ \
		$(LABS_STANDIN) $(HOST_LIBRARIES)

check-labs: $(LABS_TEST)/standin $(BUILD)/selftest/runner/mkimage
