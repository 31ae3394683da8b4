# SPDX-License-Identifier: GPL-2.0-or-later
#
# What is done with the project as a whole: checking, measuring, installing.

.PHONY: help lint
help:
	@scripts/make-help

lint:
	scripts/lint
