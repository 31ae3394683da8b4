# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# What the project needs of a machine, and whether it is there. Sourced by
# run_tests.sh on every call, therefore without a single child process as long
# as nothing is missing.
#
# shellcheck disable=SC2034
#
# An entry is architecture:package=proof. The proof is a command, or a file by
# its absolute path (which may be a pattern); one of several between bars is
# enough.

packages_to_build='
all:make=make
all:gcc=gcc
all:libc6-dev=/usr/include/stdio.h
all:libelf-dev=/usr/include/libelf.h
all:libjansson-dev=/usr/include/jansson.h
all:zlib1g-dev=/usr/include/zlib.h
s390x:gcc-s390x-linux-gnu=s390x-linux-gnu-gcc
arm:gcc-aarch64-linux-gnu=aarch64-linux-gnu-gcc
arm:libc6-dev-arm64-cross=/usr/aarch64-linux-gnu/lib/libc.a|/usr/lib/aarch64-linux-gnu/libc.a
x86:gcc-x86-64-linux-gnu=x86_64-linux-gnu-gcc
x86:libc6-dev-amd64-cross=/usr/x86_64-linux-gnu/lib/libc.a|/usr/lib/x86_64-linux-gnu/libc.a
'

packages_to_boot='
s390x:qemu-system-s390x=qemu-system-s390x
arm:qemu-system-arm=qemu-system-aarch64
x86:qemu-system-x86=qemu-system-x86_64
'

# For what is asked for by name, hosts and lab-kernels: they stand in place of the architecture,
# between commas.
packages_of_hosts='
bochs,lab-vmx:bochs=bochs
bochs,lab-vmx:bochs-term=/usr/lib/*/bochs/plugins/libbx_term_gui.so
bochs,bochs-fixed,lab-vmx,lab-vmx-fixed:bochsbios=/usr/share/bochs/BIOS-bochs-latest
bochs,bochs-fixed,lab-vmx,lab-vmx-fixed:vgabios=/usr/share/bochs/VGABIOS-lgpl-latest
bochs,bochs-fixed,lab-vmx,lab-vmx-fixed:grub-common=grub-mkimage
bochs,bochs-fixed,lab-vmx,lab-vmx-fixed:grub-pc-bin=/usr/lib/grub/i386-pc/multiboot2.mod
bochs-fixed:g++=g++
lab-kernels,lab-arm64-debug,lab-svm-debug:flex=flex
lab-kernels,lab-arm64-debug,lab-svm-debug:bison=bison
lab-kernels,lab-arm64-debug,lab-svm-debug:bc=bc
bochs-fixed,lab-kernels,lab-arm64-debug,lab-svm-debug:patch=patch
bochs-fixed,lab-kernels,lab-arm64-debug,lab-svm-debug:xz-utils=xz
'

packages_to_check='
all:git=git
all:clang=clang
all:libclang-rt-dev=/usr/lib/llvm-*/lib/clang/*/lib/*/libclang_rt.fuzzer*.a
all:clang-format=clang-format
all:shellcheck=shellcheck
all:chromium=chromium|google-chrome|chromium-browser
all:libxml2-utils=xmllint
all:mandoc=mandoc
all:patch=patch
all:xz-utils=xz
'

any_of()
{
	for proof in "$@"; do
		case $proof in
		/*) [ ! -e "$proof" ] || return 0 ;;
		*) command -v "$proof" >/dev/null && return 0 ;;
		esac
	done
	return 1
}

is_there()
{
	bars=$IFS
	IFS='|'
	# Both splitting and patterns are wanted here.
	# shellcheck disable=SC2086
	set -- $1
	IFS=$bars
	any_of "$@"
}

# The compiler of this machine may have no prefix in its name.
is_native()
{
	case $1 in
	gcc-*-linux-gnu)
		[ "gcc-$(uname -m | tr _ -)-linux-gnu" = "$1" ] &&
			command -v gcc >/dev/null
		;;
	*) return 1 ;;
	esac
}

# Whether one of the names between commas in $1 is in $2 or stands for all.
is_wanted()
{
	names=$1,
	while [ -n "$names" ]; do
		case " all $2 " in
		*[\ ,]"${names%%,*}"[\ ,]*) return 0 ;;
		esac
		names=${names#*,}
	done
	return 1
}

# The packages among $1 that are not there, for the architectures and hosts in $2, between blanks
# or commas; in $missing.
find_missing()
{
	missing=
	for entry in $1; do
		is_wanted "${entry%%:*}" "$2" || continue
		package=${entry#*:}
		is_there "${package#*=}" || is_native "${package%%=*}" ||
			missing="$missing ${package%%=*}"
	done
	missing=${missing# }
}

# What ./configure was asked for, if it ran: architectures in $wanted, the place of libfdt in
# $libfdt. The file begins with these two lines.
read_configuration()
{
	wanted='s390x arm x86'
	libfdt=
	if [ -f "$1/config.mk" ]; then
		{
			read -r _ _ wanted
			read -r _ _ libfdt
		} <"$1/config.mk"
	fi
}

# An arm64 guest needs a library that no package of this machine can hold.
lacks_libfdt()
{
	case " $wanted " in
	*' arm '*) ! any_of ${libfdt:+"$libfdt/libfdt.a"} \
		"$1/packages/libfdt/libfdt.a" build/packages/libfdt/libfdt.a \
		/usr/lib/aarch64-linux-gnu/libfdt.a ;;
	*) return 1 ;;
	esac
}
