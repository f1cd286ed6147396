# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What a test of tests/vfio needs of the machine: it stands in its C file, in a comment
# of one line (several such lines are one),
#
#	/* needs: vfs=4 bind=1,2 pf=doorbell=owner card=blk:1 owner=virtio-owner stock */
#
#	vfs=N			the net card's VFs (4)
#	bind=all|none|LIST	those that have our driver (all); LIST is "1,2"
#	pf=PROPS		properties of the PF
#	card=TYPE:VFS[:PROPS]	one more card, with all of its VFs, of which those of
#				"bind" have our driver; may be there several times
#	on=TYPE			it is about that card, whose PF is the PF it is told
#	owner=DRIVER		the PF's driver is that one
#	kernel=K		the host VM's kernel is that one
#	guests			it starts guests
#	stock			VF 1 is looked at under vfio-pci before: see STOCK
#	answers			it is asked there what bad ioctls get: see ANSWERS
#	module=NAME		one more of our modules
#	param=MODULE.NAME=VALUE	a module's parameter
#	stray-dma		its guests give the device memory that is not theirs
#	known=PATTERN		what the kernel reports by itself: KERNEL_KNOWN
#	args=LIST		arguments of the program, "A,B"; vf1 is VF 1's address
#
# and without one, the values in parentheses. On this machine
#
#	needs_of FILE...	reads them, of all that are to run in one host VM: they
#				may differ in vfs alone, of which the most are made
#	needs_options		prints the words for lab/run
#	needs_missing		prints what this run cannot be, and is true if there is such
#
# and in the host VM, after needs_of, with lab/vm/lib.sh:
#
#	needs_meet		sees to all of it
#	needs_args		prints the words for the program
#	needs_check_kernel	what lab/vm/kernel.sh looks for, at the end

# needs_line FILE: its words
needs_line() { sed -n 's|^/\* needs:\(.*\) \*/$|\1|p' "$1" | xargs; }

# needs_read FILE: sets need_*
needs_read() {
	need_vfs=4 need_bind=all need_pf='' need_cards='' need_owner='' need_kernel=''
	need_guests='' need_stock='' need_answers='' need_modules='' need_params=''
	need_args='' need_stray='' need_known='' need_on=''
	# shellcheck disable=SC2046 # words
	set -- "$1" $(needs_line "$1")
	_file=$1
	shift
	for _word; do
		_value=${_word#*=}
		case $_word in
		vfs=*) need_vfs=$_value ;;
		bind=*) need_bind=$_value ;;
		pf=*) need_pf=$_value ;;
		card=*) need_cards="$need_cards $_value" ;;
		owner=*) need_owner=$_value ;;
		kernel=*) need_kernel=$_value ;;
		guests) need_guests=yes ;;
		stock) need_stock=yes ;;
		answers) need_answers=yes ;;
		module=*) need_modules="$need_modules $_value" ;;
		param=*) need_params="$need_params $_value" ;;
		stray-dma) need_stray=yes ;;
		known=*) need_known=$_value ;;
		on=*) need_on=$_value ;;
		args=*) need_args=$_value ;;
		*) echo "$_file: no test can need '$_word'" >&2; return 1 ;;
		esac
	done
	case $need_vfs in
	'' | 0* | *[!0-9]*) echo "$_file: vfs=$need_vfs is no number" >&2; return 1 ;;
	esac
	case $need_bind in
	all | none) ;;
	*[!0-9,]* | '') echo "$_file: bind=$need_bind is no list" >&2; return 1 ;;
	esac
}

# What has to be the same for all programs of a run.
needs_rest() {
	echo "$need_bind|$need_pf|$need_cards|$need_owner|$need_kernel|$need_guests|$need_stock|$need_answers|$need_modules|$need_params|$need_args|$need_stray|$need_known|$need_on"
}

needs_of() {
	_most=0 _rest=''
	for _needs; do
		needs_read "$_needs" || return
		[ "$_most" -ge "$need_vfs" ] || _most=$need_vfs
		: "${_rest:=$(needs_rest)}"
		[ "$_rest" = "$(needs_rest)" ] || {
			echo "$_needs needs another machine than $1" >&2
			return 1
		}
	done
	need_vfs=$_most
}

needs_options() {
	set -- --vfs "$need_vfs" ${need_pf:+--pf "$need_pf"} \
		${need_owner:+--owner "$need_owner"} ${need_kernel:+--kernel "$need_kernel"}
	[ -n "$need_guests" ] || set -- "$@" --no-guests
	for _card in $need_cards; do
		set -- "$@" --card "$_card"
	done
	echo "$*"
}

# The run's kernel and driver of the PF are those of LAB_KERNEL and LAB_OWNER, if named.
needs_missing() {
	_kernel=${LAB_KERNEL:-6.12}
	if [ "${need_kernel:-$_kernel}" != "$_kernel" ]; then
		echo "it needs the kernel $need_kernel"
	elif [ -n "$need_owner" ] && [ "${LAB_OWNER:-$need_owner}" != "$need_owner" ]; then
		echo "it needs the PF's driver $need_owner"
	else
		return 1
	fi
}

# needs_look PROGRAM FILE: VF 1 under vfio-pci
needs_look() {
	modprobe vfio-pci
	bind_vf "$(vf_addr 1)" vfio-pci
	"build/vfio/$1" "$2" >/tmp/needs.log 2>&1 || { cat /tmp/needs.log; die "$1 failed"; }
	unbind_vf "$(vf_addr 1)"
}

# needs_bind VFS: of $PF
needs_bind() {
	case $need_bind in
	all) _list=$(seq "$1") ;;
	none) return ;;
	*) _list=$(echo "$need_bind" | tr , ' ') ;;
	esac
	for _n in $_list; do
		[ "$_n" -gt "$1" ] || bind_vf "$(vf_addr "$_n")"
	done
}

# A card's VFs; in a subshell, as $PF is the net card's again then.
needs_card() (
	use_card "${1%%:*}"
	_vfs=${1#*:}
	enable_vfs "${_vfs%%:*}"
	needs_bind "${_vfs%%:*}"
)

needs_param() {
	_path=/sys/module/${1%%.*}/parameters
	_set=${1#*.}
	echo "${_set#*=}" >"$_path/${_set%%=*}" || die "cannot set $1"
}

needs_meet() {
	for _fs in tracefs:/sys/kernel/tracing debugfs:/sys/kernel/debug; do
		mountpoint -q "${_fs#*:}" || mount -t "${_fs%%:*}" "${_fs%%:*}" "${_fs#*:}"
	done
	MODULE=/project/build/$(uname -r)/$DRIVER.ko STOCK=/tmp/stock ANSWERS=/tmp/answers
	export PF MODULE STOCK ANSWERS
	enable_vfs "$need_vfs"
	[ -z "$need_stock" ] || needs_look take_snapshot $STOCK
	[ -z "$need_answers" ] || needs_look take_answers $ANSWERS
	load_driver
	for _module in $need_modules; do
		load_module "$_module"
	done
	for _param in $need_params; do
		needs_param "$_param"
	done
	needs_bind "$need_vfs"
	for _card in $need_cards; do
		needs_card "$_card" || die "the card $_card was not made ready"
	done
	[ -z "$need_on" ] || use_card "$need_on"
}

needs_args() {
	for _arg in $(echo "$need_args" | tr , ' '); do
		case $_arg in
		vf[0-9]*) vf_addr "${_arg#vf}" ;;
		pf) echo "$PF" ;;
		*) echo "$_arg" ;;
		esac
	done | xargs
}

needs_check_kernel() {
	# shellcheck disable=SC2034 # for lab/vm/kernel.sh
	KERNEL_KNOWN=$need_known
	check_kernel ${need_stray:+stray-dma}
}
