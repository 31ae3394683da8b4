#compdef hostproof run_tests.sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Completion for hostproof and run_tests.sh; as _hostproof somewhere in zsh's fpath.

_hostproof_names()
{
	local runner=${words[1]}
	local -a names
	[[ $runner == *run_tests.sh ]] && runner=${runner%run_tests.sh}build/host/hostproof
	names=(${(f)"$($runner --complete 2>/dev/null)"})
	_multi_parts / names
}

_hostproof_hosts()
{
	_values -s , host tcg kvm vmm bochs bochs-fixed \
		lab-arm64 lab-arm64-debug lab-arm64-gicv2 lab-arm64-max lab-arm64-qemu \
		lab-svm lab-svm-debug lab-svm-qemu lab-vmx lab-vmx-fixed
}

_arguments -s \
	'(-a --all)'{-a,--all}'[also runs of the group nodefault]' \
	'--arch[only these architectures]:architecture:_values -s , arch s390x arm x86' \
	'--build[where the images are]:directory:_directories' \
	'--complete[print all names]' \
	'--config[the list of runs]:file:_files' \
	'--docs[describe all cases in Markdown]' \
	'--fault[labs with a kernel of our own and this fault]:name:' \
	'--gdb[start QEMU stopped, print the gdb command]:run:_hostproof_names' \
	'*'{-g,--group}'[only runs of this group]:group:' \
	'(-h --help)'{-h,--help}'[help]' \
	{-H,--host}'[at]:host:_hostproof_hosts' \
	'(-j --jobs)'{-j,--jobs}'[most virtual CPUs at a time]:number:' \
	'--keep[keep also the logs of what passed]' \
	'--known[known failures]:file:_files' \
	'(-t --ktap)'{-t,--ktap}'[KTAP on standard output]' \
	'(-l --list)'{-l,--list}'[list runs and cases]' \
	'*--model[another option for a model]:name,option:' \
	'--models[list models of hardware]' \
	'--merge[join results.json of several shards]' \
	'--no-color[plain text]' \
	'--no-install[only name missing packages]' \
	'--output[where results go]:directory:_directories' \
	'--print-command[print the command that boots a run]:run:_hostproof_names' \
	'--prove[show that faults are noticed]' \
	'*--put[a file for the prompt in a lab]:file:_files' \
	'--repeat[everything N times]:number:' \
	'--seed[start of the random generators]:number:' \
	'--shard[the I-th of N parts]:I/N:' \
	'--shell[a prompt in a lab]' \
	'--timeout[limit of each case]:time:' \
	'--times[recorded times]:file:_files' \
	'--until-fail[until something fails]' \
	'(-v --verbose)'{-v,--verbose}'[every case]' \
	'--version[the version]' \
	'*:test:_hostproof_names'
