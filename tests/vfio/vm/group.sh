# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# For the scripts here that tests/vfio/group calls, with the programs of a group, those of
# others that run with them, and variables for their environment. A group whose programs
# are all that there is has the script "group".

# shellcheck source=tests/vfio/vm/common.sh
. tests/vfio/vm/common.sh
# shellcheck source=tests/lib/needs.sh
. tests/lib/needs.sh

# can_run PROGRAM: skips it if not
can_run() {
	needs_read "tests/vfio/$1.c" || exit
	! _why=$(needs_missing) || {
		tap_skip "$1" "$_why"
		return 1
	}
	for _module in $need_modules; do
		[ -e "build/$(uname -r)/$_module.ko" ] || {
			tap_skip "$1" "this kernel has no module $_module"
			return 1
		}
	done
}

# those_that_can PROGRAM...: in $can
those_that_can() {
	can=''
	for _program; do
		! can_run "$_program" || can="$can $_program"
	done
}

# shellcheck disable=SC2086 # several words
{
those_that_can $1
own=$can
those_that_can $2
guests=$can
}
shift 2
for _assignment; do
	export "${_assignment?}"
done
[ -n "$own$guests" ] || tap_end

# shellcheck disable=SC2046,SC2086 # several words
needs_of $(printf 'tests/vfio/%s.c\n' ${own:-$guests}) || exit
[ -z "$own" ] || for _program in $guests; do
	_made=$need_vfs
	needs_add "tests/vfio/$_program.c" || exit
	need_vfs=$_made
done

run_programs() {
	for _each in $own $guests; do
		run "$_each"
	done
}

end_group() {
	needs_check_kernel
	tap_end
}
