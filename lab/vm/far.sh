# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Two host VMs, of lab/run --far: the first one has commands run in the second. They share
# a folder, which is /artifacts/far to the first one and /artifacts to the second.
#
#	far COMMAND	in the first: its output and exit status; 124 if it takes too long
#	far_ends	in the first: there is no more to do
#	far_serves	in the second: does what it is told, until there is no more

: "${FAR_TIMEOUT:=$(patience 300)}"

far() {
	read -r _far _ </proc/uptime
	printf '%s\n' "$1" >/artifacts/far/new
	mv /artifacts/far/new "/artifacts/far/do.$_far"
	_far_end=$(($(date +%s) + FAR_TIMEOUT))
	until [ -e "/artifacts/far/done.$_far" ]; do
		[ "$(date +%s)" -lt $_far_end ] || {
			echo "far: no answer to: $1"
			return 124
		}
		sleep 0.1
	done
	cat "/artifacts/far/said.$_far"
	return "$(cat "/artifacts/far/done.$_far")"
}

far_ends() { : >/artifacts/far/end; }

far_serves() {
	while [ ! -e /artifacts/end ]; do
		for _do in /artifacts/do.*; do
			[ -e "$_do" ] || continue
			_number=${_do#/artifacts/do.}
			mv "$_do" "/artifacts/doing.$_number"
			# what it changes in this shell is for the next one
			eval "$(cat "/artifacts/doing.$_number")" >"/artifacts/said.$_number" 2>&1
			echo $? >"/artifacts/new.$_number"
			mv "/artifacts/new.$_number" "/artifacts/done.$_number"
		done
		sleep 0.1
	done
}
