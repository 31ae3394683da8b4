# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# How shell scripts of the project's own tests tell their results: TAP, with the
# output of what failed as comments.

tap_count=0
tap_failed=0

# One claim, and the command that shows whether it holds.
tap()
{
	local claim=$1 output
	shift
	tap_count=$((tap_count + 1))
	if output=$("$@" 2>&1); then
		echo "ok $tap_count - $claim"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_count - $claim"
		# shellcheck disable=SC2001
		sed 's/^/# /' <<<"$output"
	fi
}

tap_skip()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

tap_end()
{
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}
