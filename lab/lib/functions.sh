# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Functions of stock QEMU that are no VFs, and have no commands: modern alone, and behind
# the IOMMU. "TYPE[@root][:PROPS]" each; behind a root port of its own, or with @root on
# the root bus, where nothing can reset it. Their addresses are in job/functions, in the
# order given; function N's network, disk or console is fnN.
#
# net and blk may be net.bar0, net.bar0-msix or net.bar0-all: BAR0 is memory, and has their
# structures, MSI-X or both. These are device/sriov/bar0.c's, on top of stock QEMU's.
#
# What is printed are words for QEMU's command line, without blanks in them.

# check_function SPEC
check_function() {
	case $1 in *[[:space:]]*) die "a function has no blanks: $1" ;; esac
	_type=${1%%:*}
	case ${_type%@root} in
	net.bar0 | net.bar0-msix | net.bar0-all | blk.bar0 | blk.bar0-msix | blk.bar0-all) ;;
	net | blk | console | rng | scsi | 9p) ;;
	*) die "no such function: $1 (it is TYPE[@root][:PROPS])" ;;
	esac
}

# function_image ID: with no block card, the first block function has $IMAGES' first
function_image() {
	case " $CARDS" in *' blk:'*) return ;; esac
	[ ! -e image-used ] || return 0
	_file=$(printf '%s\n' "$IMAGES" | sed -n '/./{p;q}')
	[ -z "$_file" ] || { : >image-used; ln -s "$_file" "${1}1.img"; }
}

# function_backing TYPE ID: what it needs besides; sets _more, for its own -device
function_backing() {
	case $1 in
	net)
		echo "-netdev tap,id=$2,ifname=$2,script=no,downscript=no"
		_more=,netdev=$2,mac=52:54:00:77:02:0${2#fn} ;;
	blk)
		function_image "$2"
		drives "$2" 1
		_more=,drive=${2}1 ;;
	scsi)
		drives "$2" 1 ;;
	9p)
		mkdir -p "$2"
		echo "-fsdev local,id=$2,path=$2,security_model=none"
		_more=,fsdev=$2,mount_tag=function ;;
	esac
}

# function_devices TYPE ID: what is on it
function_devices() {
	case $1 in
	scsi) echo "-device scsi-hd,bus=$2.0,drive=${2}1" ;;
	console)
		echo "-chardev socket,id=$2,path=$2.sock,server=on,wait=off"
		echo "-device virtconsole,bus=$2.0,chardev=$2"
		echo "-chardev socket,id=far$2,path=$2.sock"
		echo "-device virtserialport,bus=lab.0,chardev=far$2,name=lab.$2" ;;
	esac
}

# one_function SPEC N SLOT
one_function() {
	_type=${1%%:*} _id=fn$2 _more=''
	case $1 in *:*) _props=,${1#*:} ;; *) _props='' ;; esac
	_device=virtio-$(echo "${_type%@root}" | tr . -)-pci _kind=${_type%@root}
	_kind=${_kind%.*}
	[ "$_kind" != console ] || _device=virtio-serial-pci
	function_backing "$_kind" "$_id"
	case $_type in
	*@root)
		_bus=pcie.0,addr=0x$(printf %x $((15 + $2)))
		printf '%s 0000:00:%02x.0\n' "$_kind" $((15 + $2)) ;;
	*)
		_bus=rp$3
		printf '%s 0000:%02x:00.0\n' "$_kind" "$3" ;;
	esac >>job/functions
	[ "$_bus" != "rp$3" ] || echo "-device pcie-root-port,id=rp$3,chassis=$3,slot=$3"
	echo "-device $_device,id=$_id,bus=$_bus,disable-legacy=on,iommu_platform=on$_more$_props"
	function_devices "$_kind" "$_id"
}

# functions SLOT: all of $FUNCTIONS, the first one's slot if it is behind a root port
functions() {
	_slot=$1 _n=0
	: >job/functions
	for _function in $FUNCTIONS; do
		_n=$((_n + 1))
		one_function "$_function" "$_n" "$_slot"
		# buses are numbered by their ports
		case ${_function%%:*} in *@root) ;; *) _slot=$((_slot + 1)) ;; esac
	done
}

# function_wires: the network interfaces of $FUNCTIONS
function_wires() {
	_n=0
	for _function in $FUNCTIONS; do
		_n=$((_n + 1))
		case $_function in net | net[.@:]*) echo "fn$_n" ;; esac
	done
}
