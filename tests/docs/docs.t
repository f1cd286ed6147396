#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The documentation: each block of commands is run by a test, or says why not; links
# lead somewhere; pictures are made of their texts.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

pages=$(git ls-files '*.md' 2>/dev/null) || pages=$(find . -name '*.md' ! -path './build/*')

# What a page has in blocks of commands: how many are run, how many are not. A block
# of commands is one of "console", which is run; "sh", which says before it why it is
# not; or one without a name, which is neither.
commands_of() {
	awk -v page="$1" '
	/^```/ && !inside {
		inside = substr($0, 4)
		if (inside == "")
			inside = "?"
		if (inside == "?" || (inside == "sh" && before !~ /^<!-- not run.*: .* -->$/)) {
			print page ":" NR ": a block of commands that is not marked" >"/dev/stderr"
			bad = 1
		}
		next
	}
	/^```/ { inside = ""; next }
	inside == "console" && /^[#$] / { run++ }
	inside == "sh" && !/^ *(#|$)/ { not_run++ }
	!inside && NF { before = $0 }
	END {
		print run + 0, not_run + 0
		exit bad
	}' "$1"
}

every_block_is_marked() {
	for page in $pages; do
		commands_of "$page" >/dev/null || return
	done
}

# A page with commands that are run has a test that runs it.
every_page_is_run() {
	for page in $pages; do
		case $(commands_of "$page") in
		'0 '*) ;;
		*) grep -rqF "$page" tests/docs/*.t tests/tool/*.t || {
			echo "$page: no test runs its commands"
			return 1
		} ;;
		esac
	done
}

# Prints what a page links to in the tree; code that looks like a link is none.
links_of() {
	# shellcheck disable=SC2016 # not for the shell
	sed 's/`[^`]*`//g' "$1" | grep -o ']([^)]*)' | sed 's/^](//; s/)$//; s/#.*//' |
		grep -v :// | grep .
}

links_lead_somewhere() {
	for page in $pages; do
		links_of "$page" | while read -r link; do
			[ -e "$(dirname "$page")/$link" ] || echo "$page: $link"
		done
	done | grep . && return 1
	return 0
}

# Lines "PROGRAM FUNCTION...", of the rows' last columns.
# shellcheck disable=SC2016 # not for the shell
tests_named() {
	grep '^|' docs/hardening.md | sed 's/ |$//; s/.* | //' | tr ';' '\n' |
		sed -n 's/^ *`\([a-z0-9_]*\)`: /\1 /p' | tr -d ','
}

tests_that_are_named_are_there() {
	tests_named | grep -q ' ' || return
	tests_named | while read -r program functions; do
		[ -e "tests/vfio/$program.c" ] || echo "no program $program"
		for function in $functions; do
			[ "$function" = all ] || grep -q "($function)" "tests/vfio/$program.c" ||
				echo "$program has no $function"
		done
	done | grep . && return 1
	return 0
}

pictures_are_made_of_their_texts() {
	for text in docs/pictures/*.dot; do
		grep -qF "made of ${text##*/} $(sha256sum <"$text" | cut -c 1-16)" \
			"${text%.dot}.svg" || {
			echo "${text%.dot}.svg is out of date: docs/pictures/draw"
			return 1
		}
	done
}

tap_check 'every block of commands is run or says why not' every_block_is_marked
tap_check 'every page with commands that are run has a test' every_page_is_run
tap_check 'links lead somewhere' links_lead_somewhere
tap_check 'tests that hardening.md names are there' tests_that_are_named_are_there
tap_check 'pictures are made of their texts' pictures_are_made_of_their_texts
run=0 not_run=0
for page in $pages; do
	counts=$(commands_of "$page")
	run=$((run + ${counts% *})) not_run=$((not_run + ${counts#* }))
done
echo "# $run commands are run, $not_run lines are not"
tap_end
