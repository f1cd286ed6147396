#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What a test needs of the machine, as it stands in its C file; and that some of the tests
# can be chosen.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
. tests/lib/tap.sh
. tests/lib/needs.sh
unset LAB_KERNEL LAB_OWNER TEST_FILTER

# file NAME [LINE...]: a C file with these lines
file() {
	_path=$tap_dir/$1.c
	shift
	{
		echo '// SPDX-License-Identifier: GPL-2.0-only'
		printf '%s\n' "$@"
		echo 'int main(void);'
	} >"$_path"
	echo "$_path"
}

# asks WANTED FILE...: the options of lab/run
asks() {
	_wanted=$1
	shift
	needs_of "$@" || return
	needs_options
	[ "$(needs_options)" = "$_wanted" ]
}

says_nothing() { asks '--vfs 4 --no-guests' "$(file nothing)" && [ "$need_bind" = all ]; }

says_all() {
	asks '--vfs 6 --pf doorbell=owner,strict=on --owner virtio-owner --kernel debug --plain ich9-ahci --card blk:1 --card net:2:strict=on' \
		"$(file all '/* needs: vfs=6 bind=1,2 pf=doorbell=owner,strict=on */' \
			'/* needs: card=blk:1 card=net:2:strict=on owner=virtio-owner kernel=debug guests */' \
			'/* needs: stock answers module=system-sleep param=a.b=c stray-dma known=x|y args=vf2,net on=blk plain=ich9-ahci name=vfio-pci */')" &&
		[ "$need_bind" = 1,2 ] && [ "$need_stock$need_answers$need_stray" = yesyesyes ] &&
		[ "$need_modules$need_params" = ' system-sleep a.b=c' ] &&
		[ "$need_known" = 'x|y' ] && [ "$need_args" = vf2,net ] &&
		[ "$need_on" = blk ] && [ "$need_plain$need_name" = ich9-ahcivfio-pci ]
}

refused() { ! needs_of "$1" 2>"$tap_dir/said" && cat "$tap_dir/said" && grep -F "$2" "$tap_dir/said"; }

does_not_know() {
	refused "$(file a '/* needs: vsf=2 */')" "'vsf=2'" &&
		refused "$(file b '/* needs: vfs=some */')" vfs=some &&
		refused "$(file c '/* needs: bind=first */')" bind=first
}

# the second in place of what the first one had
forgets_the_last() {
	needs_of "$(file a '/* needs: stock bind=none card=blk:1 */')" && says_nothing &&
		[ -z "$need_stock" ]
}

several_take_the_most() {
	asks '--vfs 9 --no-guests' "$(file a '/* needs: vfs=2 */')" \
		"$(file b '/* needs: vfs=9 */')" "$(file c)"
}

several_agree() {
	! needs_of "$(file a)" "$(file b '/* needs: pf=strict=on */')" 2>"$tap_dir/said" &&
		grep 'b.c needs another machine than .*a.c' "$tap_dir/said"
}

another_run() {
	needs_of "$(file a '/* needs: kernel=debug owner=virtio-owner */')" || return
	needs_missing | grep 'kernel debug' || return
	LAB_KERNEL=debug
	! needs_missing || return
	LAB_OWNER=virtio-pci
	needs_missing | grep "driver virtio-owner"
}

for_the_program() {
	vf_addr() { echo "address-of-$1"; }
	needs_of "$(file a '/* needs: args=vf2,net */')" && needs_args &&
		[ "$(needs_args)" = 'address-of-2 net' ]
}

# every line of the tree can be read
the_tree_is_read() {
	for _c in tests/vfio/*.c; do
		needs_read "$_c" || return
	done
}

# chosen FILTER: the numbered lines of a script with two cases and a step
chosen() {
	cat >"$tap_dir/script" <<-'SCRIPT'
		. tests/lib/tap.sh
		tap_check 'a case' true
		tap_step 'a step' true
		tap_check 'another one' true
		tap_end
	SCRIPT
	TEST_FILTER=$1 sh "$tap_dir/script" | grep -v '^1\.\.' | sed 's/ [0-9]* - /: /' | paste -sd , -
}

are() { echo "$1"; [ "$1" = "$2" ]; }

cases_are_chosen() {
	are "$(chosen '')" 'ok: a case,ok: a step,ok: another one' &&
		are "$(chosen 'a_c*')" 'ok: a case,ok: a step' &&
		are "$(chosen '*another*')" 'ok: a step,ok: another one'
}

none_is_a_failure() {
	are "$(chosen other)" 'ok: a step,not ok: no test is called other'
}

# run [FILTER]: one test of the unit tests'
unit() { tests/one reg_values_test "$@" >"$tap_dir/unit"; }

functions_are_chosen() {
	unit && _all=$(grep -c '^ok' "$tap_dir/unit") || return
	unit 'a queue is' || return
	cat "$tap_dir/unit"
	[ "$(grep -c '^ok' "$tap_dir/unit")" -eq 1 ] && [ "$_all" -gt 5 ] &&
		! unit nonsense
}

tap_check 'a test that says nothing has four VFs, all bound' says_nothing
tap_check 'all that it can say' says_all
tap_check 'what it cannot say is an error' does_not_know
tap_check 'one test does not get what another needed' forgets_the_last
tap_check 'several in one host VM get the most VFs' several_take_the_most
tap_check 'and must agree in all else' several_agree
tap_check 'a run that cannot be what it needs' another_run
tap_check 'its arguments' for_the_program
tap_check 'what all tests say can be read' the_tree_is_read
tap_check 'cases of a script can be chosen; steps are always run' cases_are_chosen
tap_check 'that none was chosen is a failure' none_is_a_failure
tap_check 'test functions of a program can be chosen' functions_are_chosen
tap_end
