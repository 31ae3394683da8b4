# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# Reads the package sources of this machine, so that what we add to them comes
# from the same mirror and under the same key.

# Where the release $1 comes from, as file:number; the distribution's own archive first.
source_of_release()
{
	# These dollars are apt's.
	# shellcheck disable=SC2016
	apt-get indextargets --no-release-info --format \
		'$(TARGET_OF) $(RELEASE) $(COMPONENT) $(SOURCESENTRY) $(REPO_URI)' |
		awk -v release="$1" '
			$1 != "deb" || $2 != release || $3 != "main" { next }
			$5 ~ /\/(debian|ubuntu)\/$/ && !own { own = $4 }
			!first { first = $4 }
			END { print own ? own : first }'
}

# The fields that a stanza in deb822 form shares with one for another suite or architecture.
shared_fields_of_stanza()
{
	awk -v RS= -v wanted="$2" '
		{
			text = ""
			lines = split($0, line, "\n")
			for (i = 1; i <= lines; i++)
				if (line[i] !~ /^#/)
					text = text line[i] "\n"
		}
		text != "" && ++number == wanted { printf "%s", text }' "$1" |
		awk '
			/^[^ \t]/ {
				dropped = tolower($1) ~ \
					/^(types|suites|components|architectures|enabled|targets):$/
			}
			!dropped'
}

# The same of a line in the one-line form.
shared_fields_of_line()
{
	sed -n "$2p" "$1" | sed -n '
		s/^deb  *\[\([^]]*\)\]  *\([^ ]*\) .*/URIs: \2\n\1/
		s/^deb  *\([^ ]*\) .*/URIs: \1/
		p' | awk '
		NR == 1 { print; next }
		{
			for (i = 1; i <= NF; i++)
				if ($i !~ /^arch(itectures)?[-+]?=/) {
					sub("=", ": ", $i)
					print $i
				}
		}'
}

shared_fields()
{
	case ${1%:*} in
	*.sources) shared_fields_of_stanza "${1%:*}" "${1##*:}" ;;
	*) shared_fields_of_line "${1%:*}" "${1##*:}" ;;
	esac
}
