# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# Downloads packages of any architecture from this machine's own mirror under a
# configuration of apt that is private, so that the machine's list of architectures
# and its package lists stay as they are. The caller defines die(), and in $tree where this
# directory's parent is, unless it is the current one.

# shellcheck source=scripts/apt-sources.sh
. "${tree:-.}/scripts/apt-sources.sh"

# Ubuntu keeps other architectures than amd64 on other servers.
write_private_sources()
{
	# shellcheck disable=SC1091
	. /etc/os-release
	entry=$(source_of_release "$VERSION_CODENAME")
	[ -n "$entry" ] || die "no package source of $VERSION_CODENAME main in /etc/apt"
	printf 'Types: deb\nSuites: %s\nComponents: main\nArchitectures: %s\n' \
		"$VERSION_CODENAME" "$1"
	case $ID-$(dpkg --print-architecture)-$1 in
	ubuntu-amd64-amd64) shared_fields "$entry" ;;
	ubuntu-amd64-*) shared_fields "$entry" |
		sed 's|^URIs:.*|URIs: http://ports.ubuntu.com/ubuntu-ports|' ;;
	*) shared_fields "$entry" ;;
	esac
}

write_private_configuration()
{
	cat <<-END
	#clear APT::Update::Pre-Invoke;
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	#clear APT::Architectures;
	APT::Architectures { "$(dpkg --print-architecture)"; "$1"; };
	Acquire::Languages "none";
	Dir::State::Lists "$apt_work/lists";
	Dir::State::status "$apt_work/status";
	Dir::Cache "$apt_work/cache";
	Dir::Etc::SourceList "/dev/null";
	Dir::Etc::SourceParts "$apt_work/sources";
	END
}

# Sets up apt for packages of the architecture $1; $apt_work is gone when the script ends.
private_apt_begin()
{
	apt_work=$(mktemp -d)
	trap 'rm -rf "$apt_work"' EXIT
	trap 'exit 2' INT TERM
	mkdir -p "$apt_work/lists/partial" "$apt_work/cache/archives/partial" "$apt_work/sources"
	: >"$apt_work/status"
	# The user that apt downloads as.
	chmod 755 "$apt_work"
	if [ "$(id -u)" -eq 0 ]; then
		chown -R _apt "$apt_work/lists" "$apt_work/cache" 2>/dev/null || true
	fi
	write_private_sources "$1" >"$apt_work/sources/private.sources"
	write_private_configuration "$1" >"$apt_work/apt.conf"
	private_apt update
}

private_apt()
{
	apt-get -q -c "$apt_work/apt.conf" "$@" >>"$apt_work/log" 2>&1 ||
		die "apt-get $1 failed: $(grep '^E:' "$apt_work/log" | head -n 1)"
}

# Unpacks the package $1, as NAME:ARCHITECTURE, below the directory $2.
private_unpack()
{
	(cd "$apt_work/cache" && rm -f ./*.deb && private_apt download "$1")
	mkdir -p "$2"
	dpkg -x "$apt_work/cache"/*.deb "$2"
}

# Name and version of what the package $1 stands for: the one that it depends on, or itself.
private_resolve()
{
	apt-cache -c "$apt_work/apt.conf" show "$1" | awk '
		/^Package:/ { name = $2 }
		/^Version:/ { version = $2 }
		/^Depends: linux-image-[^ ]* \(= / { name = $2; sub(/,.*/, "", name) }
		/^$/ { exit }
		END { if (name) print name, version }'
}

# Downloads the package $2 and all that it depends on, for a machine of the architecture
# $1 that has nothing yet, into $apt_work/cache/archives.
private_download_all()
{
	private_apt -o "APT::Architecture=$1" -o Debug::NoLocking=true -y \
		--download-only --no-install-recommends install "$2"
}
