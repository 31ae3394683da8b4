#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The main job from wherever it stands: installs what is missing, configures,
# builds, and becomes the runner. What is already done costs no process.

set -eu

case $0 in
*/*) cd "${0%/*}" ;;
esac
build=${BUILD:-build}
runner=$build/host/hostproof
for option in "$@"; do
	shift
	case $option in
	--no-install) export HOSTPROOF_NO_INSTALL=--no-install ;;
	*) set -- "$@" "$option" ;;
	esac
done

[ -z "${BUILD:-}" ] || set -- --build "$BUILD" "$@"

# shellcheck source=scripts/packages.sh
. scripts/packages.sh

configure()
{
	if [ ! -f "$build/config.mk" ]; then
		./configure --build="$build" --quiet
	elif [ -e "$build/left-out" ]; then
		make -s BUILD="$build" reconfigure
	fi
}

# The stamp has the time from before the build: what changes while make works counts as newer.
build()
{
	rm -f "$build/built"
	: >"$build/started"
	make -q BUILD="$build" 2>/dev/null || echo "run_tests.sh: building" >&2
	make -s -j"$(nproc)" BUILD="$build" ||
		{ echo "run_tests.sh: the build failed; 'make' shows where" >&2; exit 2; }
	mv "$build/started" "$build/built"
}

# The runner sees whether the sources have changed since, and comes back here if so.
read_configuration "$build"
find_missing "$packages_to_boot" "$wanted"
if [ -z "$missing${HOSTPROOF_STALE:-}" ] && [ -e "$build/built" ] && [ -x "$runner" ]; then
	export HOSTPROOF_BUILT="$build"
	exec "$runner" "$@"
fi
unset HOSTPROOF_STALE
[ -n "$missing" ] || find_missing "$packages_to_build" "$wanted"
if [ -n "$missing" ] || lacks_libfdt "$build"; then
	BUILD=$build scripts/install-packages ${HOSTPROOF_NO_INSTALL:+"$HOSTPROOF_NO_INSTALL"}
fi
configure
build
exec "$runner" "$@"
