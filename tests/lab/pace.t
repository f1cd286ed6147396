#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Limits of time follow the machine's pace, and so does how much is done at once.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
export LAB_ME=tests/lab PROJECT="$PWD"
# shellcheck source=lab/lib/common.sh
. lab/lib/common.sh
unset LAB_SLOWNESS

# gives WANTED COMMAND...: prints it
gives() {
	_wanted=$1
	shift
	_given=$("$@")
	echo "$*: $_given"
	[ "$_given" = "$_wanted" ]
}

slower_is_more() {
	gives 100 slowness "$REFERENCE_BOOT_MS" &&
		gives 170 slowness $((REFERENCE_BOOT_MS * 17 / 10)) &&
		gives 101 slowness $((REFERENCE_BOOT_MS + 1))
}

faster_is_not_less() { gives 100 slowness 1; }

limits_are_stretched() {
	gives 300 patience 300 && LAB_SLOWNESS=170 gives 510 patience 300 &&
		LAB_SLOWNESS=101 gives 2 patience 1
}

# two processors; 16 with little memory
jobs_follow_the_machine() {
	gives 4 most_jobs 2 8000 && LAB_SLOWNESS=130 gives 3 most_jobs 2 8000 &&
		LAB_SLOWNESS=900 gives 3 most_jobs 2 8000 &&
		gives 8 most_jobs 16 64000 && gives 3 most_jobs 16 3500 &&
		gives 1 most_jobs 1 500
}

# loaded SLOWNESS: what a command of the lab goes by, where setup saw twice the time
loaded() {
	printf 'LAB_BOOT_MS=%s\n' $((REFERENCE_BOOT_MS * 2)) |
		cat "$there" - >"$tap_dir/lab.env"
	LAB_ENV=$tap_dir/lab.env LAB_SLOWNESS=$1
	load_lab_env
	echo "$LAB_SLOWNESS"
}

the_larger_one_holds() {
	there=$LAB_ENV
	gives 200 loaded '' && gives 200 loaded 150 && gives 350 loaded 350
}

# and what runs in it goes by that
a_host_vm_has_its_own() {
	# shellcheck disable=SC2016 # the inner shell's
	echo 'echo "in the VM: $LAB_SLOWNESS"; [ "$LAB_SLOWNESS" = 12345 ]' >"$tap_dir/script"
	LAB_SLOWNESS=12345 lab/run --no-guests --vfs 1 "$tap_dir/script"
}

tap_check 'a machine that boots a host VM more slowly is slower' slower_is_more
tap_check 'a faster one is as patient as the reference' faster_is_not_less
tap_check 'limits are stretched' limits_are_stretched
tap_check 'how many tests run at once follows the machine' jobs_follow_the_machine
tap_check 'of what is told and what was measured the larger one holds' the_larger_one_holds
tap_check 'a host VM is told' a_host_vm_has_its_own
tap_end
