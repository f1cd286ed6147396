# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The wires of one run, in its own network namespace: a bridge with a tap for the
# PF and for each wired VF; and the peer, which is this namespace itself:
#   192.168.77.1, fd00:77::1   iperf3 on 5201 and 5202; http on 80: it serves
#   random-<4|16|64> (MiB) and random-*.sha256, and answers what is posted to
#   /cgi-bin/sha256 with its hash; DHCP and TFTP for firmware that boots by the
#   network (lab/vm/net-*): see boot_up

# net_up: the bridge
net_up() {
	{
		echo "link set lo up"
		echo "link add lab0 type bridge"
		echo "addr add 192.168.77.1/24 dev lab0"
		echo "addr add fd00:77::1/64 dev lab0 nodad"
		echo "link set lab0 up"
	} >net.batch
	root_exec "$LAB_ROOT/usr/bin/ip" -batch net.batch
}

# wires_up WIRED NAME...: the taps "pf", "vf1" ... "vf<WIRED>", and these; with $JOINS in
# front of each
wires_up() {
	_wired=$1
	shift
	for _t in pf $(seq -f vf%.0f 1 "$_wired") "$@"; do
		echo "tuntap add dev $JOINS$_t mode tap vnet_hdr"
		echo "link set $JOINS$_t master lab0 up"
	done >wires.batch
	root_exec "$LAB_ROOT/usr/bin/ip" -batch wires.batch
}

peer_up() {
	for _p in 5201 5202; do
		root_exec "$LAB_ROOT/usr/bin/iperf3" -s -p $_p >iperf3-$_p.log 2>&1 &
	done
	mkdir -p www/cgi-bin
	ln -s "$LAB_BLOB"/random-* www/
	cat >www/cgi-bin/sha256 <<-'END'
		#!/bin/sh
		printf 'Content-Type: text/plain\r\n\r\n'
		head -c "$CONTENT_LENGTH" | sha256sum | cut -d ' ' -f 1
	END
	chmod +x www/cgi-bin/sha256
	boot_up
	"$LAB_ROOT/bin/busybox" httpd -f -p 192.168.77.1:80 -h www &
}

# boot_up: what a firmware is told to boot, and who tells it. It gets the address that
# lab/vm/guest.sh has for its function, and no one else gets any.
boot_up() {
	mkdir www/boot
	ln -s "$LAB_DISK"/net/* "$LAB_GUEST/initramfs" www/boot/
	ln -s "$PROJECT/lab/vm/net-grub.cfg" www/boot/grub.cfg
	ln -s "$PROJECT/lab/vm/net-script.ipxe" www/boot/script.ipxe
	printf '%s  random-4\n' "$(cat www/random-4.sha256)" >www/boot/sums
	{
		for _n in $(seq 1 16); do
			printf 'dhcp-host=52:54:00:77:01:%02x,192.168.77.%d\n' "$_n" $((10 + _n))
			printf 'dhcp-host=52:54:00:77:02:%02x,192.168.77.%d\n' "$_n" $((200 + _n))
		done
		cat <<-'END'
			port=0
			interface=lab0
			dhcp-range=192.168.77.0,static
			dhcp-authoritative
			no-ping
			dhcp-match=set:efi,option:client-arch,7
			dhcp-boot=tag:!efi,http://192.168.77.1/boot/script.ipxe
			dhcp-boot=tag:efi,boot/grubx64.efi
			enable-tftp
		END
	} >dnsmasq.conf
	root_exec "$LAB_ROOT/usr/sbin/dnsmasq" --keep-in-foreground --user=root \
		--conf-file=dnsmasq.conf --pid-file --dhcp-leasefile="$PWD/leases" \
		--tftp-root="$PWD/www" --log-facility="$PWD/dnsmasq.log" &
}
