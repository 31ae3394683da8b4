# SPDX-License-Identifier: GPL-2.0-or-later
#
# What make bench needs: the stopwatch, and for each architecture the guest that
# does nothing.

BENCH_BUILD := $(BUILD)/selftest/bench
MEASURE := $(BENCH_BUILD)/measure
BENCH_STAND_INS := $(BUILD)/selftest/runner/standin $(BUILD)/selftest/runner/mkimage
EMPTY_GUESTS := $(ARCHES:%=$(BENCH_BUILD)/empty-%.elf) \
	$(patsubst %,$(BENCH_BUILD)/empty-%.img,$(filter arm,$(ARCHES)))

# Where the loaders expect each.
EMPTY_LDFLAGS_s390x := -Ttext=0x10000
EMPTY_LDFLAGS_arm := -Ttext=0
EMPTY_LDFLAGS_x86 := -Ttext=0x100000 -z noexecstack

$(MEASURE): selftest/bench/measure.c $(BUILD)/flags-host | $$(@D)/.dir
	$(call say,CC,$@)$(HOSTCC) $(HOST_CFLAGS) -o $@ $<

$(BENCH_BUILD)/empty-%.elf: selftest/bench/empty-%.S $(BUILD)/config.mk | $$(@D)/.dir
	$(call say,LD,$@)$(CC_$*) -c -o $@.o $< && \
		$(LD_$*) -e start --build-id=none $(EMPTY_LDFLAGS_$*) -o $@ $@.o

$(BENCH_BUILD)/empty-arm.img: $(BENCH_BUILD)/empty-arm.elf
	$(call say,OBJCOPY,$@)$(OBJCOPY_arm) -O binary $< $@

.PHONY: bench
bench: all $(MEASURE) $(BENCH_STAND_INS) $(EMPTY_GUESTS)
	@BUILD=$(BUILD) selftest/bench/bench
