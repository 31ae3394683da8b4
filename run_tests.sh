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
hosts=${ACCEL:-}
before=
prove=
for option in "$@"; do
	shift
	case $before:$option in
	-H:* | --host:*) hosts="$hosts,$option" ;;
	*:-H?*) hosts="$hosts,${option#-H}" ;;
	*:--host=*) hosts="$hosts,${option#--host=}" ;;
	esac
	before=$option
	case $option in
	--no-install) export HOSTPROOF_NO_INSTALL=--no-install ;;
	--prove) prove=yes ;;
	*) set -- "$@" "$option" ;;
	esac
done

become()
{
	if [ -n "$prove" ]; then
		exec scripts/prove "$runner" "$@"
	fi
	[ -z "${BUILD:-}" ] || set -- --build "$BUILD" "$@"
	exec "$runner" "$@"
}

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

# Does a host that was asked for want packages of its own?
missing=
if [ -n "$hosts" ]; then
	# shellcheck source=scripts/packages.sh
	. scripts/packages.sh
	find_missing "$packages_of_hosts" "$hosts"
fi

# No package came or went since the build. The runner sees whether the sources have changed,
# and comes back here if so.
# POSIX has no -nt, all shells that are /bin/sh somewhere do.
# shellcheck disable=SC3013
if [ -z "$missing${HOSTPROOF_STALE:-}${HOSTPROOF_NO_INSTALL:-}" ] &&
	[ "$build/built" -nt /var/lib/dpkg/status ] &&
	[ -x "$runner" ]; then
	[ -n "$prove" ] || export HOSTPROOF_BUILT="$build"
	become "$@"
fi
unset HOSTPROOF_STALE

# shellcheck source=scripts/packages.sh
. scripts/packages.sh
read_configuration "$build"
find_missing "$packages_to_boot $packages_to_build $packages_of_hosts" "$wanted $hosts"
if [ -n "$missing" ] || lacks_libfdt "$build"; then
	BUILD=$build scripts/install-packages ${hosts:+--host="$hosts"} \
		${HOSTPROOF_NO_INSTALL:+"$HOSTPROOF_NO_INSTALL"}
fi
configure
build
become "$@"
