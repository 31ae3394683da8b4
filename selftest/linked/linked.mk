# SPDX-License-Identifier: GPL-2.0-or-later
#
# How the agent of a lab starts programs that are kept linked, on this machine.

LINKED_TEST := $(BUILD)/selftest/linked
SELFTEST_PROGRAMS += $(LINKED_TEST)/start $(LINKED_TEST)/linked.so

LINKED_SOURCES := selftest/linked/start.c host/labs/agent/spawn.c host/labs/agent/template.c

$(LINKED_TEST)/start: $(LINKED_SOURCES) $(wildcard host/labs/agent/*.h host/labs/linked/*.h) \
		selftest/linked/linked.mk $(BUILD)/flags-host | $$(@D)/.dir
	$(call say,LD,$@)$(HOSTCC) $(HOST_CFLAGS) -Ihost/labs/agent -Ihost/labs/linked \
		-Ihost/labs/wire -DLINKED_LIBRARY='"$(abspath $(LINKED_TEST))/linked.so"' \
		$(HOST_LDFLAGS) -o $@ $(LINKED_SOURCES)

$(LINKED_TEST)/linked.so: host/labs/linked/linked.c host/labs/linked/linked.h \
		$(BUILD)/flags-host | $$(@D)/.dir
	$(call say,LD,$@)$(HOSTCC) $(HOST_CFLAGS) -fPIC -shared -o $@ $<

check-linked: $(LINKED_TEST)/start $(LINKED_TEST)/linked.so
