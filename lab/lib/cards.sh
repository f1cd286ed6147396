# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# More SR-IOV cards than the network card: "TYPE:VFS[:PROPS]" each, TYPE as in
# device/README.md, behind root ports of their own: 0000:02:00.0 and so on, in the
# order given. A PF's id is its type (p9 for 9p); its VFs have all that they need.
#
# What is printed are words for QEMU's command line, without blanks in them.

IMAGE_MIB=64	# of a disk that no image was named for

# check_card SPEC
check_card() {
	case $1 in *[[:space:]]*) die "a card has no blanks: $1" ;; esac
	case $1 in
	net:* | blk:* | console:* | rng:* | scsi:* | 9p:* | balloon:*) ;;
	*) die "no such card: $1 (it is TYPE:VFS[:PROPS])" ;;
	esac
	_n=${1#*:} _n=${_n%%:*}
	case $_n in '' | *[!0-9]* | 0*) die "how many VFs? $1" ;; esac
}

# numbered FORMAT N: FORMAT for 1 to N, separated by ":"
numbered() {
	# shellcheck disable=SC2059 # a format it is
	seq 1 "$2" | while read -r _i; do printf "$1\n" "$_i"; done | paste -sd :
}

# use_images: the run's block VFs get $IMAGES, a file a line, as blk1.img ...;
# what is written to them is gone when the run ends.
use_images() {
	_i=0
	printf '%s\n' "$IMAGES" | while read -r _file; do
		[ -n "$_file" ] || continue
		_i=$((_i + 1))
		ln -s "$_file" "blk$_i.img"
	done
}

# drives TYPE N: those of its VFs
drives() {
	for _i in $(seq 1 "$2"); do
		_file=$1$_i.img _how=''
		[ ! -L "$_file" ] || _how=,snapshot=on
		[ -e "$_file" ] || truncate -s ${IMAGE_MIB}M "$_file"
		echo "-drive if=none,id=$1$_i,format=raw,file=$_file$_how"
	done
}

# consoles N: the other end of VF i's console is /dev/virtio-ports/lab.console<i>
consoles() {
	for _i in $(seq 1 "$1"); do
		echo "-chardev socket,id=console$_i,path=console$_i.sock,server=on,wait=off"
		echo "-chardev socket,id=far$_i,path=console$_i.sock"
		echo "-device virtserialport,bus=lab.0,chardev=far$_i,name=lab.console$_i"
	done
}

# With indirect descriptors virtio_pci of Linux 6.12 allocates under a spin lock, which
# the debug kernel reports.
PF_PROPS_DEBUG=,indirect_desc=off

# card SPEC SLOT: all options of one card; a line with its address goes to job/cards
card() {
	_type=${1%%:*} _n=${1#*:}
	case $_n in *:*) _props=,${_n#*:} ;; *) _props='' ;; esac
	[ "$KERNEL" != debug ] || _props=$_props$PF_PROPS_DEBUG
	_n=${_n%%:*} _vfs='' _id=$_type
	case $_type in
	blk | scsi)
		drives "$_type" "$_n"
		_vfs=,vf-drives=$(numbered "$_type%d" "$_n") ;;
	console)
		consoles "$_n"
		_vfs=,vf-chardevs=$(numbered "console%d" "$_n") ;;
	9p)
		_id=p9
		mkdir -p p9
		echo "-fsdev local,id=p9,path=p9,security_model=none"
		_vfs=,fsdev=p9,mount_tag=card ;;
	esac
	printf '%s 0000:%02x:00.0\n' "$_type" "$2" >>job/cards
	echo "-device pcie-root-port,id=rp$2,chassis=$2,slot=$2"
	echo "-device virtio-$_type-sriov-pci,id=$_id,bus=rp$2,vfs=$_n$_vfs$_props"
}

# cards: all of $CARDS, and $PLAIN: a function that is none of ours, TYPE[:PROPS] as
# QEMU has it. Its id there, and what job/cards calls it, is "plain".
cards() {
	_slot=1
	: >job/cards
	for _card in $CARDS; do
		_slot=$((_slot + 1))
		card "$_card" "$_slot"
	done
	[ -n "$PLAIN" ] || return 0
	_slot=$((_slot + 1))
	case $PLAIN in *:*) _props=,${PLAIN#*:} ;; *) _props='' ;; esac
	printf 'plain 0000:%02x:00.0\n' "$_slot" >>job/cards
	echo "-device pcie-root-port,id=rp$_slot,chassis=$_slot,slot=$_slot"
	echo "-device ${PLAIN%%:*},id=plain,bus=rp$_slot$_props"
}
