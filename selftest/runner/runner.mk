# SPDX-License-Identifier: GPL-2.0-or-later
#
# The runner against a stand-in VMM that misbehaves as it is told.

RUNNER_TEST := $(BUILD)/selftest/runner
RUNNER_TEST_PROGRAMS := $(RUNNER_TEST)/standin $(RUNNER_TEST)/mkimage
SELFTEST_PROGRAMS += $(RUNNER_TEST_PROGRAMS)

$(RUNNER_TEST)/%.o: selftest/runner/%.c selftest/runner/standin.h selftest/runner/runner.mk \
		$(BUILD)/flags-host | $$(@D)/.dir
	$(call say,CC,$@)$(HOSTCC) $(HOST_CFLAGS) -c -o $@ $<

$(RUNNER_TEST)/standin: $(RUNNER_TEST)/standin.o $(RUNNER_TEST)/standin_monitor.o \
		$(RUNNER_TEST)/standin_source.o
	$(call say,LD,$@)$(HOSTCC) $(HOST_LDFLAGS) -o $@ $^ $(HOST_LIBRARIES)

$(RUNNER_TEST)/mkimage: $(RUNNER_TEST)/mkimage.o
	$(call say,LD,$@)$(HOSTCC) $(HOST_LDFLAGS) -o $@ $^ $(HOST_LIBRARIES)

check-runner check-current: $(RUNNER_TEST_PROGRAMS)
