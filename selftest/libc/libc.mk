# SPDX-License-Identifier: GPL-2.0-or-later
#
# The guests' libc on this machine, under sanitizers: beside this machine's own
# (make check-libc), and with formats from a fuzzer (make fuzz-printf).

.PHONY: check-libc fuzz-printf
LIBC_BUILD := $(BUILD)/selftest/libc
FUZZ_CC ?= clang
FUZZ_SECONDS ?= 60
SELFTEST_PROGRAMS += $(LIBC_BUILD)/libc $(LIBC_BUILD)/fuzz_printf

LIBC_FLAGS := -std=gnu11 -O1 -g -Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes \
	-Wvla -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LIBC_GUEST_FLAGS := -ffreestanding -Ilib -include selftest/libc/rename.h
LIBC_HOST_FLAGS := -D_GNU_SOURCE -Iselftest/libc -iquote lib

LIBC_GUEST_SOURCES := $(patsubst %,lib/%.c,memory string number sort random printf format) \
	selftest/libc/guest_ctype.c
LIBC_HOST_SOURCES := $(filter-out $(LIBC_GUEST_SOURCES),$(wildcard selftest/libc/*.c))
LIBC_GUEST_OBJECTS := $(LIBC_GUEST_SOURCES:%=$(LIBC_BUILD)/%.o)
LIBC_HOST_OBJECTS := $(LIBC_HOST_SOURCES:%=$(LIBC_BUILD)/%.o)

$(LIBC_GUEST_OBJECTS): libc_flags := $(LIBC_FLAGS) $(LIBC_GUEST_FLAGS)
$(LIBC_HOST_OBJECTS): libc_flags := $(LIBC_FLAGS) $(LIBC_HOST_FLAGS)
$(LIBC_GUEST_OBJECTS) $(LIBC_HOST_OBJECTS): $(LIBC_BUILD)/%.o: % selftest/libc/libc.mk \
		| $$(@D)/.dir
	$(call say,CC,$@)$(HOSTCC) $(libc_flags) -MMD -MP -c -o $@ $<

$(LIBC_BUILD)/libc: $(LIBC_GUEST_OBJECTS) $(LIBC_HOST_OBJECTS)
	$(call say,LD,$@)$(HOSTCC) $(LIBC_FLAGS) -pthread -o $@ $^

check-libc: $(LIBC_BUILD)/libc
	$<

FUZZ_PRINTF_GUEST_OBJECTS := $(patsubst %,$(LIBC_BUILD)/fuzz/lib/%.c.o,memory string printf format)
FUZZ_PRINTF_HOST_OBJECTS := $(patsubst %,$(LIBC_BUILD)/fuzz/selftest/%.c.o,libc/format_case \
	libc/stand_in fuzz/fuzz_printf)

$(FUZZ_PRINTF_GUEST_OBJECTS): libc_flags := $(LIBC_FLAGS) $(LIBC_GUEST_FLAGS)
$(FUZZ_PRINTF_HOST_OBJECTS): libc_flags := $(LIBC_FLAGS) $(LIBC_HOST_FLAGS)
$(FUZZ_PRINTF_GUEST_OBJECTS) $(FUZZ_PRINTF_HOST_OBJECTS): $(LIBC_BUILD)/fuzz/%.o: % \
		selftest/libc/libc.mk | $$(@D)/.dir
	$(call say,CC,$@)$(FUZZ_CC) $(libc_flags) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(LIBC_BUILD)/fuzz_printf: $(FUZZ_PRINTF_GUEST_OBJECTS) $(FUZZ_PRINTF_HOST_OBJECTS)
	$(call say,LD,$@)$(FUZZ_CC) $(LIBC_FLAGS) -fsanitize=fuzzer -o $@ $^

# What it finds goes into a directory of the build; the corpus is only read.
fuzz-printf: $(LIBC_BUILD)/fuzz_printf
	@mkdir -p $(LIBC_BUILD)/found
	$< -max_total_time=$(FUZZ_SECONDS) -max_len=256 -artifact_prefix=$(LIBC_BUILD)/ \
		$(LIBC_BUILD)/found selftest/fuzz/corpus/printf

-include $(patsubst %.o,%.d,$(LIBC_GUEST_OBJECTS) $(LIBC_HOST_OBJECTS) \
	$(FUZZ_PRINTF_GUEST_OBJECTS) $(FUZZ_PRINTF_HOST_OBJECTS))
