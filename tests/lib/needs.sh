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
#	plain=TYPE[:PROPS]	a function that is none of ours, a device of QEMU's: it has our
#				driver, and was looked at under vfio-pci before: see PLAIN,
#				STOCK_PLAIN, ANSWERS_PLAIN
#	name=vfio-pci		our driver has that name
#	function=F		one more function that is no VF: lab/run --function. It has our
#				driver; and with such, they are what VFs are in the programs
#	backend=NAME		what is bound is given that backend
#	on=TYPE			it is about that card, whose PF is the PF it is told
#	owner=DRIVER		the PF's driver is that one
#	parts			it is one that has device parts: virtio-owner, or in a run with
#				Linux 7.x and virtio-pci that
#	kernel=K		the host VM's kernel is that one
#	guests			it starts guests
#	stock			VF 1 is looked at under vfio-pci before: see STOCK
#	answers			it is asked there what bad ioctls get: see ANSWERS
#	module=NAME		one more of our modules
#	param=MODULE.NAME=VALUE	a module's parameter
#	stray-dma		its guests give the device memory that is not theirs
#	known=PATTERN		what the kernel reports by itself: KERNEL_KNOWN
#	args=LIST		arguments of the program, "A,B"; vf1 is VF 1's address
#	group=NAME		those it shares a host VM with, tests/vfio/NAME.t (driver)
#	alone			nobody: pf_driver is then in tests/vfio/pf-driver.t
#
# and without one, the values in parentheses. On this machine
#
#	needs_of FILE...	reads them, of all that are to run in one host VM, and fails
#				if that cannot be. Of vfs the most are made; of driver of the
#				PF, stock, answers, module, param, stray-dma and known some
#				may need what others do not
#	needs_options		prints the words for lab/run
#	needs_missing		prints what this run cannot be, and is true if there is such
#
# and in the host VM, after needs_of, with lab/vm/lib.sh:
#
#	needs_meet		sees to all of it
#	needs_args		prints the words for the program
#	needs_check_kernel	what lab/vm/kernel.sh looks for, at the end

# needs_line FILE: its words
needs_line() { sed -n 's|^/\* needs:\(.*\) \*/$|\1|p' "$1"; }

# needs_read FILE: sets need_*
# shellcheck disable=SC2034 # some of it is for who includes this
needs_read() {
	need_vfs=4 need_bind=all need_pf='' need_cards='' need_owner='' need_kernel=''
	need_guests='' need_stock='' need_answers='' need_modules='' need_params=''
	need_args='' need_stray='' need_known='' need_on='' need_group=driver
	need_plain='' need_name=''
	need_functions='' need_backend=''
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
		parts)
			[ "${LAB_KERNEL-} ${LAB_OWNER-}" = '7.x virtio-pci' ] ||
				need_owner=virtio-owner ;;
		kernel=*) need_kernel=$_value ;;
		guests) need_guests=yes ;;
		stock) need_stock=yes ;;
		answers) need_answers=yes ;;
		module=*) need_modules="$need_modules $_value" ;;
		param=*) need_params="$need_params $_value" ;;
		stray-dma) need_stray=yes ;;
		known=*) need_known=$_value ;;
		plain=*) need_plain=$_value ;;
		name=*) need_name=$_value ;;
		function=*) need_functions="$need_functions $_value" ;;
		backend=*) need_backend=$_value ;;
		on=*) need_on=$_value ;;
		args=*) need_args=$_value ;;
		group=*) need_group=$_value ;;
		alone) need_group=$(basename "$_file" .c | tr _ -) ;;
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
	echo "$need_bind|$need_pf|$need_cards|$need_kernel|$need_guests|$need_args|$need_on|$need_functions|$need_backend|$need_plain|$need_name"
}

# needs_add FILE: that one, too, is to run there. What is left is seen to for all of them,
# if only one needs it: the others do not mind.
needs_add() {
	_vfs=$need_vfs _bind=$need_bind _pf=$need_pf _cards=$need_cards _owner=$need_owner
	_kernel=$need_kernel _guests=$need_guests _args=$need_args _on=$need_on
	_functions=$need_functions _backend=$need_backend
	_stock=$need_stock _answers=$need_answers _stray=$need_stray _known=$need_known
	_modules=$need_modules _params=$need_params _plain=$need_plain _name=$need_name
	needs_read "$1" || return
	_rest_of_this=$(needs_rest)
	need_bind=$_bind need_pf=$_pf need_cards=$_cards
	need_kernel=$_kernel need_guests=$_guests need_args=$_args need_on=$_on
	need_plain=$_plain need_name=$_name
	need_functions=$_functions need_backend=$_backend
	[ "$need_vfs" -ge "$_vfs" ] || need_vfs=$_vfs
	[ "$need_owner" = "$_owner" ] || need_owner=''
	need_stock=${need_stock:-$_stock} need_answers=${need_answers:-$_answers}
	need_stray=${need_stray:-$_stray}
	[ -z "$_known" ] || [ "$need_known" = "$_known" ] ||
		need_known=$_known${need_known:+"|$need_known"}
	[ "$need_modules" = "$_modules" ] || need_modules=$_modules$need_modules
	[ "$need_params" = "$_params" ] || need_params=$_params$need_params
}

needs_of() {
	needs_read "$1" || return
	_first=$1 _rest=$(needs_rest)
	shift
	for _needs; do
		needs_add "$_needs" || return
		[ "$_rest" = "$_rest_of_this" ] || {
			echo "$_needs needs another machine than $_first" >&2
			return 1
		}
	done
}

needs_options() {
	set -- --vfs "$need_vfs" ${need_pf:+--pf "$need_pf"} \
		${need_owner:+--owner "$need_owner"} ${need_kernel:+--kernel "$need_kernel"} \
		${need_plain:+--plain "$need_plain"}
	[ -n "$need_guests" ] || set -- "$@" --no-guests
	for _card in $need_cards; do
		set -- "$@" --card "$_card"
	done
	for _function in $need_functions; do
		set -- "$@" --function "$_function"
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

# The plain function there, too.
needs_look_plain() {
	modprobe vfio-pci
	bind_vf "$PLAIN" vfio-pci
	for _look in "take_snapshot $STOCK_PLAIN" "take_answers $ANSWERS_PLAIN"; do
		# shellcheck disable=SC2086 # two words
		build/vfio/$_look "$PLAIN" >/tmp/needs.log 2>&1 || {
			cat /tmp/needs.log
			die "$_look failed"
		}
	done
	unbind_vf "$PLAIN"
}

# needs_bind VFS: of $PF
needs_bind() {
	case $need_bind in
	all) _list=$(seq "$1") ;;
	none) return ;;
	*) _list=$(echo "$need_bind" | tr , ' ') ;;
	esac
	for _n in $_list; do
		[ "$_n" -gt "$1" ] || needs_bind_one "$(vf_addr "$_n")"
	done
}

# needs_bind_one ADDRESS
needs_bind_one() {
	bind_vf "$1"
	[ -z "$need_backend" ] ||
		echo "$need_backend" >"/sys/bus/pci/devices/$1/backend" ||
		die "$1 has no backend $need_backend"
}

# All of this run; the programs find them by FUNCTIONS.
needs_bind_functions() {
	FUNCTIONS=''
	for _n in $(seq "$(echo "$need_functions" | wc -w)"); do
		needs_bind_one "$(function_addr "$_n")"
		FUNCTIONS="$FUNCTIONS $(function_addr "$_n")"
	done
	[ -z "$FUNCTIONS" ] || export FUNCTIONS
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
	DRIVER_NAME=${need_name:-$DRIVER}
	export DRIVER_NAME
	PLAIN=$(card_pf plain) STOCK_PLAIN=/tmp/stock-plain ANSWERS_PLAIN=/tmp/answers-plain
	export PLAIN STOCK_PLAIN ANSWERS_PLAIN
	enable_vfs "$need_vfs"
	[ -z "$need_stock" ] || needs_look take_snapshot $STOCK
	[ -z "$need_answers" ] || needs_look take_answers $ANSWERS
	[ -z "$need_plain" ] || needs_look_plain
	# it would be in the way
	[ "$DRIVER_NAME" != vfio-pci ] || rmmod vfio_pci 2>/dev/null || :
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
	[ -z "$need_plain" ] || bind_vf "$PLAIN"
	[ -z "$need_on" ] || use_card "$need_on"
	needs_bind_functions
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
	KERNEL_KNOWN=$need_known KERNEL_STRAY_DMA=$need_stray
	check_kernel
}
