#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The main job from wherever it stands: installs what is missing, configures,
# builds, and becomes the runner. Whatever is already done costs no process.

set -eu

case $0 in
*/*) cd "${0%/*}" ;;
esac
build=${BUILD:-build}
install=
for option in "$@"; do
	shift
	case $option in
	--no-install) install=--no-install ;;
	*) set -- "$@" "$option" ;;
	esac
done

# shellcheck source=scripts/packages.sh
. scripts/packages.sh

# What is built needs no compiler.
lacks_packages()
{
	read_configuration "$build"
	find_missing "$packages_to_boot" "$wanted"
	[ -z "$missing" ] || return 0
	[ -z "$current" ] || return 1
	find_missing "$packages_to_build" "$wanted"
	[ -n "$missing" ] || lacks_libfdt "$build"
}

# A build is current if everything that goes into it is older than $build/started, which is
# from before it, and nothing was taken out since $build/finished, which is from after it.
# Every shell that is a /bin/sh knows -nt.
# shellcheck disable=SC3013
is_current()
{
	[ -x "$build/host/hostproof" ] && [ -e "$build/finished" ] || return 1
	for source in Makefile configure unittests.cfg scripts/*.mk \
		lib lib/* lib/s390x/* lib/arm/* lib/x86/* \
		common common/* s390x s390x/* arm arm/* x86 x86/* x86/firmware/* \
		host/image host/image/* host/run host/run/* selftest/guests selftest/guests/*; do
		[ "$build/started" -nt "$source" ] || [ ! -e "$source" ] || return 1
	done
	for directory in "$build"/*/common "$build/s390x/s390x" "$build/arm/arm" "$build/x86/x86" \
		"$build"/*/selftest/guests; do
		[ "$build/finished" -nt "$directory" ] || [ ! -e "$directory" ] || return 1
	done
}

configure()
{
	if [ ! -f "$build/config.mk" ]; then
		./configure --build="$build" --quiet
	elif [ -e "$build/left-out" ]; then
		make -s BUILD="$build" reconfigure
	fi
}

build()
{
	mkdir -p "$build"
	rm -f "$build/finished"
	: >"$build/started"
	echo "run_tests.sh: building" >&2
	make -s -j"$(nproc)" BUILD="$build" ||
		{ echo "run_tests.sh: the build failed; 'make' shows where" >&2; exit 2; }
	: >"$build/finished"
}

current=
if is_current; then
	current=yes
fi
if lacks_packages; then
	BUILD=$build scripts/install-packages $install
fi
if [ -z "$current" ]; then
	configure
	build
fi
exec "$build/host/hostproof" "$@"
