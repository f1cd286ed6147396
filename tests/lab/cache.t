#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The lab's cache, in a copy of the project and with a cache of links to what is made.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
export LAB_ME=tests/lab PROJECT="$PWD"
# shellcheck source=lab/lib/common.sh
. lab/lib/common.sh

there=$LAB_CACHE
# shellcheck source=/dev/null
. "$LAB_ENV"
root=${LAB_ROOT##*/}
export LAB_CACHE="$tap_dir/cache" LAB_KEEP=1000 LAB_MIRROR=http://127.0.0.1:9/debian
mkdir -p "$LAB_CACHE" "$tap_dir/project/build"
for entry in "$there"/*-*; do
	ln -s "$entry" "$LAB_CACHE"
done
rm -f "$LAB_CACHE"/release-*
# shellcheck disable=SC2154 # comes from there
echo "$LAB_RELEASE_trixie" >"$LAB_CACHE/release-trixie"
find . -mindepth 1 -maxdepth 1 ! -name build ! -name .git -exec cp -R {} "$tap_dir/project" \;
cp "$LAB_ENV" "$tap_dir/project/build"

setup() { (cd "$tap_dir/project" && MAKELEVEL=1 "$@" lab/setup 2>&1); }

has_root() { grep -F "LAB_ROOT='$LAB_CACHE/$root'" "$tap_dir/project/build/lab.env"; }

a_setup_uses_what_is_there() { setup env -u LAB_SAME_DEBIAN && has_root; }

a_run_goes_on_with_its_debian() {
	echo 'a newer one' >"$LAB_CACHE/release-trixie"
	setup env LAB_SAME_DEBIAN=1 && has_root
}

the_next_has_the_new_one() {
	setup env -u LAB_SAME_DEBIAN >"$tap_dir/said"
	cat "$tap_dir/said"
	grep 'root of Debian trixie .*FAILED' "$tap_dir/said" &&
		grep 'the package mirror cannot be reached' "$tap_dir/said"
}

# what_is_left [DIR]: of two results, of which one may be kept; DIR is mounted in the
# other
what_is_left() {
	mkdir -p "$tap_dir/old/a-1/in" "$tap_dir/old/a-2"
	touch -d '1 hour ago' "$tap_dir/old/a-1"
	# shellcheck disable=SC2016 # the inner shell's argument
	LAB_CACHE=$tap_dir/old LAB_KEEP=1 unshare --mount sh -euc '
		. lab/lib/common.sh
		. lab/lib/cache.sh
		[ $# -eq 0 ] || mount --bind "$1" "$LAB_CACHE/a-1/in"
		cache_prune a' sh "$@" &&
		(cd "$tap_dir/old" && echo a-*)
}

old_results_go() {
	left=$(what_is_left)
	echo "left: $left"
	[ "$left" = a-2 ]
}

what_is_mounted_in_one_stays() {
	mkdir "$tap_dir/precious"
	: >"$tap_dir/precious/file"
	left=$(what_is_left "$tap_dir/precious")
	echo "left: $left"
	[ "$left" = 'a-1 a-2' ] && [ -e "$tap_dir/precious/file" ]
}

tap_check 'a setup uses what is there' a_setup_uses_what_is_there
tap_check 'a run of the tests goes on with the Debian it began with' \
	a_run_goes_on_with_its_debian
tap_check 'the next setup has the new one' the_next_has_the_new_one
tap_check 'old results go' old_results_go
tap_check 'what somebody mounted in an old result stays' what_is_mounted_in_one_stays
tap_end
