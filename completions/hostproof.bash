# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Completion for hostproof and run_tests.sh; to be sourced by bash.

_hostproof_options='--all --arch --build --complete --config --docs --fault --gdb --group --help
--host --jobs --keep --known --ktap --list --merge --model --models --no-color --output
--print-command --put --repeat --seed --shard --shell --timeout --times --until-fail --verbose
--version'

# run_tests.sh completes with the runner that is built, and never builds one for it.
_hostproof_names()
{
	local runner=$1
	case $runner in
	*run_tests.sh) runner=${runner%run_tests.sh}build/host/hostproof ;;
	esac
	command -v -- "$runner" >/dev/null && "$runner" --complete 2>/dev/null
}

_hostproof()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words
	case $before in
	--arch) words='s390x arm x86' ;;
	-H | --host)
		words='tcg kvm vmm bochs bochs-fixed lab-arm64 lab-arm64-debug lab-arm64-gicv2'
		words+=' lab-arm64-max lab-arm64-qemu lab-svm lab-svm-debug lab-svm-qemu lab-vmx'
		words+=' lab-vmx-fixed'
		;;
	--build | --config | --known | --merge | --output | --put | --times)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	-g | --group | -j | --jobs | --model | --repeat | --seed | --shard | --timeout) return ;;
	*)
		words=$_hostproof_options
		[ "${1##*/}" != run_tests.sh ] || words="$words --no-install --prove"
		[[ $word == -* ]] || words=$(_hostproof_names "$1")
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _hostproof hostproof run_tests.sh ./run_tests.sh
