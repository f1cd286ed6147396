# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# TAP from shell scripts, and one TAP stream out of several programs' own:
#
#	tap_ok TEXT, tap_not_ok TEXT, tap_skip TEXT REASON
#	tap_check TEXT COMMAND...    ok if the command's status is 0
#	tap_step TEXT COMMAND...     the same, for what others build on
#	tap_program NAME COMMAND...  the tests of a program that prints TAP
#	tap_end                      the plan; exits, with status 1 for a failure
#
# TEST_FILTER, a pattern with * and ?, chooses some: of a program's tests by their names,
# of others by their texts, with _ for a blank. Steps are always run; that none was
# chosen is a failure.

tap_dir=$(mktemp -d)
trap 'rm -rf "$tap_dir"' EXIT
echo 0 >"$tap_dir/count"

# The number of the last line is in a file, so that a subshell may count too.
tap_line() {
	read -r _n <"$tap_dir/count"
	_n=$((_n + 1))
	echo $_n >"$tap_dir/count"
	[ "$1" = ok ] || : >"$tap_dir/failed"
	printf '%s %d - %s\n' "$1" $_n "$2"
}

tap_ok() { tap_line ok "$1"; }
tap_not_ok() { tap_line 'not ok' "$1"; }
tap_skip() { tap_line ok "$1 # SKIP $2"; }
tap_note() { sed 's/^/# /'; }

# tap_chosen TEXT
tap_chosen() {
	if [ -n "${TEST_FILTER-}" ]; then
		# shellcheck disable=SC2254 # a pattern it is
		case $(printf '%s' "$1" | tr ' ' _) in
		$TEST_FILTER) ;;
		*) return 1 ;;
		esac
	fi
	: >"$tap_dir/chosen"
}

tap_check() { ! tap_chosen "$1" || tap_step "$@"; }

tap_step() {
	_text=$1
	shift
	if "$@" >"$tap_dir/output" 2>&1; then
		tap_ok "$_text"
	else
		tap_not_ok "$_text"
		tap_note <"$tap_dir/output"
	fi
}

# Names of functions are sentences: "a_b_c" is told as "a b c". Builtins alone,
# because an emulated processor starts programs slowly.
tap_sentence() {
	_ifs=$IFS
	IFS=_
	set -f
	# shellcheck disable=SC2086 # split at the underscores
	set -- $1
	set +f
	IFS=' '
	_sentence=$*
	IFS=$_ifs
}

# One result of program $1: its line $2.
tap_result() {
	case $2 in
	ok*) _result=ok _rest=${2#ok } ;;
	*) _result='not ok' _rest=${2#not ok } _bad=1 ;;
	esac
	_rest=${_rest#"${_rest%%[!0-9]*}"}	# its number
	_rest=${_rest# }
	tap_sentence "${_rest#- }"
	case $_sentence in
	'# SKIP '*) tap_skip "$1: ${_sentence#\# SKIP }" 'by the program' ;;
	*) tap_line "$_result" "$1: $_sentence" ;;
	esac
}

# Lines of a program's TAP, numbered anew and named after the program. The last
# line is its exit status.
tap_renumber() {
	_plan='' _seen=0 _bad=0
	while IFS= read -r _line; do
		case $_line in
		'' | 'TAP version '*) ;;
		1..[0-9]*)
			_plan=${_line#1..}
			[ "$_plan" = 0 ] || : >"$tap_dir/chosen" ;;
		'ok '[0-9]* | 'not ok '[0-9]*)
			_seen=$((_seen + 1))
			tap_result "$1" "$_line" ;;
		'status '*)
			if [ "$_plan" != $_seen ]; then
				tap_not_ok "$1: ended after $_seen of ${_plan:-?} tests ($_line)"
			elif [ "$_line" != 'status 0' ] && [ $_bad = 0 ]; then
				tap_not_ok "$1: ended with $_line"
			fi ;;
		'# ok - '* | '# not ok - '*) ;; # cmocka's word on the whole
		'#'*) printf '%s\n' "$_line" ;;
		*) printf '# %s\n' "$_line" ;;
		esac
	done
}

tap_program() {
	_name=$1
	shift
	{
		_status=0
		CMOCKA_MESSAGE_OUTPUT=TAP "$@" 2>&1 || _status=$?
		printf '\nstatus %d\n' $_status
	} | tap_renumber "$_name"
}

tap_end() {
	[ -z "${TEST_FILTER-}" ] || [ -e "$tap_dir/chosen" ] ||
		tap_not_ok "no test is called $TEST_FILTER"
	echo "1..$(cat "$tap_dir/count")"
	[ ! -e "$tap_dir/failed" ]
	exit
}
