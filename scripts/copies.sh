# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# Copies of what takes minutes to build, for other build directories, in $HOSTPROOF_CACHE/KIND
# (~/.cache/hostproof/KIND): each a file, named by the checksum of all that it was made from, which
# it has when it is whole. Nothing depends on them. One that was not used for two months goes when
# another comes.

# $copies becomes the directory of the kind $1; empty if there is no place for one.
copies_of()
{
	copies=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
	copies=${HOSTPROOF_CACHE:-${copies:+$copies/hostproof}}
	copies=${copies:+$copies/$1}
}

# The name of what is made from what standard input tells.
copies_name()
{
	sha256sum | cut -c 1-40
}

# Whether there is a copy $1; nobody removes it any more until this script ends.
copies_hold()
{
	[ -n "$copies" ] && [ -r "$copies" ] || return 1
	exec 8<"$copies"
	flock -s 8
	[ ! -e "$copies/$1" ] || return 0
	exec 8<&-
	return 1
}

copies_mark_used()
{
	[ -z "$copies" ] || touch -c "$copies/$1" 2>/dev/null || true
}

# Also what is left of copies that were cut; whoever finds others at work leaves it to them.
copies_remove_old()
{
	exec 8<"$copies"
	! flock -n 8 || find "$copies" -maxdepth 1 -type f -mtime +60 -regextype posix-extended \
		-regex '.*/[0-9a-f]{40}([.].*)?' -delete 2>/dev/null || true
	exec 8<&-
}

# The file $2 as the copy $1.
copies_keep()
{
	[ -n "$copies" ] || return 0
	copies_part=$copies/$1.$(uname -n).$$
	copies_problem=$({ mkdir -p "$copies" && cp "$2" "$copies_part" &&
		mv "$copies_part" "$copies/$1"; } 2>&1) || {
		rm -f "$copies_part"
		echo "${0##*/}: cannot keep a copy in $copies: ${copies_problem##*: }" >&2
		return 0
	}
	copies_remove_old
}
