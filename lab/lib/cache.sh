# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The cache: results in $LAB_CACHE/<step>-<key>/, the key a hash of all that goes
# into them. A result is made under a temporary name and renamed when complete,
# by a process that cannot outlive lab/setup and whose mounts are private to it:
# however a setup ends, what has its final name is whole.

KEEP=${LAB_KEEP:-2}	# results kept of each step

# Prints the key of what standard input says.
key() { sha256sum | cut -c 1-12; }

# Takes the lock; it goes with the process.
cache_lock() {
	mkdir -p "$LAB_CACHE/log" || die "cannot make the cache folder $LAB_CACHE"
	exec 9>"$LAB_CACHE/lock"
	flock -n 9 && return
	say "another lab/setup is at work; waiting for it"
	flock 9
}

release_lock() { exec 9>&-; }

# cache_remove PATH: unless something is mounted there, by whomever: with that, a
# folder of the project itself could go, as rm's --one-file-system does not see it if
# both are of one file system.
cache_remove() {
	_real=$(realpath "$1")
	if grep -qF -e " $_real/" -e " $_real " /proc/self/mountinfo; then
		say "something is mounted in $1: not removed"
	else
		rm -rf "$1"
	fi
}

# Removes what interrupted setups left.
cache_clean() {
	for _d in "$LAB_CACHE"/.new-*; do
		[ ! -e "$_d" ] || cache_remove "$_d"
	done
}

# Removes all but the newest results of STEP and those in use (lab/run and
# lab/chroot hold a shared lock on the results they use).
cache_prune() {
	_n=0
	# shellcheck disable=SC2045 # our own names, in the order of last use
	for _d in $(ls -dt "$LAB_CACHE/$1"-* 2>/dev/null); do
		_n=$((_n + 1))
		[ "$_n" -le "$KEEP" ] && continue
		flock -n -x "$_d" true || continue
		cache_remove "$_d"
	done
}

# Runs a command in namespaces of its own: it and all it started end with us,
# and nothing that it mounts is seen outside.
contained() {
	setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child \
		--mount-proc --propagation private env LAB_OWN_MOUNTS=1 "$@" 9>&-
}

# need_space MIB WHAT
need_space() {
	_free=$(df -P -k "$LAB_CACHE" | awk 'NR == 2 { print int($4 / 1024) }')
	[ "$_free" -ge "$1" ] ||
		die "$2 needs $1 MiB of disk space, $LAB_CACHE has $_free left"
}

# What a failed step's log says, in one sentence.
why_failed() {
	if grep -q 'No space left on device' "$1"; then
		echo "the disk that holds $LAB_CACHE (or the temporary folder) is full"
	elif grep -qE 'Temporary failure resolving|Could not resolve|Could not connect|Network is unreachable|Connection (timed out|refused)|Unable to connect' "$1"; then
		echo "the package mirror cannot be reached: is the network up? (LAB_MIRROR names another mirror)"
	elif grep -qE 'Connection failed|Undetermined Error|Connection reset|closed the connection|Hash Sum mismatch|unexpected size|Failed to fetch|Error reading from server' "$1"; then
		echo "a download was interrupted or incomplete; run lab/setup again"
	elif grep -qE 'Operation not permitted|unshare failed' "$1"; then
		echo "this machine does not allow what is needed (mounts, device nodes, namespaces): is it an unprivileged container?"
	else
		echo "the whole log is $1"
	fi
}

# step NAME TITLE COMMAND...: runs COMMAND with its output in a log; says how
# long it took, or why it failed.
step() {
	_name=$1 _title=$2
	shift 2
	_log=$LAB_CACHE/log/$_name.log
	_start=$(now_ms)
	printf '  %-46s ' "$_title" >&2
	if contained "$@" >"$_log" 2>&1 </dev/null; then
		printf '%s\n' "$(since "$_start")" >&2
		STEPS_DONE=$((STEPS_DONE + 1))
		return 0
	fi
	printf 'FAILED after %s\n' "$(since "$_start")" >&2
	tail -n 15 "$_log" | sed 's/^/    | /' >&2
	say "$_name failed: $(why_failed "$_log")"
	exit 1
}

# entry NAME KEY TITLE COMMAND...: makes the result NAME-KEY by COMMAND, which
# gets the folder to fill as its last argument, unless it is there already.
# Sets ENTRY to its path.
entry() {
	_name=$1 ENTRY=$LAB_CACHE/$1-$2 _title=$3
	shift 3
	if [ ! -d "$ENTRY" ]; then
		_new=$LAB_CACHE/.new-$_name
		mkdir "$_new"
		step "$_name" "$_title" "$@" "$_new"
		mv "$_new" "$ENTRY"
	fi
	touch "$ENTRY"
	cache_prune "$_name"
}
