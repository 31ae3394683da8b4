# SPDX-License-Identifier: GPL-2.0-or-later
#
# What is done with the project as a whole: checking, measuring, installing.

-include $(wildcard selftest/*/*.mk)

# Programs of the project's own tests, each added by a selftest/*/*.mk; made by make check.
.PHONY: selftests check lint docs help
selftests: $(SELFTEST_PROGRAMS)

check:
	@BUILD=$(BUILD) SANITIZE=$(SANITIZE) scripts/check $(STEPS)

CHECK_SCRIPTS := $(patsubst selftest/%/run,%,$(wildcard selftest/*/run))
.PHONY: check-lint check-tests $(CHECK_SCRIPTS:%=check-%)
lint check-lint:
	@scripts/lint

# What a guest does between its results is no matter of the runner's: to look at the runner with
# sanitizers, those will do that migrate, ask for something or have models and devices.
SANITIZED_TESTS := -g migration -g hotplug -g model -g lib -g virtio

check-tests:
	@BUILD=$(BUILD) ./run_tests.sh $(if $(SANITIZE),$(SANITIZED_TESTS))

$(CHECK_SCRIPTS:%=check-%): check-%: all
	@BUILD=$(BUILD) selftest/$*/run

# The list of all cases, made from the images.
docs: all
	$(RUNNER) --build $(BUILD) --docs >docs/tests.md.new
	mv docs/tests.md.new docs/tests.md

.PHONY: new-test standalone
new-test:
	@scripts/new-test '$(ARCH)' '$(NAME)'

standalone: all
	@scripts/standalone $(BUILD)

PREFIX ?= /usr/local
.PHONY: install uninstall
install: all
	@scripts/install $(BUILD) '$(DESTDIR)$(PREFIX)'

uninstall:
	@scripts/install --remove '$(DESTDIR)$(PREFIX)'

help:
	@sed -n 's/^#? //p' scripts/project.mk

#? make                    build everything below build/
#? make check [STEPS=...]  the project's own tests, and all guests on TCG
#?       SANITIZE=1         with the host tools under address and undefined behaviour sanitizers
#? make lint               the house style
#? make bench              what it costs, as ratios
#? make docs               write docs/tests.md from the images
#? make new-test ARCH=s390x|arm|x86|common NAME=name
#?                         write a first version of a test and list it in unittests.cfg
#? make standalone         one self-contained script per run in build/standalone
#? make install            the runner, the images, manual and completions
#?       PREFIX=/usr/local DESTDIR=
#? make uninstall          take them away again
#? make lab-kernels         kernels of our own for labs: some 20 minutes of CPU time
#? make clean              remove the build directory
#? make V=1                show the commands

#? make bochs-fixed [BOCHS_SOURCE=FILE]
#?                         Bochs 3.0 with our fixes, for -H bochs-fixed
.PHONY: bochs-fixed
bochs-fixed:
	@scripts/bochs-fixed $(BUILD) $(BOCHS_SOURCE)
