# SPDX-License-Identifier: GPL-2.0-or-later
#
# The runner's parsers with input from a fuzzer: make fuzz-cfg, and so on. What
# is found goes into a directory of the build; the corpus is only read.

FUZZ_CC ?= clang
FUZZ_SECONDS ?= 60
FUZZ_BUILD := $(BUILD)/selftest/fuzz
FUZZ_FLAGS := -std=gnu11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -Ihost/run \
	-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

FUZZ_PARSERS := cfg ktap notes qmp wire
FUZZ_PROGRAMS := $(FUZZ_PARSERS:%=$(FUZZ_BUILD)/fuzz_%)
SELFTEST_PROGRAMS += $(FUZZ_PROGRAMS)

fuzz_uses_cfg := cfg arch text words
fuzz_uses_ktap := stream track text words
fuzz_uses_notes := notes text words
fuzz_uses_qmp := qmp_parse text words
fuzz_also_wire := $(FUZZ_BUILD)/host/labs/wire/wire.o

.PHONY: fuzz-cfg fuzz-ktap fuzz-notes fuzz-qmp fuzz-wire
fuzz-cfg: $(FUZZ_BUILD)/fuzz_cfg
	$(call fuzz,$<,cfg)
fuzz-ktap: $(FUZZ_BUILD)/fuzz_ktap
	$(call fuzz,$<,ktap)
fuzz-notes: $(FUZZ_BUILD)/fuzz_notes
	$(call fuzz,$<,notes)
fuzz-qmp: $(FUZZ_BUILD)/fuzz_qmp
	$(call fuzz,$<,qmp)
fuzz-wire: $(FUZZ_BUILD)/fuzz_wire
	$(call fuzz,$<,wire)

define fuzz
	@mkdir -p $(FUZZ_BUILD)/found/$(2)
	$(1) -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -artifact_prefix=$(FUZZ_BUILD)/$(2)- \
		$(FUZZ_BUILD)/found/$(2) selftest/fuzz/corpus/$(2)
endef

$(FUZZ_BUILD)/%.o: %.c selftest/fuzz/fuzz.mk | $$(@D)/.dir
	$(call say,CC,$@)$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

define FUZZ_RULE
$(FUZZ_BUILD)/fuzz_$(1): $(FUZZ_BUILD)/selftest/fuzz/fuzz_$(1).o \
		$(fuzz_uses_$(1):%=$(FUZZ_BUILD)/host/run/%.o) $(fuzz_also_$(1))
	$$(call say,LD,$$@)$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $$@ $$^ -ljansson
endef
$(foreach parser,$(FUZZ_PARSERS),$(eval $(call FUZZ_RULE,$(parser))))

-include $(wildcard $(FUZZ_BUILD)/host/*/*.d $(FUZZ_BUILD)/selftest/fuzz/*.d)
