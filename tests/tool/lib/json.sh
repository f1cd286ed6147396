# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# keep STATUS PLACE COMMAND ARG...: runs the subcommand with --json, and keeps what it
# prints in $JSON as COMMAND-PLACE.json, or .jsonl if it prints a line for each of several
# things. It has to print something, and end with that status.
keep() {
	_wanted=$1 _place=$2
	shift 2
	_is=0
	tool "$@" --json >"$JSON/printed" || _is=$?
	case " $* " in
	*' trace '* | *' --watch '*) _to=$JSON/$1-$_place.jsonl ;;
	*) _to=$JSON/$1-$_place.json ;;
	esac
	mv "$JSON/printed" "$_to"
	cat "$_to"
	echo "status $_is"
	[ -s "$_to" ] && [ "$_is" = "$_wanted" ]
}
