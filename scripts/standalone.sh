#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# @NAME@, a test of hostproof with its image; needs only @QEMU@.
#
# Prints KTAP. Exit status: 0 if nothing failed but what is known to fail on
# TCG, 1 if something failed or the guest did not come to its end, 2 if something is
# missing here.
#
# Environment: QEMU (the program), ACCEL (tcg or kvm), TIMEOUT (of it all, in seconds).

set -u

qemu=${QEMU:-@QEMU@}
# The command below uses it.
# shellcheck disable=SC2034
accel=${ACCEL:-tcg}
command -v "$qemu" >/dev/null || {
	echo "$0: no $qemu: install QEMU, or set QEMU to its program" >&2
	exit 2
}
# Cases that are known to fail on TCG, as patterns of awk.
known='@KNOWN@'
[ "$accel" = tcg ] || known=
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

boot()
{
	@BOOT@
}

# Behind the last line of the program stand its files: "file N", then base64 of gzip.
unpack()
{
	awk -v work="$work" '
		/^file [0-9]+$/ && found { part = work "/" $2 ".part"; next }
		found { print >part }
		/^exit # files follow$/ { found = 1 }' "$0"
	for part in "$work"/*.part; do
		base64 -d "$part" | gzip -dc >"${part%.part}" || {
			echo "$0: cannot unpack its files: was the script cut?" >&2
			exit 2
		}
	done
}

# The stream alone decides, and only a whole one: version, plan, each result once
# and in order, and an end whose sums are right.
judge()
{
	awk -v name="$0" -v known="^($known)$" '
		function wrong(what) { if (!problem) problem = what }
		{ print; fflush(); sub(/\r$/, "") }
		/^KTAP version 1$/ { if (started++) wrong("the guest began again") }
		/^1\.\.[0-9]+$/ { plan = substr($0, 4) }
		/^(not )?ok [0-9]+/ {
			number = $1 == "not" ? $3 : $2
			if (ended) wrong("a result after the end")
			if (number != ++count) wrong("result " number " instead of " count)
			test = $1 == "not" ? $4 : $3
			if ($1 == "not") {
				failed++
				if (test !~ known) unknown++
			} else if (/ # SKIP/) {
				skipped++
			} else {
				passed++
				if (test ~ known) wrong(test " is known to fail and passed")
			}
		}
		/^#@ stuck / { wrong("the machine could not go on:" substr($0, 9)) }
		/^#@ end / {
			ended = 1
			if ($3 != passed + 0 || $4 != failed + 0 || $5 != skipped + 0)
				wrong("the sums at the end are wrong")
		}
		END {
			if (!started) wrong("the guest said nothing")
			else if (!ended) wrong("the guest did not come to its end")
			else if (count != plan) wrong(count + 0 " results of " plan)
			if (problem) print name ": " problem >"/dev/stderr"
			exit problem || unknown
		}'
}

unpack
boot </dev/null | judge
exit # files follow
