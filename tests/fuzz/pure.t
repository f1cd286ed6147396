#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The driver's pure files, fuzzed with sanitizers: FUZZ_SECONDS each.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
. tests/lib/tap.sh
. tests/fuzz/pure/common.sh

: "${FUZZ_SECONDS:=5}"

targets() { make -s --no-print-directory -C tests/fuzz/pure list; }

# Headers of pure files say that they are.
every_pure_file_has_a_target() {
	grep -l '^ \* Pure:' driver/*.h owner/*.h | while read -r header; do
		name=$(basename "$header" .h)
		echo "$name"
		targets | grep -qw "$name" || return
	done
}

# The last line of libFuzzer that matches, as words: "#5 DONE cov: 3 ft: 4 ..."
word_after() { sed -n "s|.*$1 *\([0-9]*\).*|\1|p" "$2" | tail -n 1; }

tell() {
	_log=$FUZZ_BIN/$1.log
	echo "# $1: ${FUZZ_SECONDS} s," \
		"$(word_after 'exec/s:' "$_log") runs/s," \
		"coverage $(word_after 'cov:' "$_log") edges," \
		"corpus $(word_after 'corp:' "$_log")"
}

judge() {
	tell "$1"
	if [ ! -e "$FUZZ_BIN/$1.failed" ]; then
		tap_ok "$1: nothing found"
		return
	fi
	tap_not_ok "$1: nothing found"
	grep -E '_fuzz\.c:[0-9]+:|ERROR: |SUMMARY: |runtime error' \
		"$FUZZ_BIN/$1.log" | tap_note
	_found=build/artifacts/fuzz/$1.hex
	[ -e "$_found" ] || return
	echo "# reproduce: tests/fuzz/pure/replay $1 $_found"
	echo "# keep it:   cp $_found tests/fuzz/seeds/$1/NAME.hex"
}

tests/fuzz/pure/install-clang || exit
tap_check 'every pure file of the driver has a fuzzer' \
	every_pure_file_has_a_target
if ! build_targets >"$tap_dir/build" 2>&1; then
	tap_not_ok 'the fuzzers of the pure files can be built'
	tap_note <"$tap_dir/build"
	tap_end
fi
rm -f "$FUZZ_BIN"/*.failed
# shellcheck disable=SC2016 # the inner shell's
targets | tr ' ' '\n' | xargs -P "$(nproc)" -n 1 sh -c \
	'tests/fuzz/pure/round "$0" "$2" || : >"$1/$2.failed"' \
	"$FUZZ_SECONDS" "$FUZZ_BIN"
for target in $(targets); do
	judge "$target"
done
tap_end
